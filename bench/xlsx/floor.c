/*
 * A million rows into a workbook as C does it: COPY in binary, libxlsxwriter in constant memory.
 *
 * The query is that of csv/query.sql, whose ten columns and their types are known here. Every cell
 * is of its column's kind and format; the header is bold, stays in sight, and filters. At the end the
 * file is forced to disk, as ours is.
 */
#include "../floor/floor.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

static const char usage[] =
    "Usage: xlsx-floor URL CLINIC QUERY FILE\n"
    "\n"
    "Runs the query of csv/query.sql as the clinic with the id CLINIC, writes its rows to the new\n"
    "workbook FILE, forces it to disk, and prints rows and bytes.\n";

enum { COLUMNS = 10, TEXT_MAX = 32767 };

typedef enum { INTEGER, TEXT, DAY, DECIMAL, BOOLEAN } Kind;

static const struct {
    const char *title;
    Kind kind;
    double width;
    const char *format;
} columns[COLUMNS] = {
    {"id", INTEGER, 12, NULL},
    {"number", TEXT, 18, NULL},
    {"issue_date", DAY, 12, "yyyy-mm-dd"},
    {"position", INTEGER, 10, NULL},
    {"item", TEXT, 30, NULL},
    {"quantity", DECIMAL, 12, "#,##0.000"},
    {"unit_price", DECIMAL, 14, "#,##0.00"},
    {"net", DECIMAL, 14, "#,##0.00"},
    {"tax", DECIMAL, 14, "#,##0.00"},
    {"void", BOOLEAN, 8, NULL},
};

_Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "xlsx-floor: %s: %s\n", what, why);
    exit(1);
}

static void check(lxw_error error, const char *what)
{
    if (error != LXW_NO_ERROR)
        fail(what, lxw_strerror(error));
}

/* ---- values as PostgreSQL sends them */

static int64_t integer(const char *at, int32_t length)
{
    if (length == 2)
        return half(at);
    if (length == 4)
        return word(at);
    return (int64_t)((uint64_t)(uint32_t)word(at) << 32 | (uint32_t)word(at + 4));
}

/* Digits to the base of 10,000, the first of them worth 10,000^weight: exact up to 15 digits. */
static double decimal(const char *at)
{
    int count = half(at), weight = half(at + 2), sign = (uint16_t)half(at + 4);
    if (sign != 0 && sign != 0x4000)
        fail("a number", "is not finite");
    int64_t whole = 0;
    for (int digit = 0; digit < count; digit++)
        whole = whole * 10000 + half(at + 8 + 2 * digit);
    double value = (double)whole;
    for (int place = weight - count + 1; place > 0; place--)
        value *= 10000;
    double divisor = 1;
    for (int place = weight - count + 1; place < 0; place++)
        divisor *= 10000;
    value /= divisor;
    return sign == 0 ? value : -value;
}

/* ---- the sheet */

typedef struct {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *formats[COLUMNS];
    lxw_row_t row;
} Output;

static Output open_book(const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    Output output = {.book = workbook_new_opt(path, &options)};
    if (output.book == NULL)
        fail(path, "cannot be begun");
    output.sheet = workbook_add_worksheet(output.book, "Lines");
    lxw_format *bold = workbook_add_format(output.book);
    format_set_bold(bold);
    worksheet_freeze_panes(output.sheet, 1, 0);
    for (lxw_col_t column = 0; column < COLUMNS; column++) {
        if (columns[column].format != NULL) {
            output.formats[column] = workbook_add_format(output.book);
            format_set_num_format(output.formats[column], columns[column].format);
        }
        worksheet_set_column(output.sheet, column, column, columns[column].width, NULL);
        check(worksheet_write_string(output.sheet, 0, column, columns[column].title, bold),
              columns[column].title);
    }
    output.row = 1;
    return output;
}

static void put(Output *output, lxw_col_t column, const char *value, int32_t length)
{
    static char text[TEXT_MAX + 1];
    lxw_format *format = output->formats[column];
    lxw_error error = LXW_NO_ERROR;
    switch (columns[column].kind) {
    case INTEGER:
        error = worksheet_write_number(
            output->sheet, output->row, column, (double)integer(value, length), format);
        break;
    case TEXT:
        if (length > TEXT_MAX)
            fail("a text", "is too long for a cell");
        memcpy(text, value, (size_t)length);
        text[length] = '\0';
        error = worksheet_write_string(output->sheet, output->row, column, text, format);
        break;
    case DAY: /* PostgreSQL counts from 2000, Excel has 36526 for its first day. */
        error = worksheet_write_number(
            output->sheet, output->row, column, (double)(integer(value, length) + 36526), format);
        break;
    case DECIMAL:
        error = worksheet_write_number(output->sheet, output->row, column, decimal(value), format);
        break;
    case BOOLEAN:
        error = worksheet_write_boolean(output->sheet, output->row, column, *value, format);
        break;
    }
    check(error, columns[column].title);
}

/* Takes a row of COPY; its trailer has −1 columns and is no row. */
static void take_row(void *target, const char *at)
{
    Output *output = target;
    int16_t count = half(at);
    if (count < 0)
        return;
    if (count != COLUMNS)
        fail("query", "is not that of csv/query.sql");
    at += 2;
    for (lxw_col_t column = 0; column < COLUMNS; column++) {
        int32_t length = word(at);
        at += 4;
        if (length < 0)
            continue;
        put(output, column, at, length);
        at += length;
    }
    output->row++;
}

static long long force(const char *path)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0 || fstat(file, &status) != 0)
        fail(path, "cannot be forced to disk");
    close(file);
    return (long long)status.st_size;
}

int main(int count, char **words)
{
    if (count != 5) {
        fputs(usage, stderr);
        return 2;
    }
    PGconn *connection = PQconnectdb(words[1]);
    if (PQstatus(connection) != CONNECTION_OK)
        fail("connecting", PQerrorMessage(connection));
    begin(connection, words[2]);
    Output output = open_book(words[4]);
    copy_rows(connection, words[3], take_row, &output);
    commit(connection);
    PQfinish(connection);
    check(worksheet_autofilter(output.sheet, 0, 0, output.row - 1, COLUMNS - 1), "filter");
    unsigned rows = output.row - 1;
    check(workbook_close(output.book), words[4]);
    printf("rows %u bytes %lld\n", rows, force(words[4]));
    return 0;
}
