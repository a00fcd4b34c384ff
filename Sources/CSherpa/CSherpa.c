#include "CSherpa.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What sherpa-onnx 2.0 reads, in its order (c-api.h of the release). Members that stay zero are only counted.
typedef const char *text;

struct feature_settings {
  int32_t sample_rate;
  int32_t feature_dimension;
};

struct model_settings {
  text transducer[3], paraformer, nemo_ctc;
  struct {
    text names[4];
    int32_t numbers[3];
  } whisper;
  text tdnn;
  text tokens;
  int32_t threads, debug;
  text provider;
  text model_type, modeling_unit, bpe_vocabulary, telespeech_ctc;
  struct {
    text names[2];
    int32_t itn;
  } sense_voice;
  struct {
    text preprocessor, encoder, uncached_decoder, cached_decoder, merged_decoder;
  } moonshine;
  text fire_red[2], dolphin, zipformer_ctc;
  struct {
    text names[4];
    int32_t punctuation;
  } canary;
  text wenet_ctc, omnilingual, med_asr;
  struct {
    text names[6];
    int32_t most_tokens;
    float temperature, top_p;
    int32_t seed;
    text language;
    int32_t itn;
    text hotwords;
  } fun_asr;
  text fire_red_ctc;
  struct {
    text names[4];
    int32_t most_length, most_tokens;
    float temperature, top_p;
    int32_t seed;
    text hotwords;
  } qwen;
  struct {
    text names[3];
    int32_t punctuation, itn;
  } cohere;
};

struct recogniser_settings {
  struct feature_settings features;
  struct model_settings model;
  struct {
    text model;
    float scale;
  } language_model;
  text decoding_method;
  int32_t most_active_paths;
  text hotwords_file;
  float hotwords_score;
  text rule_fsts, rule_fars;
  float blank_penalty;
  text homophones[3];
  struct {
    text graph;
    int32_t most_active;
  } fst;
  // Members that a later 2.x may add at the end read as zero.
  unsigned char later[512];
};

// Only the first member of the result is read.
struct result {
  text words;
};

struct sherpa_recogniser {
  const void *recogniser;
  const char *(*version)(void);
  const void *(*create)(const struct recogniser_settings *);
  void (*destroy)(const void *);
  const void *(*create_stream)(const void *);
  void (*destroy_stream)(const void *);
  void (*accept)(const void *, int32_t, const float *, int32_t);
  void (*decode)(const void *, const void *);
  const struct result *(*result)(const void *);
  void (*destroy_result)(const struct result *);
};

static int find_functions(void *library, sherpa_recogniser *found, char *problem, size_t size) {
  const struct {
    const char *name;
    void *place;
  } functions[] = {
      {"SherpaOnnxGetVersionStr", &found->version},
      {"SherpaOnnxCreateOfflineRecognizer", &found->create},
      {"SherpaOnnxDestroyOfflineRecognizer", &found->destroy},
      {"SherpaOnnxCreateOfflineStream", &found->create_stream},
      {"SherpaOnnxDestroyOfflineStream", &found->destroy_stream},
      {"SherpaOnnxAcceptWaveformOffline", &found->accept},
      {"SherpaOnnxDecodeOfflineStream", &found->decode},
      {"SherpaOnnxGetOfflineStreamResult", &found->result},
      {"SherpaOnnxDestroyOfflineRecognizerResult", &found->destroy_result},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function) {
      snprintf(problem, size, "the library lacks %s", functions[i].name);
      return -1;
    }
    memcpy(functions[i].place, &function, sizeof function);
  }
  if (strncmp(found->version(), "2.0.", 4) != 0) {
    snprintf(problem, size, "the library is sherpa-onnx %s; 2.0 is needed", found->version());
    return -1;
  }
  return 0;
}

sherpa_recogniser *sherpa_recogniser_open(const char *library, const char *encoder, const char *decoder,
                                          const char *tokens, int threads, char *problem, size_t size) {
  void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!opened) {
    snprintf(problem, size, "%s", dlerror());
    return NULL;
  }
  sherpa_recogniser *recogniser = calloc(1, sizeof *recogniser);
  if (!recogniser || find_functions(opened, recogniser, problem, size)) {
    free(recogniser);
    return NULL;
  }
  struct recogniser_settings settings;
  memset(&settings, 0, sizeof settings);
  settings.features.sample_rate = 16000;
  settings.features.feature_dimension = 80;
  settings.model.moonshine.encoder = encoder;
  settings.model.moonshine.merged_decoder = decoder;
  settings.model.tokens = tokens;
  settings.model.threads = threads;
  settings.model.provider = "cpu";
  settings.decoding_method = "greedy_search";
  recogniser->recogniser = recogniser->create(&settings);
  if (!recogniser->recogniser) {
    snprintf(problem, size, "sherpa-onnx refused the model %s", encoder);
    free(recogniser);
    return NULL;
  }
  return recogniser;
}

void sherpa_recogniser_close(sherpa_recogniser *recogniser) {
  recogniser->destroy(recogniser->recogniser);
  free(recogniser);
}

const char *sherpa_recogniser_version(const sherpa_recogniser *recogniser) { return recogniser->version(); }

char *sherpa_recogniser_decode(const sherpa_recogniser *recogniser, const float *samples, int32_t count, int32_t rate) {
  const void *stream = recogniser->create_stream(recogniser->recogniser);
  if (!stream) return NULL;
  recogniser->accept(stream, rate, samples, count);
  recogniser->decode(recogniser->recogniser, stream);
  const struct result *result = recogniser->result(stream);
  char *words = result && result->words ? strdup(result->words) : NULL;
  if (result) recogniser->destroy_result(result);
  recogniser->destroy_stream(stream);
  return words;
}
