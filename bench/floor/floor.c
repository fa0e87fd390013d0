/*
 * The floor: what it costs to hand every value of some queries to a program, and nothing else.
 *
 * One connection, one REPEATABLE READ READ ONLY transaction a clinic, binary values, libpq and no
 * layer above it. Every byte of every value goes into a checksum, so none of it is left unread, and the
 * three ways to read can be seen to have read the same.
 */
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "Usage: floor [--copy | --single-row | --whole] URL CLINIC FILE... [CLINIC FILE...]...\n"
    "\n"
    "Runs the query in each FILE (values written into it, no parameters) in one snapshot as the\n"
    "clinic with the id CLINIC, reads every value, and prints rows, values, bytes and a checksum.\n"
    "Another number begins the next clinic and its snapshot.\n"
    "\n"
    "  --copy        COPY (query) TO STDOUT (FORMAT binary) (default)\n"
    "  --single-row  libpq's single-row mode, binary results\n"
    "  --whole       the whole result in memory, binary\n";

static const struct {
    const char *option;
    Way *read;
} ways[] = {{"--copy", read_copy}, {"--single-row", read_single_rows}, {"--whole", read_whole}};

_Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "floor: %s: %s", what, why);
    size_t length = strlen(why);
    if (length == 0 || why[length - 1] != '\n')
        fputc('\n', stderr);
    exit(1);
}

static char *contents(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail(path, "cannot be opened");
    size_t length = 0, room = 4096;
    char *text = NULL;
    do {
        room *= 2;
        text = realloc(text, room);
        if (text == NULL)
            fail(path, "no memory");
        length += fread(text + length, 1, room - length - 1, file);
    } while (length == room - 1);
    if (ferror(file))
        fail(path, "cannot be read");
    fclose(file);
    text[length] = '\0';
    return text;
}

static int is_number(const char *word)
{
    return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

int main(int count, char **arguments)
{
    Way *read = read_copy;
    int at = 1;
    if (at < count && strncmp(arguments[at], "--", 2) == 0) {
        read = NULL;
        for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
            if (strcmp(arguments[at], ways[way].option) == 0)
                read = ways[way].read;
        at++;
    }
    if (read == NULL || count - at < 3) {
        fputs(usage, stderr);
        return 2;
    }
    PGconn *connection = PQconnectdb(arguments[at]);
    if (PQstatus(connection) != CONNECTION_OK)
        fail("connecting", PQerrorMessage(connection));
    Tally tally = {0};
    int first = ++at;
    for (; at < count; at++) {
        if (at == first || is_number(arguments[at])) {
            if (at > first)
                commit(connection);
            begin(connection, arguments[at]);
            continue;
        }
        char *sql = contents(arguments[at]);
        read(connection, sql, &tally);
        free(sql);
    }
    commit(connection);
    PQfinish(connection);
    printf("rows %llu values %llu bytes %llu checksum %016llx\n", tally.rows, tally.values,
           tally.bytes, tally.checksum);
    return 0;
}
