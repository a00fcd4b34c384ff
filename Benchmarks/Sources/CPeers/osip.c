#include "CPeers.h"
#include <osipparser2/osip_parser.h>
#include <stdlib.h>

// It writes a line for every message it refuses; writing would be measured too.
static void say_nothing(const char *file, int line, osip_trace_level_t level, const char *format, va_list arguments) {
  (void)file, (void)line, (void)level, (void)format, (void)arguments;
}

void osip_prepare(void) {
  osip_trace_initialize_func(END_TRACE_LEVEL, say_nothing);
  for (osip_trace_level_t level = TRACE_LEVEL0; level < END_TRACE_LEVEL; level++) osip_trace_disable_level(level);
  parser_init();
}

int osip_reads(const char *bytes, size_t length) {
  osip_message_t *message;
  if (osip_message_init(&message) != 0) return 0;
  int is_message = osip_message_parse(message, bytes, length) == 0;
  osip_message_free(message);
  return is_message;
}

void *osip_keep(const char *bytes, size_t length) {
  osip_message_t *message;
  if (osip_message_init(&message) != 0) return NULL;
  if (osip_message_parse(message, bytes, length) == 0) return message;
  osip_message_free(message);
  return NULL;
}

size_t osip_writes(void *message) {
  char *text = NULL;
  size_t length = 0;
  // Without this it would hand out the text of the last time.
  osip_message_force_update(message);
  if (osip_message_to_str(message, &text, &length) != 0) return 0;
  osip_free(text);
  return length;
}
