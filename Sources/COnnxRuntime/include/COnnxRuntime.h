#pragma once
#include <stddef.h>
#include <stdint.h>

// ONNX Runtime, opened at run time: nothing of it is needed to build. Functions that fail return NULL or -1 and put a
// sentence into `problem`.

typedef struct onnx_runtime onnx_runtime;
typedef struct onnx_session onnx_session;

typedef enum { ONNX_FLOAT = 1, ONNX_INT64 = 7 } onnx_element;

// A tensor that goes into the model. The memory stays the caller's.
typedef struct {
  const char *name;
  onnx_element element;
  const void *elements;
  const int64_t *dimensions;
  int rank;
} onnx_input;

// A tensor of floats that comes out; exactly `count` of them are copied to `elements`.
typedef struct {
  const char *name;
  float *elements;
  size_t count;
} onnx_output;

// Never closed: a runtime cannot be unloaded safely.
onnx_runtime *onnx_runtime_open(const char *library, char *problem, size_t problem_size);
const char *onnx_runtime_version(const onnx_runtime *runtime);

onnx_session *onnx_session_open(onnx_runtime *runtime, const char *model, int threads, char *problem, size_t problem_size);
void onnx_session_close(onnx_session *session);

// May be called from several threads at once. At most 8 inputs and 8 outputs.
int onnx_session_run(onnx_session *session, const onnx_input *inputs, int input_count, const onnx_output *outputs,
                     int output_count, char *problem, size_t problem_size);

// Silero's voice activity network on one window: `samples` are the window and what it wants from before it, `state` is
// its memory between windows and is replaced.
enum { ONNX_SILERO_STATE = 256 };
int onnx_silero_run(onnx_session *session, const float *samples, size_t count, int64_t rate, float *state,
                    float *probability);
