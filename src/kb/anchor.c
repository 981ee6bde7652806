/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"

/* Where the prefilter looks: runs of 4 folded symbols that a text with the message in it must
 * contain, chosen so that other texts rarely do. */

enum { ANCHOR_MAX = 3, ANCHOR_LETTERS_EACH = 12 };

/* Bits of surprise: what a common gram has, and what a second and third anchor must have to be
 * worth the candidates that it costs. */
enum { COMMON_BITS = 8, ANCHOR_MIN_BITS = 19 };

/* What a symbol beside the gram tells, and what it costs that twice as many literals share the place. */
enum { NEIGHBOUR_BITS = 1, SHARER_BITS = 2, WORTH_BASE = 40, ANCHOR_ROUND = 2, MAX_SHARE_BITS = 2 };

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
	for (size_t i = 1; i < KB_GRAM; i++) {
		size_t next = symbol_class(gram[i]);
		bits += (unsigned)(surprise[last + 1][next] - '0');
		last = next;
	}
	return bits;
}

/* The 640 most frequent grams of the same texts, which are words and so far from what the model
 * expects: a third of all. */
static const char common_grams[] =
	"ableacceackaactiadbaagesailaalanalidalinallealloallyalthamesamplanceandaandiando"
	"andtangeanswapplarchargeatchatedatesatioatthaturatusaultauncauseauthautoawsdawse"
	"balabianbiliblesblicboosbrarbugsbuilbutebuticalicallcatecaticausccepceasceidcens"
	"ceptcesschancharchecckagckeycliacliecloscloucludcodecommcompcondconfconnconscont"
	"copycouncpplcreacribctioctorcumedatadbaldebidebodebudefadelbdencdescdetadexhdfor"
	"dingdintdiredistditidocsdocudoesdpubdresdtheealteandeaseeaskebiaebooebugecomecon"
	"ectiectoedbyedfoedinedisedliedocedpuedthedtoefauefileforeinseintelbaeletelibelih"
	"emenenceenedenerenotenseentaentientseofteporeproepteeptiequeeraleraterederenereq"
	"erinermiernaerneerroersiertherveescreseresinesnoesofesouesseessiestaestcesthesti"
	"estoestsesttetaieteretesethaetheetinetryeuseeveleverevidexamexceexhtextrfailfaul"
	"ferefferficafigufilefollforaforeformfortforufounfreefromftheftwafuncfyougenegeti"
	"ginagnatgramgrepgrougthehanghavehealheckhecoheinheliherehesehichhinghislhoodhost"
	"houthpplhthehtmlhttpiawsibraibsmibssibstibuticaticenickeidelidenientificightigin"
	"ignaigurihooikeliledilesilitimitimplinatinclindeinfoingaingiinglingsingtinitinst"
	"inteinthinuxionaioncioniionoionsiontirecisliisnoissiisteistrithoithtitioitleject"
	"kagekelilanclatelaunleasletelethlhttliawlibrlibslicalicelicklienliholikelimiline"
	"linglinklinulistlityllowloadloseloudludemagemainmakemandmentmetrminamissmlhtmodi"
	"mpilmplemultnablnamenatinatunceanceincerncesnclonclunctinderndexndinnditndthnect"
	"nedfneedneranfignfornginngthningnnecnnotnopenotenotinstanswentaintatnterntheoadb"
	"ocesockeocssocumodifofthoftwograointolloometompionalonclondionfioninonlyonneonof"
	"onoponsaonsionsoonstontaonteonthontroostopenoperoptiopyrorigormaorreorteorthorti"
	"ortsorusoscaosedotesotheoundountourcoverovesovidpackpartpecipenepermpileplibplic"
	"poinportpplipporpresprocprogprotprovptedptiopublpyriquesractrantraryratireadreat"
	"rectrediregirentreporeprrequreseressrgetriberiburighrigiringrintrmatrminrocerogr"
	"rootrouproverovirroorrorrsiortheruleruserversandsarescalsconscrisdocserrservsess"
	"sethsforsignsincsingsinssintsionslibslicsnotsoftsomesourspecsprosreqsshdssigssin"
	"ssiostalstanstarstatstemsthasthestidstinstrestristtesuchsuppswerswitsysttabltail"
	"taintalltanctandtargtarttatetatitatutcontecttedptermtesttexttforthanthattheatheb"
	"thecthedthefthegtheithelthemthentheotheptherthesthetthinthisthouththtimetinctind"
	"tingtinstiontitltivetmlhtooltoretosctothtractreatribttestthettpsturetwartypeubli"
	"udebudinuestuildulesultiumenunchunctundeuppourceuresuseduserusetusinutioutosvali"
	"versvicevidewarewarnwhenwhicwillwithworkwsdoxampxcepxhtmxtrayouryrigysteythezone";

