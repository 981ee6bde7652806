/* SPDX-License-Identifier: MIT */
#include "match/values.h"

#include "match/glyph.h"

/* ---- cleaning ---- */

static struct span trim(struct span text)
{
	static const char open[] = " \t\n\"'`([{<:;,=*|\\", close[] = " \t\n\"'`}>:;,.=*|\\";

	while (text.len > 0 && is_one_of(*text.ptr, open)) {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0) {
		char last = text.ptr[text.len - 1];

		/* "Linux/UNIX (Amazon VPC)" keeps its bracket. */
		if (!is_one_of(last, close) && !(last == ')' && !memchr(text.ptr, '(', text.len)) &&
		    !(last == ']' && !memchr(text.ptr, '[', text.len)))
			break;
		text.len--;
	}
	return text;
}

/* Without wraps: a value with no blank of its own was broken inside, any other at a blank. */
static size_t unwrap(struct span text, char *out)
{
	bool has_blank = memchr(text.ptr, ' ', text.len) != NULL;
	size_t n = 0;

	for (size_t i = 0; i < text.len && n < VALUE_MAX; i++) {
		char c = text.ptr[i];

		if (c == '\n' && !has_blank)
			continue;
		if (c == '\n' || c == '\t')
			c = ' ';
		if ((unsigned char)c >= ' ' && c != 0x7f)
			out[n++] = c;
	}
	/* No half of a character at the end. */
	if (n == VALUE_MAX) {
		while (n > 0 && ((unsigned char)out[n - 1] & 0xc0) == 0x80)
			n--;
		n -= n > 0 && (unsigned char)out[n - 1] >= 0xc0;
	}
	return n;
}

static char to_lower(char c)
{
	if (is_upper(c))
		return (char)(c - 'A' + 'a');
	return c;
}

static bool contains_word(struct span text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++) {
		size_t n = 0;

		while (n < len && to_lower(text.ptr[i + n]) == word[n])
			n++;
		if (n == len)
			return true;
	}
	return false;
}

/* Whether `raw` is what people put in place of a value they hide, or have not filled in. */
static bool is_masked(struct span raw, struct span text)
{
	static const char *const words[] = {"xxxx",    "****",    "....",    "####",    "redacted",
					    "[masked", "<masked", "<hidden", "[hidden", "${",
					    "{{",      "xxx.xxx", "xx.xx"};
	size_t n_mask = 0;

	for (size_t i = 0; i < N_ELEMENTS(words); i++) {
		if (contains_word(raw, words[i]))
			return true;
	}
	for (size_t i = 0; i < text.len; i++)
		n_mask += is_one_of(text.ptr[i], "xX*.-_#?:/ \n");
	if (n_mask == text.len && text.len > 1)
		return true;
	if (text.len > 1 && text.ptr[0] == '$')
		return true;
	/* i-XXX, sg-xxx: the id of something with its number hidden. */
	n_mask = 0;
	while (n_mask < text.len &&
	       (text.ptr[text.len - 1 - n_mask] == 'x' || text.ptr[text.len - 1 - n_mask] == 'X'))
		n_mask++;
	return n_mask >= 3 && n_mask < text.len && text.ptr[text.len - 1 - n_mask] == '-';
}

static bool is_angled(struct span raw)
{
	while (raw.len > 0 && is_one_of(*raw.ptr, " \t\n\"'`:")) {
		raw.ptr++;
		raw.len--;
	}
	return raw.len > 2 && *raw.ptr == '<' && memchr(raw.ptr, '>', raw.len);
}

size_t value_clean(struct span raw, char *out)
{
	struct span text = trim(raw);

	if (text.len == 0 || is_angled(raw) || is_masked(raw, text))
		return 0;
	return unwrap(text, out);
}

void value_add(struct value_list *list, uint32_t value, struct span raw)
{
	char cleaned[VALUE_MAX];
	size_t len = value_clean(raw, cleaned);
	char *copy;

	if (value == KB_NONE)
		return;
	copy = arena_copy(list->arena, cleaned, len);
	if (!copy || mem_grow(list->alloc, &list->items, &list->cap, list->count + 1,
			      sizeof(*list->items))) {
		list->failed = true;
		return;
	}
	list->items[list->count++] = (struct match_value){value, {copy, len}};
}

void value_add_named(struct value_list *list, const struct kb *kb, const char *name,
		     struct span raw)
{
	if (raw.len > 0)
		value_add(list, kb_find_value(kb, name), raw);
}

/* ---- sniffing ---- */

struct sniffer {
	struct value_list *list;
	const struct kb *kb;
	const char *plain;
	uint32_t n_plain;
	uint32_t first; /* of the list's items that were sniffed */
};

