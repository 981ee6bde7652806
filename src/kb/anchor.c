/* SPDX-License-Identifier: MIT */
#include "kb/draft.h"

/* Where the prefilter looks: runs of 4 folded symbols that a text with the message in it must
 * contain, chosen so that other texts rarely do. */

enum { ANCHOR_GRAM = 4, ANCHOR_MAX = 3, ANCHOR_LETTERS_EACH = 12 };

/* Bits of surprise: what a common gram has, and what a second and third anchor must have to be
 * worth the candidates that it costs. */
enum { COMMON_BITS = 8, ANCHOR_MIN_BITS = 19 };

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
	bool *is_common; /* by bucket */
};

/* The best gram of a stretch of the literal text. */
struct choice {
	struct kb_anchor anchor;
	unsigned bits; /* 0: none yet */
};

static void consider(const struct chooser *chooser, struct choice *choice, const char *literal,
		     uint32_t part, uint32_t offset)
{
	uint32_t gram = gram_of(literal + offset);
	unsigned bits = gram_surprise(literal + offset);
	if (chooser->is_common[kb_bucket(gram)])
		bits = COMMON_BITS;
	if (bits <= choice->bits)
		return;
	choice->bits = bits;
	choice->anchor = (struct kb_anchor){.gram = gram, .part = part, .offset = offset};
}

static void add_choice(struct chooser *chooser, const struct choice *choice, uint32_t message)
{
	if (choice->bits == 0)
		return;
	struct kb_anchor *anchor = draft_add_anchors(chooser->loader);
	*anchor = choice->anchor;
	anchor->message = message;
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
	struct choice choices[ANCHOR_MAX] = {{.bits = 0}};
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
	unsigned best = 0;
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
	const struct loader *loader = chooser->loader;
	const struct kb_message *message = &loader->draft.messages.items[number];
	for (uint32_t i = 0; i < message->parts.count; i++) {
		const struct kb_part *part = part_of(loader, message, i);
		const char *literal = loader_text(loader, part->literal).ptr;
		struct choice choice = {.bits = 0};
		for (uint32_t at = 0; at + ANCHOR_GRAM <= part->len; at++)
			consider(chooser, &choice, literal, i, at);
		add_choice(chooser, &choice, number);
	}
}

static bool start(struct chooser *chooser, struct loader *loader)
{
	chooser->loader = loader;
	chooser->is_common =
		loader_alloc(loader, (size_t)1 << KB_BUCKET_BITS, sizeof(*chooser->is_common));
	if (!chooser->is_common)
		return false;
	for (size_t at = 0; at + ANCHOR_GRAM < sizeof(common_grams); at += ANCHOR_GRAM)
		chooser->is_common[kb_bucket(gram_of(common_grams + at))] = true;
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
