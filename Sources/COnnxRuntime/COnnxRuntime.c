#include "COnnxRuntime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Places in the table of functions that OrtGetApiBase()->GetApi(14) returns. The table only ever grows at its end.
enum {
  GET_ERROR_MESSAGE = 2,
  CREATE_ENVIRONMENT = 3,
  CREATE_SESSION = 7,
  RUN = 9,
  CREATE_SESSION_OPTIONS = 10,
  SET_GRAPH_OPTIMIZATION = 23,
  SET_THREADS_WITHIN = 24,
  SET_THREADS_BETWEEN = 25,
  CREATE_TENSOR_WITH_DATA = 49,
  GET_TENSOR_DATA = 51,
  GET_ELEMENT_COUNT = 64,
  GET_TENSOR_SHAPE = 65,
  CREATE_CPU_MEMORY = 69,
  RELEASE_STATUS = 93,
  RELEASE_SESSION = 95,
  RELEASE_VALUE = 96,
  RELEASE_SHAPE = 99,
  RELEASE_SESSION_OPTIONS = 100,
};

enum { API_VERSION = 14, LOG_ERRORS = 3, ARENA_ALLOCATOR = 1, ALL_OPTIMIZATIONS = 99, MOST_TENSORS = 8 };

typedef void *handle;

struct api_base {
  const void *(*get_api)(uint32_t version);
  const char *(*get_version)(void);
};

struct onnx_runtime {
  const struct api_base *base;
  handle const *api;
  handle environment;
  handle memory;
};

struct onnx_session {
  onnx_runtime *runtime;
  handle session;
};

// The function at a place of the table, as one that takes `parameters` and returns a status or nothing.
#define CALL(runtime, place, ...) ((handle (*)(__VA_ARGS__))(runtime)->api[place])
#define RELEASE(runtime, place, object) ((void (*)(handle))(runtime)->api[place])(object)

// 0 for no status; otherwise writes its message down, releases it and returns -1.
static int failed(const onnx_runtime *runtime, handle status, char *problem, size_t size) {
  if (!status) return 0;
  const char *message = ((const char *(*)(handle))runtime->api[GET_ERROR_MESSAGE])(status);
  snprintf(problem, size, "%s", message ? message : "no message");
  RELEASE(runtime, RELEASE_STATUS, status);
  return -1;
}

onnx_runtime *onnx_runtime_open(const char *library, char *problem, size_t size) {
  void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!opened) {
    snprintf(problem, size, "%s", dlerror());
    return NULL;
  }
  const struct api_base *(*get_base)(void) = (const struct api_base *(*)(void))dlsym(opened, "OrtGetApiBase");
  const struct api_base *base = get_base ? get_base() : NULL;
  const void *api = base ? base->get_api(API_VERSION) : NULL;
  onnx_runtime *runtime = api ? calloc(1, sizeof *runtime) : NULL;
  if (!runtime) {
    snprintf(problem, size, "%s is not a usable ONNX Runtime", library);
    return NULL;
  }
  runtime->base = base;
  runtime->api = api;
  handle status =
      CALL(runtime, CREATE_ENVIRONMENT, int, const char *, handle *)(LOG_ERRORS, "trunkline", &runtime->environment);
  if (!status) status = CALL(runtime, CREATE_CPU_MEMORY, int, int, handle *)(ARENA_ALLOCATOR, 0, &runtime->memory);
  if (failed(runtime, status, problem, size)) {
    free(runtime);
    return NULL;
  }
  return runtime;
}

const char *onnx_runtime_version(const onnx_runtime *runtime) { return runtime->base->get_version(); }

