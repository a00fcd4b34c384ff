#pragma once
#include <stddef.h>
#include <stdint.h>

// Speech with flite, opened at run time: nothing of it is needed to build. One call runs at a time; others wait.

typedef struct flite_engine flite_engine;

// Loads flite and its voice `rms` (US English, male). NULL on failure, with a sentence in `problem`. Never closed.
flite_engine *flite_engine_open(char *problem, size_t problem_size);

// Mono speech of `words`, `stretch` times as long as the voice's own pace; -1 on failure. The caller frees `samples`.
int flite_engine_speak(flite_engine *engine, const char *words, float stretch, int16_t **samples, size_t *count,
                       int *rate);
