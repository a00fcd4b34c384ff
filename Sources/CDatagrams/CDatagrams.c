#define _GNU_SOURCE
#include "CDatagrams.h"
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct datagrams_batch {
  int capacity, size;
  struct mmsghdr *messages;
  struct iovec *vectors;
  struct sockaddr_in6 *sources;
  uint8_t *bytes;
};

datagrams_batch *datagrams_batch_new(int capacity, int size) {
  datagrams_batch *batch = calloc(1, sizeof *batch);
  if (!batch) return NULL;
  batch->capacity = capacity;
  batch->size = size;
  batch->messages = calloc((size_t)capacity, sizeof *batch->messages);
  batch->vectors = calloc((size_t)capacity, sizeof *batch->vectors);
  batch->sources = calloc((size_t)capacity, sizeof *batch->sources);
  batch->bytes = malloc((size_t)capacity * (size_t)size);
  if (!batch->messages || !batch->vectors || !batch->sources || !batch->bytes) {
    datagrams_batch_free(batch);
    return NULL;
  }
  for (int i = 0; i < capacity; i++) {
    batch->vectors[i] = (struct iovec){batch->bytes + (size_t)i * (size_t)size, (size_t)size};
    batch->messages[i].msg_hdr.msg_iov = &batch->vectors[i];
    batch->messages[i].msg_hdr.msg_iovlen = 1;
    batch->messages[i].msg_hdr.msg_name = &batch->sources[i];
  }
  return batch;
}

void datagrams_batch_free(datagrams_batch *batch) {
  if (!batch) return;
  free(batch->messages);
  free(batch->vectors);
  free(batch->sources);
  free(batch->bytes);
  free(batch);
}

int datagrams_receive(datagrams_batch *batch, int socket) {
  for (int i = 0; i < batch->capacity; i++) batch->messages[i].msg_hdr.msg_namelen = sizeof *batch->sources;
  int count = recvmmsg(socket, batch->messages, (unsigned)batch->capacity, MSG_DONTWAIT, NULL);
  return count < 0 ? -errno : count;
}

const uint8_t *datagrams_bytes(const datagrams_batch *batch, int index) {
  return batch->bytes + (size_t)index * (size_t)batch->size;
}

int datagrams_length(const datagrams_batch *batch, int index) {
  // A datagram longer than the buffer was cut: no media is that long.
  return batch->messages[index].msg_hdr.msg_flags & MSG_TRUNC ? 0 : (int)batch->messages[index].msg_len;
}

datagrams_peer datagrams_source(const datagrams_batch *batch, int index) {
  const struct sockaddr_in6 *source = &batch->sources[index];
  if (source->sin6_family == AF_INET) {
    const struct sockaddr_in *narrow = (const struct sockaddr_in *)source;
    return (datagrams_peer){0, 0xFFFF00000000ull | ntohl(narrow->sin_addr.s_addr), ntohs(narrow->sin_port)};
  }
  uint64_t halves[2];
  memcpy(halves, &source->sin6_addr, sizeof halves);
  return (datagrams_peer){be64toh(halves[0]), be64toh(halves[1]), ntohs(source->sin6_port)};
}

static int is_ipv4(datagrams_peer peer) { return peer.high == 0 && peer.low >> 32 == 0xFFFF; }

// Returns the length. An IPv4 address is written as such: Linux takes it on either kind of socket.
static socklen_t write_address(datagrams_peer peer, struct sockaddr_in6 *wide) {
  if (is_ipv4(peer)) {
    struct sockaddr_in narrow = {
        .sin_family = AF_INET, .sin_port = htons(peer.port), .sin_addr.s_addr = htonl((uint32_t)peer.low)};
    memcpy(wide, &narrow, sizeof narrow);
    return sizeof narrow;
  }
  *wide = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(peer.port)};
  uint64_t halves[2] = {htobe64(peer.high), htobe64(peer.low)};
  memcpy(&wide->sin6_addr, halves, sizeof halves);
  return sizeof *wide;
}

int datagrams_open(datagrams_peer local, int receive_buffer_bytes) {
  int descriptor = socket(is_ipv4(local) ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  // Expedited forwarding, for networks that look at it (RFC 4594 §4.1).
  int service = 46 << 2;
  setsockopt(descriptor, IPPROTO_IP, IP_TOS, &service, sizeof service);
  if (!is_ipv4(local)) {
    int narrow_too = 0;
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_TCLASS, &service, sizeof service);
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &narrow_too, sizeof narrow_too);
  }
  struct sockaddr_in6 address;
  socklen_t length = write_address(local, &address);
  if (bind(descriptor, (struct sockaddr *)&address, length) != 0) {
    int reason = errno;
    close(descriptor);
    return -reason;
  }
  return descriptor;
}

int datagrams_send(int socket, const uint8_t *bytes, int length, datagrams_peer to) {
  struct sockaddr_in6 address;
  socklen_t address_length = write_address(to, &address);
  ssize_t sent = sendto(
      socket, bytes, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address, address_length);
  return sent < 0 ? -errno : (int)sent;
}

void datagrams_close(int descriptor) { close(descriptor); }

int datagrams_watcher_new(void) {
  int watcher = epoll_create1(EPOLL_CLOEXEC);
  return watcher < 0 ? -errno : watcher;
}

int datagrams_watch(int watcher, int descriptor, uint64_t tag) {
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = tag};
  return epoll_ctl(watcher, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : -errno;
}

int datagrams_wait(int watcher, uint64_t *tags, int capacity, int timeout_milliseconds) {
  struct epoll_event events[256];
  int count = epoll_wait(watcher, events, capacity < 256 ? capacity : 256, timeout_milliseconds);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int i = 0; i < count; i++) tags[i] = events[i].data.u64;
  return count;
}

int datagrams_waker_new(void) {
  int waker = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return waker < 0 ? -errno : waker;
}

void datagrams_wake(int waker) {
  uint64_t one = 1;
  // It can only fail when the count is full, and then the loop is awake.
  ssize_t ignored = write(waker, &one, sizeof one);
  (void)ignored;
}

static struct timespec time_of(int64_t nanoseconds) {
  return (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
}

int datagrams_timer_new(int64_t first, int64_t interval) {
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer < 0) return -errno;
  struct itimerspec setting = {.it_value = time_of(first), .it_interval = time_of(interval)};
  if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, NULL) == 0) return timer;
  int reason = errno;
  close(timer);
  return -reason;
}

void datagrams_clear(int descriptor) {
  uint64_t count;
  ssize_t ignored = read(descriptor, &count, sizeof count);
  (void)ignored;
}

int64_t datagrams_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int datagrams_make_realtime(int priority) {
  struct sched_param parameter = {.sched_priority = priority};
  return -pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter);
}

void datagrams_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
