/*
 * What libxlsxwriter itself costs: a workbook a folder, a sheet a CSV file, each cell of its kind.
 *
 * The files are those that the pack has just written, so the cells are those of its workbooks. What
 * it takes to read and to tell the kinds apart is measured by itself (--parse-only) and taken off.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

static const char usage[] =
    "Usage: pack-workbooks [--parse-only] TARGET FOLDER...\n"
    "\n"
    "Writes the CSV files of each FOLDER into a workbook TARGET-N.xlsx, N counting from 1, and\n"
    "prints workbooks, sheets and cells. With --parse-only no workbook is made.\n";

enum { PLACES_MAX = 6, SHEET_NAME_MAX = 31 };

typedef enum { EMPTY, TEXT, NUMBER, DAY, INSTANT, BOOLEAN } Kind;

typedef struct {
    Kind kind;
    double number;
    int places;
} Value;

typedef struct {
    lxw_workbook *book;
    lxw_format *head, *day, *instant, *numbers[PLACES_MAX + 1];
} Book;

static unsigned long long books, sheets, cells;
static double sum;

_Noreturn static void fail(const char *what, const char *why)
{
    fprintf(stderr, "pack-workbooks: %s: %s\n", what, why);
    exit(1);
}

static void check(lxw_error error, const char *what)
{
    if (error != LXW_NO_ERROR)
        fail(what, lxw_strerror(error));
}

/* ---- fields */

static int digits(const char *at, int count)
{
    int value = 0;
    for (int place = 0; place < count; place++) {
        if (at[place] < '0' || at[place] > '9')
            return -1;
        value = value * 10 + at[place] - '0';
    }
    return value;
}

/* Days since the thirtieth of December 1899 in the calendar of today; −1 for what is no day. */
static int serial(const char *at)
{
    int year = digits(at, 4), month = digits(at + 5, 2), day = digits(at + 8, 2);
    if (year < 0 || month < 1 || day < 1 || at[4] != '-' || at[7] != '-')
        return -1;
    year -= month <= 2;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + of_year - 693899;
}

static int is_number(const char *at, size_t length, int *places)
{
    size_t start = *at == '-', point = 0, place = start;
    for (; place < length; place++)
        if (at[place] == '.' && point == 0 && place > start)
            point = place;
        else if (at[place] < '0' || at[place] > '9')
            return 0;
    *places = point ? (int)(length - point - 1) : 0;
    return length > start && length <= 16 && *places <= PLACES_MAX && (point == 0 || *places > 0);
}

static Value value(const char *at, size_t length)
{
    Value found = {.kind = TEXT};
    if (length == 0)
        found.kind = EMPTY;
    else if (is_number(at, length, &found.places))
        found = (Value){NUMBER, strtod(at, NULL), found.places};
    else if (strcmp(at, "true") == 0 || strcmp(at, "false") == 0)
        found = (Value){BOOLEAN, *at == 't', 0};
    else if (length == 10 && serial(at) >= 0)
        found = (Value){DAY, serial(at), 0};
    else if (length >= 20 && at[10] == 'T' && at[length - 1] == 'Z' && serial(at) >= 0)
        found = (Value){INSTANT,
                        serial(at) + (digits(at + 11, 2) * 3600 + digits(at + 14, 2) * 60 +
                                      digits(at + 17, 2)) / 86400.0,
                        0};
    return found;
}

/* ---- workbooks */

static Book open_book(const char *path)
{
    Book book = {.book = workbook_new(path)};
    if (book.book == NULL)
        fail(path, "cannot be begun");
    book.head = workbook_add_format(book.book);
    format_set_bold(book.head);
    book.day = workbook_add_format(book.book);
    format_set_num_format(book.day, "yyyy-mm-dd");
    book.instant = workbook_add_format(book.book);
    format_set_num_format(book.instant, "yyyy-mm-dd hh:mm:ss");
    for (int places = 0; places <= PLACES_MAX; places++) {
        char format[32] = "#,##0";
        if (places > 0)
            snprintf(format, sizeof format, "#,##0.%0*d", places, 0);
        book.numbers[places] = workbook_add_format(book.book);
        format_set_num_format(book.numbers[places], format);
    }
    return book;
}