/* Adds a value unless one of that name was sniffed before. */
static void add_once(struct sniffer *sniffer, const char *name, uint32_t begin, uint32_t end)
{
	uint32_t value = kb_find_value(sniffer->kb, name);

	for (uint32_t i = sniffer->first; i < sniffer->list->count; i++) {
		if (sniffer->list->items[i].value == value)
			return;
	}
	value_add(sniffer->list, value, (struct span){sniffer->plain + begin, end - begin});
	if (value != KB_NONE && sniffer->list->count > 0 &&
	    sniffer->list->items[sniffer->list->count - 1].text.len == 0)
		sniffer->list->count--; /* masked */
}

static char plain_at(const struct sniffer *sniffer, uint32_t i)
{
	if (i >= sniffer->n_plain)
		return '\0';
	return sniffer->plain[i];
}

/* Resource ids: a prefix, a dash, then 8 or 17 hexadecimal digits. */
static const struct {
	const char *prefix, *name;
} resource_ids[] = {
	{"i", "instance-id"},
	{"ami", "ami"},
	{"sg", "security-group"},
	{"subnet", "subnet"},
	{"vpc", "vpc"},
	{"vol", "volume"},
	{"snap", "snapshot"},
	{"eni", "network-interface"},
	{"lt", "launch-template"},
	{"eipalloc", "allocation-id"},
	{"cr", "reservation"},
	{"pg", "placement-group"},
	{"acl", "acl"},
	{"rtb", "route-table"},
	{"igw", "internet-gateway"},
	{"r", "reservation-id"},
};

static void sniff_resource_id(struct sniffer *sniffer, uint32_t dash)
{
	uint32_t begin = dash, end = dash + 1;

	while (begin > 0 && dash - begin < 9 && is_alpha(sniffer->plain[begin - 1]))
		begin--;
	while (end - dash < 18 && hex_value(plain_at(sniffer, end)) >= 0)
		end++;
	if ((end - dash != 9 && end - dash != 18) || is_alnum(plain_at(sniffer, end)) ||
	    (begin > 0 &&
	     (is_alnum(sniffer->plain[begin - 1]) || sniffer->plain[begin - 1] == '-')))
		return;
	for (size_t i = 0; i < N_ELEMENTS(resource_ids); i++) {
		const char *prefix = resource_ids[i].prefix;

		if (strlen(prefix) == dash - begin &&
		    memcmp(prefix, sniffer->plain + begin, dash - begin) == 0)
			add_once(sniffer, resource_ids[i].name, begin, end);
	}
}

/* "us-east-1", "us-gov-west-1", "us-east-1a", "us-east-1-bos-1a" */
static void sniff_region(struct sniffer *sniffer, uint32_t dash)
{
	static const char *const lands[] = {"us", "eu", "ap", "sa", "ca",
					    "me", "af", "il", "cn", "mx"};
	uint32_t begin = dash - 2, end = dash + 1, region_end;
	bool is_known = false;

	if (dash < 2 || (begin > 0 && is_alnum(sniffer->plain[begin - 1])))
		return;
	for (size_t i = 0; i < N_ELEMENTS(lands); i++)
		is_known |= memcmp(lands[i], sniffer->plain + begin, 2) == 0;
	if (!is_known)
		return;
	while (is_alpha(plain_at(sniffer, end)) ||
	       (plain_at(sniffer, end) == '-' && is_alpha(plain_at(sniffer, end + 1))))
		end++;
	if (end - dash < 5 || plain_at(sniffer, end) != '-' ||
	    !is_digit(plain_at(sniffer, end + 1)))
		return;
	region_end = end += 2;
	if (is_alpha(plain_at(sniffer, end)) && !is_alnum(plain_at(sniffer, end + 1)))
		add_once(sniffer, "zone", begin, end + 1);
	else if (is_alnum(plain_at(sniffer, end)))
		return;
	add_once(sniffer, "region", begin, region_end);
}

static bool is_instance_size(struct span size)
{
	static const char *const sizes[] = {"nano",  "micro",  "small", "medium",
					    "large", "xlarge", "metal"};

	while (size.len > 0 && is_digit(*size.ptr)) {
		size.ptr++;
		size.len--;
	}
	if (size.len >= 5 && memcmp(size.ptr, "metal", 5) == 0)
		return true;
	for (size_t i = 0; i < N_ELEMENTS(sizes); i++) {
		if (span_equal(size, span_of(sizes[i])))
			return true;
	}
	return false;
}

