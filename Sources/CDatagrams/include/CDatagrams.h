#pragma once
#include <stddef.h>
#include <stdint.h>

// The Linux calls of the media loop that Swift cannot make directly. Failures are negative errno values.

// An IPv6 address in two halves and a port, all in host order. IPv4 addresses are mapped: ::ffff:a.b.c.d.
typedef struct {
  uint64_t high, low;
  uint16_t port;
} datagrams_peer;

// Room for `capacity` datagrams of up to `size` bytes. One allocation, reused for every receive.
typedef struct datagrams_batch datagrams_batch;
datagrams_batch *datagrams_batch_new(int capacity, int size);
void datagrams_batch_free(datagrams_batch *batch);
// Reads what waits on the socket, at most the capacity, without blocking. Returns the count.
int datagrams_receive(datagrams_batch *batch, int socket);
const uint8_t *datagrams_bytes(const datagrams_batch *batch, int index);
int datagrams_length(const datagrams_batch *batch, int index);
datagrams_peer datagrams_source(const datagrams_batch *batch, int index);

// A bound, non-blocking UDP socket. One bound to the unspecified IPv6 address hears IPv4 too.
int datagrams_open(datagrams_peer local, int receive_buffer_bytes);
int datagrams_send(int socket, const uint8_t *bytes, int length, datagrams_peer to);
void datagrams_close(int descriptor);

// epoll, level-triggered, for reading.
int datagrams_watcher_new(void);
int datagrams_watch(int watcher, int descriptor, uint64_t tag);
// Waits for any descriptor. Fills `tags`, returns the count; zero after an interruption.
int datagrams_wait(int watcher, uint64_t *tags, int capacity, int timeout_milliseconds);

// An eventfd: `wake` may be called from any thread.
int datagrams_waker_new(void);
void datagrams_wake(int waker);
// A timerfd on the monotonic clock that fires first at `first` and then every `interval`, in nanoseconds.
int datagrams_timer_new(int64_t first, int64_t interval);
// Takes the count out of an eventfd or timerfd.
void datagrams_clear(int descriptor);

int64_t datagrams_now(void);
// Asks for SCHED_FIFO for the calling thread, and names it. Returns zero when granted.
int datagrams_make_realtime(int priority);
void datagrams_name_thread(const char *name);
