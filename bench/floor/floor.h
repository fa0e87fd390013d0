/* What the ways of reading a query's result share. */
#pragma once

#include <libpq-fe.h>
#include <stdint.h>
#include <string.h>

/* What was read; equal for every way of reading the same rows. */
typedef struct {
    unsigned long long rows, values, bytes, checksum;
} Tally;

/* Runs a query and takes every value of its result. */
typedef void Way(PGconn *connection, const char *sql, Tally *tally);

Way read_copy, read_single_rows, read_whole;

_Noreturn void fail(const char *what, const char *why);

/* ---- session.c, for every floor that reads */

/* Runs a command that ends with that status. */
void command(PGconn *connection, const char *sql, ExecStatusType wanted);

/* Begins a snapshot as a clinic; ends it. */
void begin(PGconn *connection, const char *clinic);
void commit(PGconn *connection);

/* Takes a row of COPY in binary: its count of columns, then each one's length and bytes. */
typedef void Take(void *target, const char *row);

/* Runs a query by COPY in binary, and hands its rows on; the trailer, of −1 columns, is the last. */
void copy_rows(PGconn *connection, const char *sql, Take *take, void *target);

/* Numbers as the network has them. */
int32_t word(const char *at);
int16_t half(const char *at);

/* Takes one value: every byte of it, eight at a time. A NULL has no bytes. */
static inline void take(Tally *tally, const char *value, size_t length)
{
    uint64_t sum = tally->checksum, word;
    size_t at = 0;
    for (; at + 8 <= length; at += 8) {
        memcpy(&word, value + at, 8);
        sum = (sum << 5 | sum >> 59) ^ word;
    }
    for (; at < length; at++)
        sum = (sum << 5 | sum >> 59) ^ (unsigned char)value[at];
    tally->checksum = sum;
    tally->bytes += length;
    tally->values++;
}
