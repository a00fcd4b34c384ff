#ifndef TRUNKLINE_CNAMESERVER_H
#define TRUNKLINE_CNAMESERVER_H

/// Asks the system's name servers, or the IPv4 one given, for records of a name and type of class IN.
/// Returns the length of the answer, whatever it says; -1 when none came. Blocks.
int trunkline_ask_name_server(
    const char *name, int type, const char *server, int port, int timeout_seconds, unsigned char *answer, int capacity);

#endif
