/*
 * The queue's floor: the statements by which runs are queued, claimed and ended, and nothing else.
 *
 * libpq and no layer above it; the same statements, transactions and batches as the worker's, read
 * from files that the bench takes from its source. No supervisor, no lease to renew, no clock.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 1000, CLAIM = 64, TEXT_OID = 25, INT8_OID = 20, TEXTS_OID = 1009, INT8S_OID = 1016 };

static const char usage[] =
    "Usage: floor URL FOLDER RUNS EXECUTORS\n"
    "\n"
    "Queues RUNS runs and drains them with EXECUTORS processes, by the statements in FOLDER:\n"
    "begin, enqueue, queue, claim and complete, each with the ending .sql. Prints the seconds\n"
    "that queueing took, and those that draining took.\n";

static struct {
    char *begin, *enqueue, *queue, *claim, *complete;
} sql;

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "floor: %s: %s\n", what, why);
    exit(1);
}

static char *contents(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.sql", folder, name);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 16);
    if (file == NULL || text == NULL || fread(text, 1, (1 << 16) - 1, file) == 0)
        fail(path, "cannot be read");
    fclose(file);
    return text;
}

static PGconn *connected(const char *url)
{
    PGconn *connection = PQconnectdb(url);
    if (PQstatus(connection) != CONNECTION_OK)
        fail("connecting", PQerrorMessage(connection));
    return connection;
}

static void command(PGconn *connection, const char *text)
{
    PGresult *result = PQexec(connection, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail(text, PQerrorMessage(connection));
    PQclear(result);
}

static PGresult *query(PGconn *connection, const char *text, int count, const Oid *types,
                       const char *const *values)
{
    PGresult *result = PQexecParams(connection, text, count, types, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail(text, PQerrorMessage(connection));
    return result;
}

/* An array literal of a batch, of one value or of what a run's number makes of it. */
static char *list(int first, int count, const char *same, void (*of)(int, char *))
{
    char *text = malloc((size_t)count * 48 + 3), *at = text, value[40];
    if (text == NULL)
        fail("a batch", "no memory");
    *at++ = '{';
    for (int run = first; run < first + count; run++) {
        if (of != NULL)
            of(run, value);
        at += sprintf(at, "%s%s", run == first ? "" : ",", of == NULL ? same : value);
    }
    strcpy(at, "}");
    return text;
}

static void clinic(int run, char *text) { sprintf(text, "%d", run % 100 + 1); }

static void period(int run, char *text)
{
    time_t day = (time_t)(20000 + run / 100) * 86400;
    strftime(text, 40, "%Y-%m-%d", gmtime(&day));
}

static void enqueue(PGconn *connection, int first, int count)
{
    char now[40];
    time_t clock = time(NULL);
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime(&clock));
    char *job = list(first, count, "drill", NULL), *of = list(first, count, NULL, clinic),
         *due = list(first, count, now, NULL), *kind = list(first, count, "drill.run", NULL),
         *name = list(first, count, NULL, period), *zone = list(first, count, "UTC", NULL),
         *by = list(first, count, "bench", NULL), *none = list(first, count, "\"\"", NULL),
         *zero = list(first, count, "0", NULL), *five = list(first, count, "5", NULL),
         *limit = list(first, count, "900", NULL), *null = list(first, count, "NULL", NULL);
    const Oid T = TEXTS_OID, I = INT8S_OID;
    const Oid run_types[] = {T, I, T, T, T, T, T, T, T, T};
    const char *const run[] = {job, of, due, kind, name, name, name, zone, by, by};
    const Oid row_types[] = {T, I, T, T, I, I, I, T, T, I, T, T};
    const char *const row[] = {job, of, due, name, zero, five, limit, none, null, zero, by, by};
    command(connection, sql.begin);
    PQclear(query(connection, sql.enqueue, 10, run_types, run));
    PQclear(query(connection, sql.queue, 12, row_types, row));
    command(connection, "SELECT pg_notify('evclinic_queue', '')");
    command(connection, "COMMIT");
    char *made[] = {job, of, due, kind, name, zone, by, none, zero, five, limit, null};
    for (size_t at = 0; at < sizeof made / sizeof *made; at++)
        free(made[at]);
}

static void complete(PGconn *connection, const char *run, const char *token)
{
    const Oid types[] = {INT8_OID, INT8_OID, TEXT_OID, INT8_OID};
    const char *const values[] = {run, token, run, "0"};
    command(connection, sql.begin);
    PGresult *result = query(connection, sql.complete, 4, types, values);
    if (PQntuples(result) != 1)
        fail("complete", "the run is not ours");
    PQclear(result);
    command(connection, "COMMIT");
}

/* Claims and ends runs until none is due. */
static void drain(const char *url)
{
    PGconn *connection = connected(url);
    char worker[40], count[8];
    snprintf(worker, sizeof worker, "floor/%d", (int)getpid());
    snprintf(count, sizeof count, "%d", CLAIM);
    const Oid types[] = {TEXT_OID, INT8_OID, INT8_OID};
    const char *const values[] = {worker, count, "20"};
    for (int claimed = 1; claimed > 0;) {
        command(connection, sql.begin);
        PGresult *batch = query(connection, sql.claim, 3, types, values);
        command(connection, "COMMIT");
        claimed = PQntuples(batch);
        for (int row = 0; row < claimed; row++)
            complete(connection, PQgetvalue(batch, row, 0), PQgetvalue(batch, row, 1));
        PQclear(batch);
    }
    PQfinish(connection);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fputs(usage, stderr);
        return 2;
    }
    const char *url = arguments[1], *folder = arguments[2];
    int runs = atoi(arguments[3]), executors = atoi(arguments[4]);
    sql.begin = contents(folder, "begin");
    sql.enqueue = contents(folder, "enqueue");
    sql.queue = contents(folder, "queue");
    sql.claim = contents(folder, "claim");
    sql.complete = contents(folder, "complete");
    double begun = now();
    PGconn *connection = connected(url);
    for (int first = 0; first < runs; first += BATCH)
        enqueue(connection, first, runs - first < BATCH ? runs - first : BATCH);
    PQfinish(connection);
    double queued = now();
    for (int executor = 0; executor < executors; executor++)
        if (fork() == 0) {
            drain(url);
            return 0;
        }
    for (int status, left = executors; left > 0; left--)
        if (wait(&status) < 0 || status != 0)
            fail("draining", "an executor failed");
    printf("%.3f %.3f\n", queued - begun, now() - queued);
    return 0;
}
