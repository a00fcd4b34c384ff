#include "COnnxRuntime.h"

#include <string.h>

int onnx_silero_run(onnx_session *session, const float *samples, size_t count, int64_t rate, float *state,
                    float *probability) {
  float next[ONNX_SILERO_STATE];
  const int64_t sample_shape[] = {1, (int64_t)count}, state_shape[] = {2, 1, ONNX_SILERO_STATE / 2};
  const onnx_input inputs[] = {
      {"input", ONNX_FLOAT, samples, sample_shape, 2},
      {"state", ONNX_FLOAT, state, state_shape, 3},
      {"sr", ONNX_INT64, &rate, NULL, 0},
  };
  const onnx_output outputs[] = {{"output", probability, 1}, {"stateN", next, ONNX_SILERO_STATE}};
  char problem[1];
  if (onnx_session_run(session, inputs, 3, outputs, 2, problem, sizeof problem)) return -1;
  memcpy(state, next, sizeof next);
  return 0;
}
