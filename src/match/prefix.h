/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_PREFIX_H
#define AWRY_MATCH_PREFIX_H

/* What tools put before each line of somebody else's text. */

#include "match/glyph.h"

/* Bytes of blanks, frames, quote marks and time stamps at the start of `line`: never part of a
 * message. */
size_t prefix_frame(struct span line);

enum tag_kind {
	TAG_LIKE_TEXT = 0, /* "amazon-ebs: ", "[web] ": may just as well be text */
	TAG_PROGRAM,       /* "host prog[12]: " */
	TAG_COLUMN         /* "1|app  | " */
};

/* Bytes of a tag at the start of `line`; 0 if there is none.  A message may begin with one
 * ("sshd[12]: "), so it is only passed over where a message would otherwise break off. */
size_t prefix_tag(struct span line, enum tag_kind *kind);

#endif