struct chooser {
	struct loader *loader;
	bool *is_common;   /* by bucket */
	uint16_t *sharers; /* by hash of a place: in how many literals the same stands round it */
	unsigned shift;    /* of that hash */
};

/* The best gram of a stretch of the literal text. */
struct choice {
	struct kb_anchor anchor;
	unsigned bits, worth; /* 0: none yet */
};

/* A place that an anchor may take. */
struct place {
	const struct kb_part *part;
	const char *literal; /* of the part */
	uint32_t number;     /* of the part within the message */
	uint32_t offset;
};

/* What tells a place of a literal from those of others: the gram there, as far as possible with what stands on both sides. */
static uint32_t place_hash(const struct chooser *chooser, const char *literal, uint32_t len, uint32_t offset)
{
	uint64_t word = 0;
	uint32_t before = offset < ANCHOR_ROUND ? offset : ANCHOR_ROUND;
	if (len < sizeof(word))
		memcpy(&word, literal, len);
	else
		memcpy(&word, literal + (offset - before <= len - sizeof(word) ? offset - before : len - sizeof(word)), sizeof(word));
	return (uint32_t)((word * UINT64_C(0x9e3779b97f4a7c15)) >> chooser->shift);
}

/* 0 for a place that no other literal shares, else about how many bits do the sharers have. */
static unsigned share_bits(const struct chooser *chooser, const struct place *place)
{
	unsigned n = chooser->sharers[place_hash(chooser, place->literal, place->part->len, place->offset)], bits = 0;
	for (; n > 1; n /= 2)
		bits++;
	return bits;
}

static unsigned n_neighbours(const struct kb_part *part, uint32_t offset)
{
	uint32_t before = offset, behind = part->len - offset - KB_GRAM;
	return (before < 4 ? before : 4) + (behind < 4 ? behind : 4);
}

static void consider(const struct chooser *chooser, struct choice *choice, const struct place *place)
{
	uint32_t gram = kb_gram(place->literal + place->offset);
	unsigned bits = gram_surprise(place->literal + place->offset), worth;
	if (chooser->is_common[kb_bucket(gram)])
		bits = COMMON_BITS;
	worth = bits + NEIGHBOUR_BITS * n_neighbours(place->part, place->offset) + WORTH_BASE - SHARER_BITS * share_bits(chooser, place);
	if (worth <= choice->worth)
		return;
	choice->worth = worth;
	choice->bits = bits;
	choice->anchor = (struct kb_anchor){.gram = gram, .part = place->number, .offset = place->offset};
}

static const struct kb_part *part_of(const struct loader *loader, const struct kb_message *message,
				     uint32_t part)
{
	return &loader->draft.parts.items[message->parts.first + part];
}

static struct place place_in(const struct loader *loader, const struct kb_message *message, uint32_t part)
{
	const struct kb_part *p = part_of(loader, message, part);
	return (struct place){.part = p, .literal = loader_text(loader, p->literal).ptr, .number = part};
}

static void add_neighbours(const struct loader *loader, struct kb_anchor *anchor)
{
	const struct kb_part *part = part_of(loader, &loader->draft.messages.items[anchor->message], anchor->part);
	const char *gram = loader_text(loader, part->literal).ptr + anchor->offset;
	uint32_t rest = part->len - anchor->offset - KB_GRAM;
	for (uint32_t i = 1; i <= sizeof(anchor->before) && i <= anchor->offset; i++)
		anchor->before[sizeof(anchor->before) - i] = gram[-(ptrdiff_t)i];
	for (uint32_t i = 0; i < sizeof(anchor->behind) && i < rest; i++)
		anchor->behind[i] = gram[KB_GRAM + i];
}

static void add_choice(struct chooser *chooser, const struct choice *choice, uint32_t message)
{
	if (choice->bits == 0)
		return;
	struct kb_anchor *anchor = draft_add_anchors(chooser->loader);
	*anchor = choice->anchor;
	anchor->message = message;
	add_neighbours(chooser->loader, anchor);
}

