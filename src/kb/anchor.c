/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"

/* Where the prefilter looks: runs of 4 folded symbols that a text with the message in it must
 * contain, chosen so that other texts rarely do. */

enum { ANCHOR_GRAM = 4, ANCHOR_MAX = 3, ANCHOR_LETTERS_EACH = 12 };

/* Surprise, in bits, of a symbol at the start ('.') and after another, digits being one class
 * ('0'): a first-order model of folded English about AWS, English manuals and logs with times,
 * addresses and hexadecimal ids, a third each. */
static const char surprise[28][28] = {
	/*        0abcdefghijklmnopqrstuvwxyz */
	/* . */ "646553665497564458444577878",
	/* 0 */ "455555589698969999976998996",
	/* a */ "775457659597353959343565978",
	/* b */ "636553577469386599557389959",
	/* c */ "737463784594489379554579979",
	/* d */ "645552577398677459555686979",
	/* e */ "845445567599454655334766569",
	/* f */ "646564479399689289464598969",
	/* g */ "946462655399564558344587988",
	/* h */ "938661788498778379663788979",
	/* i */ "855435556996452349644969697",
	/* j */ "937662779598669426946395999",
	/* k */ "947651667499665669745495989",
	/* l */ "934752786299488379755588959",
	/* m */ "935752888399557449736598999",
	/* n */ "947333548597675479733577769",
	/* o */ "967447569697552459354355999",
	/* p */ "648673877598477349354488969",
	/* q */ "999999999899999899978099999",
	/* r */ "947562758496755379444567959",
	/* s */ "847563664496666459632586969",
	/* t */ "837573773398667459544586959",
	/* u */ "964553749599453749333999799",
	/* v */ "839791998299898558989899999",
	/* w */ "929783883298685489536896999",
	/* x */ "747374663499668749552687569",
	/* y */ "846565557497555339534676977",
	/* z */ "959673989199898399898998998",
};

static size_t symbol_class(char c)
{
	return c <= '9' ? 0 : (size_t)(c - 'a') + 1;
}

static unsigned gram_surprise(const char *gram)
{
	size_t last = symbol_class(gram[0]);
	unsigned bits = (unsigned)(surprise[0][last] - '0');
	for (size_t i = 1; i < ANCHOR_GRAM; i++) {
		size_t next = symbol_class(gram[i]);
		bits += (unsigned)(surprise[last + 1][next] - '0');
		last = next;
	}
	return bits;
}

static uint32_t gram_of(const char *symbols)
{
	uint32_t gram = 0;
	for (size_t i = 0; i < ANCHOR_GRAM; i++)
		gram = gram << 6 | kb_symbol(symbols[i]);
	return gram;
}

/* Words that logs are full of, folded. */
static const char *const common_words[] = {
	"error",   "failed",   "failure", "exception", "warning", "instance",  "connection",
	"request", "response", "timeout", "timestamp", "message", "available", "unavailable",
	"server",  "service",  "session", "started",   "stopped", "received",  "process",
};

enum { COMMON_USES = 255 }; /* as many bits fewer as the logarithm says: 8 */

/* How many anchors a bucket has, or how common its grams are: each doubling weighs a bit. */
struct chooser {
	struct loader *loader;
	uint32_t *uses; /* by bucket */
};

static unsigned crowding(const struct chooser *chooser, uint32_t gram)
{
	unsigned bits = 0;
	for (uint32_t uses = chooser->uses[kb_bucket(gram)]; uses; uses /= 2)
		bits++;
	return bits;
}

/* The best gram of a stretch of the literal text. */
struct choice {
	struct kb_anchor anchor;
	int worth;
	bool is_made;
};

static void consider(const struct chooser *chooser, struct choice *choice, const char *literal,
		     uint32_t part, uint32_t offset)
{
	uint32_t gram = gram_of(literal + offset);
	int worth = (int)gram_surprise(literal + offset) - (int)crowding(chooser, gram);
	if (choice->is_made && worth <= choice->worth)
		return;
	*choice = (struct choice){
		.anchor = {.gram = gram, .part = part, .offset = offset},
		.worth = worth,
		.is_made = true,
	};
}

static void add_choice(struct chooser *chooser, const struct choice *choice, uint32_t message)
{
	if (!choice->is_made)
		return;
	struct kb_anchor *anchor = draft_add_anchors(chooser->loader);
	*anchor = choice->anchor;
	anchor->message = message;
	/*U*/
}

static const struct kb_part *part_of(const struct loader *loader, const struct kb_message *message,
				     uint32_t part)
{
	return &loader->draft.parts.items[message->parts.first + part];
}

/* From each third of a long text one, so that it is found when it is cut off at either end. */
static void anchor_template(struct chooser *chooser, uint32_t number)
{
	const struct loader *loader = chooser->loader;
	const struct kb_message *message = &loader->draft.messages.items[number];
	uint32_t n = message->n_literal / ANCHOR_LETTERS_EACH;
	n = n < 1 ? 1 : n > ANCHOR_MAX ? ANCHOR_MAX : n;
	struct choice choices[ANCHOR_MAX] = {{.is_made = false}};
	uint32_t before = 0; /* literal symbols of earlier parts */
	for (uint32_t i = 0; i < message->parts.count; i++) {
		const struct kb_part *part = part_of(loader, message, i);
		const char *literal = loader_text(loader, part->literal).ptr;
		for (uint32_t at = 0; at + ANCHOR_GRAM <= part->len; at++) {
			uint64_t middle = (uint64_t)before + at + ANCHOR_GRAM / 2;
			uint64_t third = middle * n / (message->n_literal + 1);
			consider(chooser, &choices[third], literal, i, at);
		}
		before += part->len;
	}
	for (uint32_t i = 0; i < n; i++)
		add_choice(chooser, &choices[i], number);
}

/* A code as a whole, and each alternative of a pattern. */
static void anchor_parts(struct chooser *chooser, uint32_t number)
{
	const struct loader *loader = chooser->loader;
	const struct kb_message *message = &loader->draft.messages.items[number];
	for (uint32_t i = 0; i < message->parts.count; i++) {
		const struct kb_part *part = part_of(loader, message, i);
		const char *literal = loader_text(loader, part->literal).ptr;
		struct choice choice = {.is_made = false};
		for (uint32_t at = 0; at + ANCHOR_GRAM <= part->len; at++)
			consider(chooser, &choice, literal, i, at);
		add_choice(chooser, &choice, number);
	}
}

static bool start(struct chooser *chooser, struct loader *loader)
{
	chooser->loader = loader;
	chooser->uses = loader_alloc(loader, (size_t)1 << KB_BUCKET_BITS, sizeof(*chooser->uses));
	if (!chooser->uses)
		return false;
	for (size_t i = 0; i < N_ELEMENTS(common_words); i++) {
		const char *word = common_words[i];
		for (size_t at = 0; at + ANCHOR_GRAM <= strlen(word); at++)
			chooser->uses[kb_bucket(gram_of(word + at))] = COMMON_USES;
	}
	return true;
}

void make_anchors(struct loader *loader)
{
	struct chooser chooser;
	if (!start(&chooser, loader))
		return;
	for (uint32_t i = 0; i < loader->draft.messages.count && !loader->failed; i++) {
		if (loader->draft.messages.items[i].shape == KB_TEMPLATE)
			anchor_template(&chooser, i);
		else
			anchor_parts(&chooser, i);
	}
}
