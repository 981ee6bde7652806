/* SPDX-License-Identifier: MIT */
#include "kb/shipped.h"

/* The Makefile gives AWRY_KB_FILE and AWRY_SRC_FILE, the two files that mkkb writes, as strings.
 * The assembler takes them in as they are: no compiler has to read megabytes of initializers.  The
 * pad keeps the alignment of the block. */
__asm__(".pushsection .rodata,\"a\"\n"
	".balign 64\n"
	".hidden awry_shipped_kb\n"
	".globl awry_shipped_kb\n"
	"awry_shipped_kb:\n"
	".incbin \"" AWRY_KB_FILE "\"\n"
	".balign 8\n"
	".hidden awry_shipped_src\n"
	".globl awry_shipped_src\n"
	"awry_shipped_src:\n"
	".incbin \"" AWRY_SRC_FILE "\"\n"
	".hidden awry_shipped_src_end\n"
	".globl awry_shipped_src_end\n"
	"awry_shipped_src_end:\n"
	".byte 0\n"
	".popsection\n");

extern const char awry_shipped_kb[] __attribute__((visibility("hidden"), aligned(8)));
extern const char awry_shipped_src[] __attribute__((visibility("hidden")));
extern const char awry_shipped_src_end[] __attribute__((visibility("hidden")));

const struct kb *kb_shipped(void)
{
	return (const struct kb *)(const void *)awry_shipped_kb;
}

struct span kb_shipped_sources(void)
{
	/* cppcheck-suppress comparePointers ; both labels are in one section */
	return (struct span){awry_shipped_src, (size_t)(awry_shipped_src_end - awry_shipped_src)};
}