onnx_session *onnx_session_open(onnx_runtime *runtime, const char *model, int threads, char *problem, size_t size) {
  handle options = NULL, session = NULL;
  if (failed(runtime, CALL(runtime, CREATE_SESSION_OPTIONS, handle *)(&options), problem, size)) return NULL;
  handle status = CALL(runtime, SET_THREADS_WITHIN, handle, int)(options, threads);
  if (!status) status = CALL(runtime, SET_THREADS_BETWEEN, handle, int)(options, 1);
  if (!status) status = CALL(runtime, SET_GRAPH_OPTIMIZATION, handle, int)(options, ALL_OPTIMIZATIONS);
  if (!status)
    status = CALL(runtime, CREATE_SESSION, handle, const char *, handle, handle *)(runtime->environment, model, options,
                                                                                  &session);
  RELEASE(runtime, RELEASE_SESSION_OPTIONS, options);
  if (failed(runtime, status, problem, size)) return NULL;
  onnx_session *opened = calloc(1, sizeof *opened);
  if (!opened) {
    RELEASE(runtime, RELEASE_SESSION, session);
    snprintf(problem, size, "out of memory");
    return NULL;
  }
  opened->runtime = runtime;
  opened->session = session;
  return opened;
}

void onnx_session_close(onnx_session *session) {
  RELEASE(session->runtime, RELEASE_SESSION, session->session);
  free(session);
}

static int make_tensor(const onnx_runtime *runtime, const onnx_input *input, handle *tensor, char *problem, size_t size) {
  size_t bytes = input->element == ONNX_FLOAT ? sizeof(float) : sizeof(int64_t);
  for (int i = 0; i < input->rank; i++) bytes *= (size_t)input->dimensions[i];
  return failed(runtime,
                CALL(runtime, CREATE_TENSOR_WITH_DATA, handle, void *, size_t, const int64_t *, size_t, int, handle *)(
                    runtime->memory, (void *)input->elements, bytes, input->dimensions, (size_t)input->rank,
                    (int)input->element, tensor),
                problem, size);
}

static int copy_tensor(const onnx_runtime *runtime, handle tensor, const onnx_output *output, char *problem, size_t size) {
  handle shape = NULL;
  size_t count = 0;
  float *elements = NULL;
  handle status = CALL(runtime, GET_TENSOR_SHAPE, handle, handle *)(tensor, &shape);
  if (!status) {
    status = CALL(runtime, GET_ELEMENT_COUNT, handle, size_t *)(shape, &count);
    RELEASE(runtime, RELEASE_SHAPE, shape);
  }
  if (!status) status = CALL(runtime, GET_TENSOR_DATA, handle, float **)(tensor, &elements);
  if (failed(runtime, status, problem, size)) return -1;
  if (count != output->count) {
    snprintf(problem, size, "%s has %zu elements, expected %zu", output->name, count, output->count);
    return -1;
  }
  memcpy(output->elements, elements, count * sizeof(float));
  return 0;
}

int onnx_session_run(onnx_session *session, const onnx_input *inputs, int input_count, const onnx_output *outputs,
                     int output_count, char *problem, size_t size) {
  const onnx_runtime *runtime = session->runtime;
  handle given[MOST_TENSORS] = {0}, made[MOST_TENSORS] = {0};
  const char *given_names[MOST_TENSORS], *made_names[MOST_TENSORS];
  if (input_count > MOST_TENSORS || output_count > MOST_TENSORS) {
    snprintf(problem, size, "more than %d tensors", MOST_TENSORS);
    return -1;
  }
  int result = 0;
  for (int i = 0; i < input_count && !result; i++) {
    given_names[i] = inputs[i].name;
    result = make_tensor(runtime, &inputs[i], &given[i], problem, size);
  }
  for (int i = 0; i < output_count; i++) made_names[i] = outputs[i].name;
  if (!result)
    result = failed(runtime,
                    CALL(runtime, RUN, handle, handle, const char *const *, const handle *, size_t, const char *const *,
                         size_t, handle *)(session->session, NULL, given_names, given, (size_t)input_count, made_names,
                                           (size_t)output_count, made),
                    problem, size);
  for (int i = 0; i < output_count && !result; i++) result = copy_tensor(runtime, made[i], &outputs[i], problem, size);
  for (int i = 0; i < MOST_TENSORS; i++) {
    if (given[i]) RELEASE(runtime, RELEASE_VALUE, given[i]);
    if (made[i]) RELEASE(runtime, RELEASE_VALUE, made[i]);
  }
  return result;
}
