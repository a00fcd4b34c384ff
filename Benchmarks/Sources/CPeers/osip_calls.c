#include "CPeers.h"
#include <sys/time.h>
#include <time.h>
// osip2's headers want those before them.
#include <osip2/osip.h>
#include <osip2/osip_dialog.h>
#include <stdlib.h>
#include <string.h>

// More than are ever up at once in the script.
enum { MOST = 64 };

struct osip_calls {
  osip_t *stack;
  osip_dialog_t *dialogs[MOST];
  size_t sent;
  int ended;
};

static int send_message(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket) {
  (void)host, (void)port, (void)socket;
  osip_calls *calls = osip_get_application_context(transaction->config);
  char *text = NULL;
  size_t length = 0;
  osip_message_force_update(message);
  if (osip_message_to_str(message, &text, &length) != 0) return -1;
  calls->sent += length;
  osip_free(text);
  return 0;
}

static void ignore_message(int type, osip_transaction_t *transaction, osip_message_t *message) {
  (void)type, (void)transaction, (void)message;
}

static void ignore_end(int type, osip_transaction_t *transaction) { (void)type, (void)transaction; }

osip_calls *osip_calls_new(void) {
  osip_calls *calls = calloc(1, sizeof *calls);
  osip_init(&calls->stack);
  osip_set_application_context(calls->stack, calls);
  osip_set_cb_send_message(calls->stack, send_message);
  for (int i = 0; i < OSIP_MESSAGE_CALLBACK_COUNT; i++) osip_set_message_callback(calls->stack, i, ignore_message);
  for (int i = 0; i < OSIP_KILL_CALLBACK_COUNT; i++) osip_set_kill_transaction_callback(calls->stack, i, ignore_end);
  return calls;
}

void osip_calls_free(osip_calls *calls) {
  for (int i = 0; i < MOST; i++) {
    if (calls->dialogs[i]) osip_dialog_free(calls->dialogs[i]);
  }
  osip_release(calls->stack);
  free(calls);
}

int osip_calls_ended(const osip_calls *calls) { return calls->ended; }

static osip_message_t *answer(osip_message_t *request, int status, const char *tag) {
  osip_message_t *response;
  osip_message_init(&response);
  osip_message_set_version(response, osip_strdup("SIP/2.0"));
  osip_message_set_status_code(response, status);
  osip_message_set_reason_phrase(response, osip_strdup(osip_message_get_reason(status)));
  osip_to_clone(request->to, &response->to);
  osip_from_clone(request->from, &response->from);
  osip_call_id_clone(request->call_id, &response->call_id);
  osip_cseq_clone(request->cseq, &response->cseq);
  for (int i = 0; i < osip_list_size(&request->vias); i++) {
    osip_via_t *via;
    osip_via_clone(osip_list_get(&request->vias, i), &via);
    osip_list_add(&response->vias, via, -1);
  }
  osip_generic_param_t *present = NULL;
  osip_to_get_tag(response->to, &present);
  if (!present && status > 100) osip_to_set_tag(response->to, osip_strdup(tag));
  if (MSG_IS_INVITE(request) && status > 100) {
    for (int i = 0; i < osip_list_size(&request->record_routes); i++) {
      osip_record_route_t *route;
      osip_record_route_clone(osip_list_get(&request->record_routes, i), &route);
      osip_list_add(&response->record_routes, route, -1);
    }
    osip_message_set_contact(response, "<sip:198.51.100.1:5060>");
    osip_message_set_allow(response, "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE");
  }
  if (status > 100) osip_message_set_server(response, "osip2");
  return response;
}

static void respond(osip_transaction_t *transaction, osip_message_t *response) {
  osip_transaction_execute(transaction, osip_new_outgoing_sipmessage(response));
}

static osip_dialog_t **dialog_of(osip_calls *calls, osip_message_t *request) {
  for (int i = 0; i < MOST; i++) {
    if (calls->dialogs[i] && osip_dialog_match_as_uas(calls->dialogs[i], request) == 0) return &calls->dialogs[i];
  }
  return NULL;
}

static void open(
    osip_calls *calls, osip_transaction_t *transaction, const char *tag, const char *body, size_t body_length) {
  osip_message_t *invite = transaction->orig_request;
  respond(transaction, answer(invite, 100, tag));
  respond(transaction, answer(invite, 180, tag));
  osip_message_t *ok = answer(invite, 200, tag);
  osip_message_set_content_type(ok, "application/sdp");
  osip_message_set_body(ok, body, body_length);
  for (int i = 0; i < MOST; i++) {
    if (calls->dialogs[i]) continue;
    osip_dialog_init_as_uas(&calls->dialogs[i], invite, ok);
    break;
  }
  respond(transaction, ok);
}

static void finish(osip_calls *calls, osip_transaction_t *transaction, const char *tag) {
  osip_message_t *bye = transaction->orig_request;
  osip_dialog_t **dialog = dialog_of(calls, bye);
  respond(transaction, answer(bye, dialog ? 200 : 481, tag));
  if (!dialog) return;
  osip_dialog_free(*dialog);
  *dialog = NULL;
  calls->ended++;
}

size_t osip_calls_receive(
    osip_calls *calls, const char *bytes, size_t length, const char *tag, const char *body, size_t body_length) {
  size_t before = calls->sent;
  osip_event_t *event = osip_parse(bytes, length);
  if (!event) return 0;
  if (event->sip && MSG_IS_ACK(event->sip)) {
    dialog_of(calls, event->sip);
    osip_event_free(event);
    return 0;
  }
  // A repeat of a request would be the transaction's own business.
  if (osip_find_transaction_and_add_event(calls->stack, event) == 0) return 0;
  osip_transaction_t *transaction = osip_create_transaction(calls->stack, event);
  int is_invite = MSG_IS_INVITE(event->sip);
  osip_transaction_execute(transaction, event);
  if (is_invite) {
    open(calls, transaction, tag, body, body_length);
  } else {
    finish(calls, transaction, tag);
  }
  osip_remove_transaction(calls->stack, transaction);
  osip_transaction_free(transaction);
  return calls->sent - before;
}
