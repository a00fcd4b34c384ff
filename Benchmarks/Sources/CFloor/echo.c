#define _GNU_SOURCE
#include "CFloor.h"
#include <netinet/in.h>
#include <sys/socket.h>

enum { MOST = 16, SIZE = 1600 };

int floor_echo(int socket) {
  static uint8_t bytes[MOST][SIZE];
  static struct sockaddr_in sources[MOST];
  struct iovec vectors[MOST];
  struct mmsghdr messages[MOST] = {0};
  for (int i = 0; i < MOST; i++) {
    vectors[i] = (struct iovec){bytes[i], SIZE};
    messages[i].msg_hdr = (struct msghdr){
        .msg_iov = &vectors[i], .msg_iovlen = 1, .msg_name = &sources[i], .msg_namelen = sizeof sources[i]};
  }
  int count = recvmmsg(socket, messages, MOST, MSG_DONTWAIT, NULL);
  int good = 0;
  for (int i = 0; i < count; i++) {
    if (messages[i].msg_len < 12 || bytes[i][0] >> 6 != 2) continue;
    vectors[good].iov_base = bytes[i];
    vectors[good].iov_len = messages[i].msg_len;
    messages[good].msg_hdr.msg_name = &sources[i];
    good++;
  }
  return good > 0 ? sendmmsg(socket, messages, (unsigned)good, MSG_DONTWAIT) : 0;
}
