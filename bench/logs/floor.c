/* Lines of 233 bytes to a file opened for appending, each by a write of its own, or so many by one:
 * nobody who writes a line before he goes on is faster. Prints nanoseconds a line.
 *
 * usage: logs-floor FILE LINES LINES_A_WRITE */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 233, LINES_A_WRITE_MAX = 1024 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **words) {
    static char block[LINE_BYTES * LINES_A_WRITE_MAX];
    if (count != 4) return 64;
    long lines = atol(words[2]), each = atol(words[3]);
    if (lines < 1 || each < 1 || each > LINES_A_WRITE_MAX) return 64;
    memset(block, 'x', sizeof block);
    for (long line = 1; line <= each; line++) block[line * LINE_BYTES - 1] = '\n';
    int file = open(words[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0640);
    if (file < 0) return 73;
    double began = seconds();
    for (long line = 0; line < lines; line += each) {
        if (write(file, block, (size_t)(each * LINE_BYTES)) != each * LINE_BYTES) return 73;
    }
    printf("%.0f\n", (seconds() - began) * 1e9 / (double)lines);
    return 0;
}
