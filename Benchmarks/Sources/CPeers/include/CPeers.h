#pragma once
#include <stddef.h>
#include <stdint.h>

// osip2, the parser of many SIP phones.
void osip_prepare(void);
// Parses one datagram and frees what came of it; returns whether it was a message.
int osip_reads(const char *bytes, size_t length);
// A parsed message to be written again and again; NULL when it was none.
void *osip_keep(const char *bytes, size_t length);
// Writes the message anew from its parts; returns its length.
size_t osip_writes(void *message);

// Sofia-SIP, the library under FreeSWITCH.
int sofia_reads(const char *bytes, size_t length);
void *sofia_keep(const char *bytes, size_t length);
size_t sofia_writes(void *message);

// PJSIP, the library under Asterisk and many phones. `module` is the one of its Python package, `python` the library of
// the Python it is for; returns whether it can be used. Not for more than one thread.
int pjsip_prepare(const char *python, const char *module);
// Parses one datagram into a pool that is emptied afterwards, as PJSIP's transports do.
int pjsip_reads(const char *bytes, size_t length);
void *pjsip_keep(const char *bytes, size_t length);
size_t pjsip_writes(void *message);

// A room of phones as `floor_room`, out of the parts that C programs use: the jitter buffer of speexdsp, the G.711 of
// spandsp.
typedef struct telephone_room telephone_room;
telephone_room *telephone_room_new(int phones);
void telephone_room_free(telephone_room *room);
void telephone_room_receive(telephone_room *room, int phone, const uint8_t *datagram, int length);
void telephone_room_tick(telephone_room *room, uint8_t *datagrams);

// A server of calls out of osip2's transactions and dialogs: 100, 180 and 200 to an INVITE, 200 to a BYE in a dialog.
// Its timers stand still, and a transaction is forgotten as soon as its last answer is sent.
typedef struct osip_calls osip_calls;
osip_calls *osip_calls_new(void);
void osip_calls_free(osip_calls *calls);
// `tag` is ours in the To header; `body` our session description. Returns the number of bytes sent.
size_t osip_calls_receive(
    osip_calls *calls, const char *bytes, size_t length, const char *tag, const char *body, size_t body_length);
// Calls that ended by BYE.
int osip_calls_ended(const osip_calls *calls);
