/* COPY … TO STDOUT in binary: a row is one message, which libpq hands over as it is. */
#include "floor.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

static int32_t word(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return (int32_t)ntohl(value);
}

static int16_t half(const char *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return (int16_t)ntohs(value);
}

/* Takes a row's values; the trailer has −1 columns and is no row. */
static void take_row(Tally *tally, const char *at)
{
    int16_t columns = half(at);
    at += 2;
    for (int16_t column = 0; column < columns; column++) {
        int32_t length = word(at);
        at += 4;
        take(tally, at, length < 0 ? 0 : (size_t)length);
        at += length < 0 ? 0 : length;
    }
    tally->rows += columns >= 0;
}

static void start(PGconn *connection, const char *sql)
{
    size_t room = strlen(sql) + 64;
    char *copy = malloc(room);
    if (copy == NULL)
        fail("COPY", "no memory");
    snprintf(copy, room, "COPY (%s) TO STDOUT (FORMAT binary)", sql);
    PGresult *result = PQexec(connection, copy);
    if (PQresultStatus(result) != PGRES_COPY_OUT)
        fail("COPY", PQerrorMessage(connection));
    PQclear(result);
    free(copy);
}

void read_copy(PGconn *connection, const char *sql, Tally *tally)
{
    start(connection, sql);
    char *row;
    int length, is_first = 1;
    while ((length = PQgetCopyData(connection, &row, 0)) > 0) {
        /* The first row stands behind a signature, flags, and a header extension. */
        take_row(tally, is_first ? row + 19 + word(row + 15) : row);
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
