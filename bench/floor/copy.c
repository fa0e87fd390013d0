/* COPY … TO STDOUT in binary: a row is one message, which libpq hands over as it is. */
#include "floor.h"

/* Takes a row's values; the trailer has −1 columns and is no row. */
static void take_row(void *target, const char *at)
{
    Tally *tally = target;
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

void read_copy(PGconn *connection, const char *sql, Tally *tally)
{
    copy_rows(connection, sql, take_row, tally);
}
