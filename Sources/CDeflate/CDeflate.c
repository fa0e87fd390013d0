/* ISA-L's igzip at level 1 where Package.swift found it, zlib at level 1 where it did not. In C, since
 * igzip's structure has arrays that are too long for Swift. */
#include "CDeflate.h"

#include <stddef.h>
#include <stdlib.h>
#include <zlib.h>

#ifdef EVCLINIC_ISAL

#include <isa-l.h>

struct deflater {
    struct isal_zstream stream;
    uint8_t level[ISAL_DEF_LVL1_LARGE];
};

void *evclinic_deflater(void)
{
    return calloc(1, sizeof(struct deflater));
}

void evclinic_deflater_free(void *deflater)
{
    free(deflater);
}

uint32_t evclinic_deflate(
    void *deflater, const void *piece, uint32_t count, void *room, uint32_t bytes, int is_last)
{
    struct deflater *own = deflater;
    struct isal_zstream *stream = &own->stream;
    isal_deflate_init(stream);
    stream->level = 1;
    stream->level_buf = own->level;
    stream->level_buf_size = sizeof own->level;
    /* Without a history igzip 2.30 takes its second hash from the address of the stream instead of the
     * piece (igzip_icf_body_h1_gr_bt.asm, write_first_byte), so that now and then the same piece becomes
     * other bytes. A history of one byte that no text holds is matched by nothing, and heals that. */
    static uint8_t nothing[1] = {0};
    if (isal_deflate_set_dict(stream, nothing, sizeof nothing) != COMP_OK)
        return 0;
    stream->next_in = (uint8_t *)piece;
    stream->avail_in = count;
    stream->next_out = room;
    stream->avail_out = bytes;
    stream->end_of_stream = is_last ? 1 : 0;
    stream->flush = is_last ? NO_FLUSH : FULL_FLUSH;
    if (isal_deflate(stream) != COMP_OK || stream->avail_in != 0 || stream->avail_out == 0)
        return 0;
    return bytes - stream->avail_out;
}

uint32_t evclinic_checksum(const void *bytes, uint64_t count)
{
    return crc32_gzip_refl(0, bytes, count);
}

#else

void *evclinic_deflater(void)
{
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream != NULL && deflateInit2(stream, 1, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

void evclinic_deflater_free(void *deflater)
{
    deflateEnd(deflater);
    free(deflater);
}

uint32_t evclinic_deflate(
    void *deflater, const void *piece, uint32_t count, void *room, uint32_t bytes, int is_last)
{
    z_stream *stream = deflater;
    deflateReset(stream);
    stream->next_in = (Bytef *)piece;
    stream->avail_in = count;
    stream->next_out = room;
    stream->avail_out = bytes;
    int code = deflate(stream, is_last ? Z_FINISH : Z_FULL_FLUSH);
    if (code < 0 || stream->avail_in != 0 || stream->avail_out == 0)
        return 0;
    return bytes - stream->avail_out;
}

uint32_t evclinic_checksum(const void *bytes, uint64_t count)
{
    return (uint32_t)crc32_z(0, bytes, count);
}

#endif

uint32_t evclinic_checksum_of_both(uint32_t first, uint32_t second, uint64_t count)
{
    return (uint32_t)crc32_combine(first, second, (z_off_t)count);
}
