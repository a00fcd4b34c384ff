#pragma once
#include <stddef.h>
#include <stdint.h>

// The media of a room of phones, as little as can be done for it: packets of 20 ms G.711 µ-law in, put in order,
// decoded, added up, and for each phone the others encoded and written as a packet.
typedef struct floor_room floor_room;
floor_room *floor_room_new(int phones);
void floor_room_free(floor_room *room);
void floor_room_receive(floor_room *room, int phone, const uint8_t *datagram, int length);
// One tick: fills `datagrams` with one packet of 172 bytes for each phone.
void floor_room_tick(floor_room *room, uint8_t *datagrams);

// Reads what waits on the socket with one recvmmsg, looks at each header, and sends all of it back with one sendmmsg.
// Returns the count.
int floor_echo(int socket);
