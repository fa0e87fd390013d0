#ifndef EVCLINIC_CSYSTEM_H
#define EVCLINIC_CSYSTEM_H

/* Renames without ever replacing a file that is there. Returns 0, or the errno of renameat2(2). */
int evclinic_rename_noreplace(const char *from, const char *to);

/* Notes SIGINT and SIGTERM instead of dying of the first; a second one kills. Whoever started us may
 * have blocked them. Ignores SIGPIPE, and SIGXFSZ, so that a file past `ulimit -f` is an error that
 * we answer for (EFBIG). */
void evclinic_catch_interrupts(void);

/* 1 once such a signal has come. */
int evclinic_interrupted(void);

#endif
