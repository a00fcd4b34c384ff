#pragma once
#include <libpq-fe.h>

// Field codes are character macros, which Swift does not import.
static inline const char *postgres_shim_state(const PGresult *answer) {
  return PQresultErrorField(answer, PG_DIAG_SQLSTATE);
}
static inline const char *postgres_shim_message(const PGresult *answer) {
  return PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
}
