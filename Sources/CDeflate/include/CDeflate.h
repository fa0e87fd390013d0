#ifndef EVCLINIC_CDEFLATE_H
#define EVCLINIC_CDEFLATE_H

#include <stdint.h>

/* What deflating takes; NULL when memory lacks it. */
void *evclinic_deflater(void);

void evclinic_deflater_free(void *deflater);

/* Deflates a piece by itself, fast rather than small: blocks that end at a byte, and end the stream if
 * it is the last. Returns the bytes written, 0 where there is no room for them. */
uint32_t evclinic_deflate(
    void *deflater, const void *piece, uint32_t count, void *room, uint32_t bytes, int is_last);

/* The CRC-32 of bytes, as ZIP has it. */
uint32_t evclinic_checksum(const void *bytes, uint64_t count);

/* That of bytes and of so many that follow them, each by its own. */
uint32_t evclinic_checksum_of_both(uint32_t first, uint32_t second, uint64_t count);

#endif
