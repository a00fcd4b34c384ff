#pragma once
#include <sys/types.h>

// Starts a program whose standard input is one end of a Unix stream socket and that gets no other open file of ours
// but standard output and error. It leads a process group of its own and handles signals as it likes.
//
// `arguments` ends with NULL; the first is the program's path. `output` is a file for standard output and error, NULL
// for ours. Returns 0 or an errno; then `child` and `connection`, our end of the socket, are set.
int spawn_child(char *const *arguments, const char *output, pid_t *child, int *connection);