/* "m5.8xlarge": a dot between a family and a size. */
static void sniff_instance_type(struct sniffer *sniffer, uint32_t dot)
{
	uint32_t begin = dot, end = dot + 1;

	while (begin > 0 && dot - begin < 16 &&
	       (is_alnum(sniffer->plain[begin - 1]) || sniffer->plain[begin - 1] == '-'))
		begin--;
	while (end - dot < 16 &&
	       (is_alnum(plain_at(sniffer, end)) || plain_at(sniffer, end) == '-'))
		end++;
	if (dot - begin < 2 || !is_alpha(sniffer->plain[begin]) ||
	    is_upper(sniffer->plain[begin]) ||
	    !is_instance_size((struct span){sniffer->plain + dot + 1, end - dot - 1}))
		return;
	for (uint32_t i = begin; i < dot; i++) {
		if (is_digit(sniffer->plain[i])) {
			add_once(sniffer, "instance-type", begin, end);
			return;
		}
	}
}

static bool is_private(const unsigned octets[4])
{
	return octets[0] == 10 || octets[0] == 127 || octets[0] == 0 || octets[0] >= 224 ||
	       (octets[0] == 172 && octets[1] >= 16 && octets[1] < 32) ||
	       (octets[0] == 192 && octets[1] == 168) || (octets[0] == 169 && octets[1] == 254) ||
	       (octets[0] == 100 && octets[1] >= 64 && octets[1] < 128);
}

/* An IPv4 address, told by its first dot. */
static void sniff_address(struct sniffer *sniffer, uint32_t dot)
{
	unsigned octets[4] = {0};
	uint32_t begin = dot, at;

	while (begin > 0 && dot - begin < 4 && is_digit(sniffer->plain[begin - 1]))
		begin--;
	if (begin == dot || (begin > 0 && (is_alnum(sniffer->plain[begin - 1]) ||
					   sniffer->plain[begin - 1] == '.')))
		return;
	at = begin;
	for (int i = 0; i < 4; i++) {
		uint32_t from = at;

		while (at - from < 4 && is_digit(plain_at(sniffer, at)))
			octets[i] = octets[i] * 10 + (unsigned)(plain_at(sniffer, at++) - '0');
		if (at == from || octets[i] > 255 || (i < 3 && plain_at(sniffer, at++) != '.'))
			return;
	}
	if (is_alnum(plain_at(sniffer, at)) ||
	    (plain_at(sniffer, at) == '.' && is_digit(plain_at(sniffer, at + 1))) ||
	    plain_at(sniffer, at) == '/')
		return;
	add_once(sniffer, "address", begin, at);
	if (!is_private(octets))
		add_once(sniffer, "host", begin, at);
}

/* What the sixth field of an ARN says of its kind. */
static const struct {
	const char *service, *resource, *name;
} arn_kinds[] = {
	{"elasticloadbalancing", "loadbalancer/", "load-balancer"},
	{"elasticloadbalancing", "targetgroup/", "target-group"},
	{"elasticloadbalancing", "listener/", "listener"},
	{"iam", "role/", "role"},
	{"iam", "policy/", "policy"},
	{"iam", "instance-profile/", "profile"},
	{"sts", "assumed-role/", "role"},
	{"kms", "key/", "kms-key"},
};

/* An ARN, told by its first colon: arn:partition:service:region:account:resource */
static void sniff_arn(struct sniffer *sniffer, uint32_t colon)
{
	uint32_t begin = colon - 3, end = colon, fields[5] = {0}, n_fields = 0;
	struct span service, resource;

	if (colon < 3 ||
	    memcmp(sniffer->plain + begin, "arn:aws", 7 < sniffer->n_plain - begin ? 7 : 1) != 0)
		return;
	for (; end < sniffer->n_plain && end - begin < 400; end++) {
		char c = sniffer->plain[end];

		if (c == ':' && n_fields < 5)
			fields[n_fields++] = end;
		else if (!is_alnum(c) && !is_one_of(c, "-_/.:+=@"))
			break;
	}
	if (n_fields < 5)
		return;
	service = (struct span){sniffer->plain + fields[1] + 1, fields[2] - fields[1] - 1};
	resource = (struct span){sniffer->plain + fields[4] + 1, end - fields[4] - 1};
	for (size_t i = 0; i < N_ELEMENTS(arn_kinds); i++) {
		if (span_equal(service, span_of(arn_kinds[i].service)) &&
		    span_begins(resource, arn_kinds[i].resource))
			add_once(sniffer, arn_kinds[i].name, begin, end);
	}
	if (fields[4] - fields[3] == 13)
		add_once(sniffer, "account", fields[3] + 1, fields[4]);
}

void value_sniff(struct value_list *list, const struct kb *kb, const struct view *view)
{
	struct sniffer sniffer = {list, kb, view->plain, view->n_plain, list->count};

	for (uint32_t i = 1; i < view->n_plain && !list->failed; i++) {
		switch (view->plain[i]) {
		case '-':
			sniff_resource_id(&sniffer, i);
			sniff_region(&sniffer, i);
			break;
		case '.':
			sniff_instance_type(&sniffer, i);
			sniff_address(&sniffer, i);
			break;
		case ':':
			sniff_arn(&sniffer, i);
			break;
		default:
			break;
		}
	}
}
