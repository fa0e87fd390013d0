#ifndef EVCLINIC_CSYSTEM_H
#define EVCLINIC_CSYSTEM_H

/* Renames without ever replacing a file that is there. Returns 0, or the errno of renameat2(2). */
int evclinic_rename_noreplace(const char *from, const char *to);

#endif