/* Whether few other messages say the same at a place. */
static bool is_own(const struct chooser *chooser, const struct place *place)
{
	return share_bits(chooser, place) <= MAX_SHARE_BITS;
}

static uint32_t count_own(const struct chooser *chooser, const struct kb_message *message)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < message->parts.count; i++) {
		struct place place = place_in(chooser->loader, message, i);
		for (; place.offset + KB_GRAM <= place.part->len; place.offset++)
			n += is_own(chooser, &place);
	}
	return n;
}

static void choose_thirds(const struct chooser *chooser, const struct kb_message *message, struct choice *choices, uint32_t n)
{
	uint32_t n_own = count_own(chooser, message), n_before = 0;
	for (uint32_t i = 0; i < message->parts.count; i++) {
		struct place place = place_in(chooser->loader, message, i);
		for (; place.offset + KB_GRAM <= place.part->len; place.offset++) {
			if (n_own > 0 && !is_own(chooser, &place))
				continue;
			consider(chooser, &choices[n_own > 0 ? (uint64_t)n_before++ * n / n_own : 0], &place);
		}
	}
}

/* From each third of what the message alone says one, so that it is found when it is cut off at either end. */
static void anchor_template(struct chooser *chooser, uint32_t number)
{
	const struct kb_message *message = &chooser->loader->draft.messages.items[number];
	uint32_t n = message->n_literal / ANCHOR_LETTERS_EACH;
	struct choice choices[ANCHOR_MAX] = {{.bits = 0}};
	unsigned best = 0;
	n = n < 1 ? 1 : n > ANCHOR_MAX ? ANCHOR_MAX : n;
	choose_thirds(chooser, message, choices, n);
	for (uint32_t i = 0; i < n; i++)
		best = choices[i].bits > best ? choices[i].bits : best;
	for (uint32_t i = 0; i < n; i++) {
		if (choices[i].bits == best || choices[i].bits >= ANCHOR_MIN_BITS)
			add_choice(chooser, &choices[i], number);
	}
}

/* A code as a whole, and each alternative of a pattern. */
static void anchor_parts(struct chooser *chooser, uint32_t number)
{
	const struct kb_message *message = &chooser->loader->draft.messages.items[number];
	for (uint32_t i = 0; i < message->parts.count; i++) {
		struct place place = place_in(chooser->loader, message, i);
		struct choice choice = {.bits = 0};
		for (; place.offset + KB_GRAM <= place.part->len; place.offset++)
			consider(chooser, &choice, &place);
		add_choice(chooser, &choice, number);
	}
}

static void count_sharers(struct chooser *chooser)
{
	const struct draft *draft = &chooser->loader->draft;
	for (uint32_t i = 0; i < draft->parts.count; i++) {
		const struct kb_part *part = &draft->parts.items[i];
		const char *literal = loader_text(chooser->loader, part->literal).ptr;
		for (uint32_t at = 0; at + KB_GRAM <= part->len; at++) {
			uint16_t *n = &chooser->sharers[place_hash(chooser, literal, part->len, at)];
			*n = (uint16_t)(*n + (*n < UINT16_MAX));
		}
	}
}

/* Room for twice as many places as there are. */
static bool open_sharers(struct chooser *chooser)
{
	const struct draft *draft = &chooser->loader->draft;
	uint64_t n = 0;
	for (uint32_t i = 0; i < draft->parts.count; i++)
		n += draft->parts.items[i].len;
	chooser->shift = 48;
	while (chooser->shift > 40 && (UINT64_C(1) << (64 - chooser->shift)) < 2 * n)
		chooser->shift--;
	chooser->sharers = loader_alloc(chooser->loader, (size_t)1 << (64 - chooser->shift), sizeof(*chooser->sharers));
	return chooser->sharers != NULL;
}

static bool start(struct chooser *chooser, struct loader *loader)
{
	chooser->loader = loader;
	chooser->is_common =
		loader_alloc(loader, (size_t)1 << KB_BUCKET_BITS, sizeof(*chooser->is_common));
	if (!chooser->is_common || !open_sharers(chooser))
		return false;
	for (size_t at = 0; at + KB_GRAM < sizeof(common_grams); at += KB_GRAM)
		chooser->is_common[kb_bucket(kb_gram(common_grams + at))] = true;
	count_sharers(chooser);
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