static void put(const Book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                const char *text, Value found)
{
    lxw_error error = LXW_NO_ERROR;
    switch (found.kind) {
    case EMPTY:
        break;
    case TEXT:
        error = worksheet_write_string(sheet, row, column, text, row == 0 ? book->head : NULL);
        break;
    case NUMBER:
        error = worksheet_write_number(sheet, row, column, found.number,
                                       book->numbers[found.places]);
        break;
    case DAY:
        error = worksheet_write_number(sheet, row, column, found.number, book->day);
        break;
    case INSTANT:
        error = worksheet_write_number(sheet, row, column, found.number, book->instant);
        break;
    case BOOLEAN:
        error = worksheet_write_boolean(sheet, row, column, found.number != 0, NULL);
        break;
    }
    check(error, text);
}

/* Cuts the next field out of the text in its place; what ended it stands in `end`. */
static char *field(char **at, size_t *length, char *end)
{
    char *start = *at, *from = *at, *to = *at;
    if (*from == '"') {
        for (from++; *from != '\0'; from++) {
            if (*from == '"' && *++from != '"')
                break;
            *to++ = *from;
        }
    } else {
        while (*from != ',' && *from != '\r' && *from != '\n' && *from != '\0')
            from++;
        to = from;
    }
    *end = *from;
    if (*from == '\r')
        from++;
    *at = *from == '\0' ? from : from + 1;
    *length = (size_t)(to - start);
    *to = '\0';
    return start;
}

/* Takes a CSV file's cells; into a sheet of the book, if there is one. */
static void take(char *text, const Book *book, const char *name)
{
    lxw_worksheet *sheet = NULL;
    if (book != NULL && (sheet = workbook_add_worksheet(book->book, name)) == NULL)
        fail(name, "is refused as a sheet");
    lxw_row_t row = 0;
    lxw_col_t column = 0, last = 0;
    while (*text != '\0') {
        size_t length;
        char end, *at = field(&text, &length, &end);
        Value found = row == 0 ? (Value){.kind = TEXT} : value(at, length);
        sum += found.number;
        cells += found.kind != EMPTY;
        if (sheet != NULL)
            put(book, sheet, row, column, at, found);
        last = column > last ? column : last;
        column = end == ',' ? column + 1 : 0;
        row += end != ',';
    }
    sheets++;
    if (sheet == NULL)
        return;
    worksheet_set_column(sheet, 0, last, 16, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    check(worksheet_autofilter(sheet, 0, 0, row > 1 ? row - 1 : 1, last), name);
}

/* ---- files */

static char *contents(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        fail(path, "cannot be read");
    long length = ftell(file);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    if (text == NULL || fread(text, 1, (size_t)length, file) != (size_t)length)
        fail(path, "cannot be read");
    fclose(file);
    text[length] = '\0';
    return text;
}

static int is_csv(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".csv") == 0;
}

/* What stands behind the revision, `-r1-` and the like, cut to what a tab can have. */
static void sheet_name(const char *file, char *name)
{
    const char *at = file;
    for (const char *mark = file; (mark = strstr(mark, "-r")) != NULL; mark++) {
        size_t count = strspn(mark + 2, "0123456789");
        if (count > 0 && mark[2 + count] == '-')
            at = mark + 3 + count;
    }
    snprintf(name, SHEET_NAME_MAX + 1, "%.*s", (int)(strlen(at) - strlen(".csv")), at);
}

static void take_folder(const char *folder, const char *target)
{
    struct dirent **entries;
    char path[4096], name[SHEET_NAME_MAX + 1];
    int count = scandir(folder, &entries, is_csv, alphasort);
    if (count <= 0)
        fail(folder, "holds no CSV file");
    Book book;
    books++;
    if (target != NULL) {
        snprintf(path, sizeof path, "%s-%llu.xlsx", target, books);
        book = open_book(path);
    }
    for (int entry = 0; entry < count; entry++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[entry]->d_name);
        sheet_name(entries[entry]->d_name, name);
        char *text = contents(path);
        int has_mark = strncmp(text, "\xEF\xBB\xBF", 3) == 0;
        take(has_mark ? text + 3 : text, target == NULL ? NULL : &book, name);
        free(text);
        free(entries[entry]);
    }
    free(entries);
    if (target != NULL)
        check(workbook_close(book.book), folder);
}

int main(int count, char **words)
{
    int is_writing = count < 2 || strcmp(words[1], "--parse-only") != 0;
    int at = is_writing ? 1 : 2;
    if (count - at < 2) {
        fputs(usage, stderr);
        return 2;
    }
    const char *target = is_writing ? words[at] : NULL;
    for (at++; at < count; at++)
        take_folder(words[at], target);
    printf("workbooks %llu sheets %llu cells %llu sum %.4f\n", books, sheets, cells, sum);
    return 0;
}
