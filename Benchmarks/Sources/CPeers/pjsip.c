#include "CPeers.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Debian has no PJSIP. The module that PJSIP's Python package consists of holds the whole library and exports it, so it is
// taken from there, without headers: these are the declarations of pjlib and pjsip 2.15 that parsing needs.
typedef struct pj_pool pj_pool;
typedef int (*pj_init_t)(void);
typedef void (*pj_log_set_level_t)(int);
typedef const void *(*pj_default_policy_t)(void);
typedef void (*pj_caching_pool_init_t)(void *factory, const void *policy, size_t capacity);
typedef int (*pjsip_endpt_create_t)(void *factory, const char *name, void **endpoint);
typedef pj_pool *(*pj_pool_create_t)(void *factory, const char *name, size_t first, size_t more, void *callback);
typedef void (*pj_pool_reset_t)(pj_pool *);
typedef void *(*pjsip_parse_msg_t)(pj_pool *, char *bytes, size_t length, void *errors);
typedef long (*pjsip_msg_print_t)(const void *message, char *bytes, size_t size);

static pj_pool_create_t pool_create;
static pj_pool_reset_t pool_reset;
static pjsip_parse_msg_t parse;
static pjsip_msg_print_t print;
static pj_pool *scratch;
// A pj_caching_pool: a few hundred bytes.
static _Alignas(16) char factory[65536];
static char copy[65536], written[65536];

int pjsip_prepare(const char *python, const char *module) {
  // The module wants Python's own names, which are never called.
  if (!dlopen(python, RTLD_LAZY | RTLD_GLOBAL)) return fprintf(stderr, "%s\n", dlerror()), 0;
  void *library = dlopen(module, RTLD_LAZY);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 0;
  pj_init_t init = (pj_init_t)dlsym(library, "pj_init");
  pj_log_set_level_t set_level = (pj_log_set_level_t)dlsym(library, "pj_log_set_level");
  pj_default_policy_t policy = (pj_default_policy_t)dlsym(library, "pj_pool_factory_get_default_policy");
  pj_caching_pool_init_t pool_init = (pj_caching_pool_init_t)dlsym(library, "pj_caching_pool_init");
  pjsip_endpt_create_t endpoint_create = (pjsip_endpt_create_t)dlsym(library, "pjsip_endpt_create");
  pool_create = (pj_pool_create_t)dlsym(library, "pj_pool_create");
  pool_reset = (pj_pool_reset_t)dlsym(library, "pj_pool_reset");
  parse = (pjsip_parse_msg_t)dlsym(library, "pjsip_parse_msg");
  print = (pjsip_msg_print_t)dlsym(library, "pjsip_msg_print");
  if (!init || !set_level || !policy || !pool_init || !endpoint_create || !pool_create || !pool_reset || !parse || !print)
    return fprintf(stderr, "%s does not export PJSIP\n", module), 0;
  set_level(0);
  if (init() != 0) return 0;
  pool_init(factory, policy(), 0);
  // It is the endpoint that prepares the parser.
  void *endpoint;
  if (endpoint_create(factory, "bench", &endpoint) != 0) return 0;
  scratch = pool_create(factory, "scratch", 8000, 4000, NULL);
  return scratch != NULL;
}

static void *read_into(pj_pool *pool, const char *bytes, size_t length) {
  if (length >= sizeof copy) return NULL;
  // It reads up to a zero behind the message, as its transports put one there.
  memcpy(copy, bytes, length);
  copy[length] = 0;
  return parse(pool, copy, length, NULL);
}

int pjsip_reads(const char *bytes, size_t length) {
  int is_message = read_into(scratch, bytes, length) != NULL;
  pool_reset(scratch);
  return is_message;
}

void *pjsip_keep(const char *bytes, size_t length) {
  // The message points into the bytes it came from.
  char *own = malloc(length + 1);
  if (!own) return NULL;
  memcpy(own, bytes, length);
  own[length] = 0;
  return parse(pool_create(factory, "kept", 8000, 4000, NULL), own, length, NULL);
}

size_t pjsip_writes(void *message) {
  long length = print(message, written, sizeof written);
  return length > 0 ? (size_t)length : 0;
}
