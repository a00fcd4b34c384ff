#include "CPeers.h"
#include <spandsp.h>
#include <speex/speex_jitter.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 160, HEADER = 12 };

typedef struct {
  JitterBuffer *jitter;
  uint16_t sequence;
  uint32_t timestamp, source;
  int16_t frame[FRAME];
} phone;

struct telephone_room {
  int count;
  phone phones[];
};

telephone_room *telephone_room_new(int count) {
  telephone_room *room = calloc(1, sizeof *room + (size_t)count * sizeof *room->phones);
  room->count = count;
  for (int i = 0; i < count; i++) {
    room->phones[i].jitter = jitter_buffer_init(FRAME);
    room->phones[i].source = 0x2000u + (uint32_t)i;
  }
  return room;
}

void telephone_room_free(telephone_room *room) {
  for (int i = 0; i < room->count; i++) jitter_buffer_destroy(room->phones[i].jitter);
  free(room);
}

static uint32_t number(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void telephone_room_receive(telephone_room *room, int index, const uint8_t *datagram, int length) {
  if (length < HEADER || datagram[0] >> 6 != 2) return;
  JitterBufferPacket packet = {
      .data = (char *)datagram + HEADER, .len = (spx_uint32_t)(length - HEADER), .timestamp = number(datagram + 4),
      .span = FRAME, .sequence = (spx_uint16_t)(datagram[2] << 8 | datagram[3])};
  jitter_buffer_put(room->phones[index].jitter, &packet);
}

static void play(phone *p) {
  char bytes[2 * FRAME];
  JitterBufferPacket packet = {.data = bytes, .len = sizeof bytes};
  spx_int32_t offset;
  int is_there = jitter_buffer_get(p->jitter, &packet, FRAME, &offset) == JITTER_BUFFER_OK && packet.len == FRAME;
  for (int i = 0; i < FRAME; i++) p->frame[i] = is_there ? ulaw_to_linear((uint8_t)bytes[i]) : 0;
  jitter_buffer_tick(p->jitter);
}

static void write_number(uint8_t *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

void telephone_room_tick(telephone_room *room, uint8_t *datagrams) {
  int32_t sum[FRAME] = {0};
  for (int i = 0; i < room->count; i++) {
    play(&room->phones[i]);
    for (int j = 0; j < FRAME; j++) sum[j] += room->phones[i].frame[j];
  }
  for (int i = 0; i < room->count; i++) {
    phone *p = &room->phones[i];
    uint8_t *datagram = datagrams + (size_t)i * (HEADER + FRAME);
    datagram[0] = 0x80;
    datagram[1] = 0;
    datagram[2] = (uint8_t)(p->sequence >> 8);
    datagram[3] = (uint8_t)p->sequence++;
    write_number(datagram + 4, p->timestamp);
    write_number(datagram + 8, p->source);
    p->timestamp += FRAME;
    for (int j = 0; j < FRAME; j++) datagram[HEADER + j] = linear_to_ulaw(saturate(sum[j] - p->frame[j]));
  }
}
