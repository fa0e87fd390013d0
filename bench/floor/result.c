/* Results of the extended protocol in binary: a row at a time, or all rows at once. */
#include "floor.h"

static void take_rows(Tally *tally, const PGresult *result)
{
    int rows = PQntuples(result), columns = PQnfields(result);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            take(tally, PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column));
    tally->rows += (unsigned long long)rows;
}

static void run(PGconn *connection, const char *sql, Tally *tally, int by_row)
{
    if (!PQsendQueryParams(connection, sql, 0, NULL, NULL, NULL, NULL, 1))
        fail("query", PQerrorMessage(connection));
    if (by_row && !PQsetSingleRowMode(connection))
        fail("query", "single-row mode was refused");
    PGresult *result;
    while ((result = PQgetResult(connection)) != NULL) {
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK)
            fail("query", PQerrorMessage(connection));
        take_rows(tally, result);
        PQclear(result);
    }
}

void read_single_rows(PGconn *connection, const char *sql, Tally *tally)
{
    run(connection, sql, tally, 1);
}

void read_whole(PGconn *connection, const char *sql, Tally *tally)
{
    run(connection, sql, tally, 0);
}
