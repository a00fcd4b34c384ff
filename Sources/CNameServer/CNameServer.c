#define _DEFAULT_SOURCE
#include "CNameServer.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

int trunkline_ask_name_server(
    const char *name, int type, const char *server, int port, int timeout_seconds, unsigned char *answer, int capacity) {
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) return -1;
  state.retrans = timeout_seconds;
  state.retry = 2;
  if (server != NULL) {
    memset(&state.nsaddr_list[0], 0, sizeof state.nsaddr_list[0]);
    state.nsaddr_list[0].sin_family = AF_INET;
    state.nsaddr_list[0].sin_port = htons((unsigned short)port);
    if (inet_pton(AF_INET, server, &state.nsaddr_list[0].sin_addr) != 1) {
      res_nclose(&state);
      return -1;
    }
    state.nscount = 1;
  }
  unsigned char question[1024];
  int length = res_nmkquery(&state, ns_o_query, name, ns_c_in, type, NULL, 0, NULL, question, sizeof question);
  int received = length > 0 ? res_nsend(&state, question, length, answer, capacity) : -1;
  res_nclose(&state);
  return received > capacity ? capacity : received;
}
