#pragma once
#include <stddef.h>
#include <stdint.h>

// Offline recognition with sherpa-onnx's C API, opened at run time: nothing of it is needed to build.

typedef struct sherpa_recogniser sherpa_recogniser;

// Loads the library and a Moonshine model. NULL on failure, with a sentence in `problem`.
sherpa_recogniser *sherpa_recogniser_open(const char *library, const char *encoder, const char *decoder,
                                          const char *tokens, int threads, char *problem, size_t problem_size);
void sherpa_recogniser_close(sherpa_recogniser *recogniser);

// Like "2.0.1".
const char *sherpa_recogniser_version(const sherpa_recogniser *recogniser);

// The words in `samples` (-1 to 1), or NULL on failure. The caller frees them. May be called from several threads.
char *sherpa_recogniser_decode(const sherpa_recogniser *recogniser, const float *samples, int32_t count, int32_t rate);
