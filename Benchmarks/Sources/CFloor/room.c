#include "CFloor.h"
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 64, FRAME = 160, HEADER = 12, DELAY = 2 };

typedef struct {
  uint16_t sequence;
  uint8_t is_full, bytes[FRAME];
} slot;

typedef struct {
  slot slots[SLOTS];
  uint16_t next, sequence;
  uint32_t timestamp, source;
  int waiting;
  int is_playing;
  int16_t frame[FRAME];
} phone;

struct floor_room {
  int count;
  int16_t meanings[256];
  phone phones[];
};

static int16_t expand(uint8_t byte) {
  uint8_t code = (uint8_t)~byte;
  int magnitude = ((((code & 0x0F) << 1) | 33) << ((code >> 4) & 7)) - 33;
  return (int16_t)((code & 0x80 ? -magnitude : magnitude) * 4);
}

static uint8_t compress(int16_t sample) {
  int magnitude = (sample < 0 ? ~sample : sample) >> 2;
  int biased = magnitude + 33 > 8191 ? 8191 : magnitude + 33;
  int segment = 31 - __builtin_clz((unsigned)biased) - 5;
  uint8_t code = (uint8_t)(segment << 4 | ((biased >> (segment + 1)) & 0x0F));
  return sample < 0 ? (uint8_t)(~code & 0x7F) : (uint8_t)~code;
}

floor_room *floor_room_new(int count) {
  floor_room *room = calloc(1, sizeof *room + (size_t)count * sizeof *room->phones);
  room->count = count;
  for (int i = 0; i < 256; i++) room->meanings[i] = expand((uint8_t)i);
  for (int i = 0; i < count; i++) room->phones[i].source = 0x1000u + (uint32_t)i;
  return room;
}

void floor_room_free(floor_room *room) { free(room); }

void floor_room_receive(floor_room *room, int index, const uint8_t *datagram, int length) {
  phone *p = &room->phones[index];
  if (length < HEADER || datagram[0] >> 6 != 2) return;
  int start = HEADER + (datagram[0] & 0x0F) * 4;
  if (length - start != FRAME) return;
  uint16_t sequence = (uint16_t)(datagram[2] << 8 | datagram[3]);
  if (!p->waiting && !p->is_playing) p->next = sequence;
  uint16_t ahead = (uint16_t)(sequence - p->next);
  if (ahead >= SLOTS) return;
  slot *s = &p->slots[sequence % SLOTS];
  if (s->is_full) return;
  s->sequence = sequence;
  s->is_full = 1;
  memcpy(s->bytes, datagram + start, FRAME);
  p->waiting++;
}

static void play(floor_room *room, phone *p) {
  if (!p->is_playing) p->is_playing = p->waiting >= DELAY;
  slot *s = &p->slots[p->next % SLOTS];
  if (!p->is_playing || !s->is_full) {
    memset(p->frame, 0, sizeof p->frame);
    return;
  }
  for (int i = 0; i < FRAME; i++) p->frame[i] = room->meanings[s->bytes[i]];
  s->is_full = 0;
  p->next++;
  p->waiting--;
}

static void write_header(phone *p, uint8_t *datagram) {
  datagram[0] = 0x80;
  datagram[1] = 0;
  datagram[2] = (uint8_t)(p->sequence >> 8);
  datagram[3] = (uint8_t)p->sequence;
  for (int i = 0; i < 4; i++) {
    datagram[4 + i] = (uint8_t)(p->timestamp >> (24 - 8 * i));
    datagram[8 + i] = (uint8_t)(p->source >> (24 - 8 * i));
  }
  p->sequence++;
  p->timestamp += FRAME;
}

void floor_room_tick(floor_room *room, uint8_t *datagrams) {
  int32_t sum[FRAME] = {0};
  for (int i = 0; i < room->count; i++) {
    play(room, &room->phones[i]);
    for (int j = 0; j < FRAME; j++) sum[j] += room->phones[i].frame[j];
  }
  for (int i = 0; i < room->count; i++) {
    uint8_t *datagram = datagrams + (size_t)i * (HEADER + FRAME);
    write_header(&room->phones[i], datagram);
    for (int j = 0; j < FRAME; j++) {
      int32_t others = sum[j] - room->phones[i].frame[j];
      datagram[HEADER + j] = compress((int16_t)(others > 32767 ? 32767 : others < -32768 ? -32768 : others));
    }
  }
}
