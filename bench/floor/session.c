/* What floors that read share: a snapshot as a clinic, and COPY in binary. */
#include "floor.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

int32_t word(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return (int32_t)ntohl(value);
}

int16_t half(const char *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return (int16_t)ntohs(value);
}

void command(PGconn *connection, const char *sql, ExecStatusType wanted)
{
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != wanted)
        fail(sql, PQerrorMessage(connection));
    PQclear(result);
}

void begin(PGconn *connection, const char *clinic)
{
    char set[64];
    command(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", PGRES_COMMAND_OK);
    snprintf(set, sizeof set, "SET LOCAL evclinic.clinic = '%lld'", strtoll(clinic, NULL, 10));
    command(connection, set, PGRES_COMMAND_OK);
}

void commit(PGconn *connection)
{
    command(connection, "COMMIT", PGRES_COMMAND_OK);
}

void copy_rows(PGconn *connection, const char *sql, Take *take, void *target)
{
    size_t room = strlen(sql) + 64;
    char *copy = malloc(room);
    if (copy == NULL)
        fail("COPY", "no memory");
    snprintf(copy, room, "COPY (%s) TO STDOUT (FORMAT binary)", sql);
    command(connection, copy, PGRES_COPY_OUT);
    free(copy);
    char *row;
    int length, is_first = 1;
    while ((length = PQgetCopyData(connection, &row, 0)) > 0) {
        /* The first row stands behind a signature, flags, and a header extension. */
        take(target, is_first ? row + 19 + word(row + 15) : row);
        is_first = 0;
        PQfreemem(row);
    }
    if (length != -1)
        fail("COPY", PQerrorMessage(connection));
    PGresult *result;
    while ((result = PQgetResult(connection)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fail("COPY", PQerrorMessage(connection));
        PQclear(result);
    }
}
