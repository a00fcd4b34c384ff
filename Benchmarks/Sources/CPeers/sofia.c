#include "CPeers.h"
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>

int sofia_reads(const char *bytes, size_t length) {
  msg_t *message = sofia_keep(bytes, length);
  if (!message) return 0;
  sip_t *sip = sip_object(message);
  int is_message = sip != NULL && (sip->sip_request != NULL || sip->sip_status != NULL) && sip->sip_error == NULL;
  msg_destroy(message);
  return is_message;
}

void *sofia_keep(const char *bytes, size_t length) {
  return msg_make(sip_default_mclass(), 0, bytes, (ssize_t)length);
}

size_t sofia_writes(void *message) {
  size_t length = 0;
  char *text = msg_as_string(NULL, message, NULL, 0, &length);
  su_free(NULL, text);
  return length;
}
