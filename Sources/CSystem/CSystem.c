#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted = 0;

int evclinic_rename_noreplace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : errno;
}

int evclinic_pipe(int ends[2], int is_nonblocking) {
    return pipe2(ends, O_CLOEXEC | (is_nonblocking ? O_NONBLOCK : 0));
}

static volatile sig_atomic_t hung_up = 0;

static void note(int signal_number) {
    if (signal_number == SIGHUP) {
        hung_up = 1;
    } else {
        interrupted = 1;
    }
}

void evclinic_catch_hangups(void) {
    struct sigaction each = {0};
    each.sa_handler = note;
    sigaction(SIGHUP, &each, NULL);
}

int evclinic_take_hangup(void) {
    int found = hung_up;
    hung_up = 0;
    return found;
}

void evclinic_catch_interrupts(void) {
    struct sigaction once = {0};
    once.sa_handler = note;
    once.sa_flags = SA_RESETHAND;
    sigaction(SIGINT, &once, NULL);
    sigaction(SIGTERM, &once, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int evclinic_interrupted(void) { return interrupted; }
