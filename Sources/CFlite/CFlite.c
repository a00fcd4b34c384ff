#include "CFlite.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// From flite 2.2's cst_wave.h and cst_voice.h; only the members that are read.
struct wave {
  const char *type;
  int rate, count, channels;
  short *samples;
};

struct voice {
  const char *name;
  void *features;
};

struct flite_engine {
  struct voice *voice;
  struct wave *(*speak)(const char *, struct voice *);
  void (*delete_wave)(struct wave *);
  void (*set_feature)(void *, const char *, float);
};

// Flite keeps state of its own: one call at a time in the whole process.
static pthread_mutex_t speaking = PTHREAD_MUTEX_INITIALIZER;

flite_engine *flite_engine_open(char *problem, size_t size) {
  // The voice finds the lexicon and the language through its own dependencies.
  void *flite = dlopen("libflite.so.1", RTLD_NOW | RTLD_GLOBAL);
  void *library = flite ? dlopen("libflite_cmu_us_rms.so.1", RTLD_NOW | RTLD_GLOBAL) : NULL;
  if (!library) {
    snprintf(problem, size, "%s", dlerror());
    return NULL;
  }
  int (*start)(void) = (int (*)(void))dlsym(flite, "flite_init");
  struct voice *(*make_voice)(const char *) = (struct voice * (*)(const char *)) dlsym(library, "register_cmu_us_rms");
  flite_engine *engine = calloc(1, sizeof *engine);
  if (engine) {
    engine->speak = (struct wave * (*)(const char *, struct voice *)) dlsym(flite, "flite_text_to_wave");
    engine->delete_wave = (void (*)(struct wave *))dlsym(flite, "delete_wave");
    engine->set_feature = (void (*)(void *, const char *, float))dlsym(flite, "flite_feat_set_float");
  }
  if (engine && start && make_voice && engine->speak && engine->delete_wave && engine->set_feature) {
    pthread_mutex_lock(&speaking);
    start();
    engine->voice = make_voice(NULL);
    pthread_mutex_unlock(&speaking);
  }
  if (!engine || !engine->voice) {
    snprintf(problem, size, "the installed flite is not version 2.2");
    free(engine);
    return NULL;
  }
  return engine;
}

int flite_engine_speak(flite_engine *engine, const char *words, float stretch, int16_t **samples, size_t *count,
                       int *rate) {
  pthread_mutex_lock(&speaking);
  engine->set_feature(engine->voice->features, "duration_stretch", stretch);
  struct wave *wave = engine->speak(words, engine->voice);
  pthread_mutex_unlock(&speaking);
  if (!wave) return -1;
  size_t length = wave->channels == 1 && wave->count > 0 ? (size_t)wave->count : 0;
  *samples = malloc(length ? length * sizeof(int16_t) : 1);
  if (*samples) memcpy(*samples, wave->samples, length * sizeof(int16_t));
  *count = length;
  *rate = wave->rate;
  engine->delete_wave(wave);
  return *samples ? 0 : -1;
}
