/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_PREFIX_H
#define AWRY_MATCH_PREFIX_H

/* What tools put before each line of somebody else's text. */

#include "match/glyph.h"

/* Bytes of blanks, frames, quote marks and time stamps at the start of `line`: never part of a message. */
size_t prefix_frame(struct span line);

/* Bytes of a tag at the start of `line`: "host prog[12]: ", "1|app  | ", "[web] ", "amazon-ebs: ".  It may just as well
 * be text, so it is only passed over where a message would otherwise break off; 0 if there is none. */
size_t prefix_tag(struct span line);

#endif
