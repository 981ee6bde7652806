/* SPDX-License-Identifier: MIT */
#include "dialog/mask.h"

#include "dialog/secret.h"

struct mask {
	const awry_alloc *alloc;
	struct arena arena;
	struct intern accounts, hosts;
	struct intern networks[4]; /* prefixes of 1 to 4 bytes, as text */
};

awry_status mask_new(const awry_alloc *alloc, struct mask **out)
{
	struct mask *mask = mem_resize(alloc, NULL, 0, sizeof(*mask));

	*out = mask;
	if (!mask)
		return AWRY_E_NOMEM;
	*mask = (struct mask){.alloc = alloc};
	arena_init(&mask->arena, alloc);
	intern_init(&mask->accounts, alloc, &mask->arena);
	intern_init(&mask->hosts, alloc, &mask->arena);
	for (size_t i = 0; i < N_ELEMENTS(mask->networks); i++)
		intern_init(&mask->networks[i], alloc, &mask->arena);
	return AWRY_OK;
}

void mask_free(struct mask *mask)
{
	if (!mask)
		return;
	intern_release(&mask->accounts);
	intern_release(&mask->hosts);
	for (size_t i = 0; i < N_ELEMENTS(mask->networks); i++)
		intern_release(&mask->networks[i]);
	arena_release(&mask->arena);
	mem_resize(mask->alloc, mask, sizeof(*mask), 0);
}

/* ---- stand-ins ---- */

static void add_number(struct intern *intern, struct buf *out, const char *name, struct span text)
{
	uint32_t number = intern_add(intern, text);

	if (number == UINT32_MAX)
		out->failed = true;
	else
		buf_fmt(out, "%s-%u", name, number + 1);
}

static size_t account_id(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	size_t n = 0;

	if (at > 0 && (is_alnum(text[at - 1]) || text[at - 1] == '.'))
		return 0;
	while (at + n < len && is_digit(text[at + n]))
		n++;
	if (n != 12 || (at + n < len && is_alnum(text[at + n])))
		return 0;
	add_number(&mask->accounts, out, "account", (struct span){text + at, n});
	return n;
}

/* Four numbers up to 255 with `separator` between: their length, with the bytes in `octets`. */
static size_t address(const char *text, size_t len, size_t at, char separator, unsigned octets[4])
{
	size_t n = 0;

	for (int i = 0; i < 4; i++) {
		size_t digits = 0;
		octets[i] = 0;
		if (i > 0 && (at + n >= len || text[at + n++] != separator))
			return 0;
		for (; at + n < len && is_digit(text[at + n]) && digits < 3; n++, digits++)
			octets[i] = octets[i] * 10 + (unsigned)(text[at + n] - '0');
		if (digits == 0 || octets[i] > 255)
			return 0;
	}
	return n;
}

static void add_address(struct mask *mask, struct buf *out, const unsigned octets[4])
{
	struct buf prefix;

	buf_init(&prefix, mask->alloc);
	buf_text(out, "ip");
	for (int i = 0; i < 4; i++) {
		buf_fmt(&prefix, ".%u", octets[i]);
		if (prefix.failed)
			break;
		uint32_t number = intern_add(&mask->networks[i], (struct span){prefix.ptr, prefix.len});
		out->failed |= number == UINT32_MAX;
		buf_fmt(out, "%c%u", i ? '.' : '-', number + 1);
	}
	out->failed |= prefix.failed;
	buf_release(&prefix);
}

/* 0.0.0.0/0 and the loopback say nothing of anybody. */
static bool is_common(const unsigned octets[4])
{
	return octets[0] == 0 || octets[0] == 127 || octets[0] == 255 || (octets[0] == 169 && octets[1] == 254);
}

static size_t ip_address(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	unsigned octets[4];
	size_t n;

	if (at > 0 && (is_alnum(text[at - 1]) || text[at - 1] == '.'))
		return 0;
	n = address(text, len, at, '.', octets);
	if (n == 0 || is_common(octets) || (at + n < len && is_alnum(text[at + n])))
		return 0;
	add_address(mask, out, octets);
	return n;
}

/* IPv6: groups of hexadecimal digits with at least two colons, one of them doubled or seven in all. */
static size_t ipv6_address(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	size_t n = 0, colons = 0;
	bool doubled = false;

	if (at > 0 && (is_alnum(text[at - 1]) || text[at - 1] == ':'))
		return 0;
	for (; at + n < len; n++) {
		char c = lower(text[at + n]);
		if (c == ':') {
			colons++;
			doubled |= n > 0 && text[at + n - 1] == ':';
		} else if (!is_digit(c) && !(c >= 'a' && c <= 'f')) {
			break;
		}
	}
	if (n < 6 || colons < 2 || colons > 7 || (!doubled && colons != 7) || (at + n < len && is_alnum(text[at + n])))
		return 0;
	add_number(&mask->hosts, out, "ip6", (struct span){text + at, n});
	return n;
}

static bool is_top_level(struct span label)
{
	static const char *const names[] = {"com", "net", "org", "io", "dev", "internal", "local", "cloud", "app", "de", "uk",
		"eu", "us", "co", "ai", "info", "biz", "cn", "fr", "nl", "jp", "in", "au", "ca", "br", "ch", "example", "test"};

	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		if (span_equal(label, span_of(names[i])))
			return true;
	return false;
}

static bool ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && starts_with(text + len - n, n, end) && (len == n || text[len - n - 1] == '.');
}

/* Names that everybody knows: they say nothing of anybody.  Of AWS those of services, "sts.amazonaws.com" and
 * "ec2.eu-west-1.amazonaws.com", but no bucket's and no load balancer's. */
static bool is_public_host(const char *text, size_t len)
{
	static const char *const names[] = {"github.com", "gitlab.com", "bitbucket.org", "aws.amazon.com", "docker.io", "k8s.io"};
	static const char aws[] = "amazonaws.com";
	size_t dots = 0, hyphens = 0, label = 0;

	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		if (ends_with(text, len, names[i]))
			return true;
	if (!ends_with(text, len, aws) || len == sizeof(aws) - 1)
		return len == sizeof(aws) - 1 && ends_with(text, len, aws);
	for (size_t i = 0; i < len - sizeof(aws); i++) {
		if (text[i] == '.') {
			dots++;
			label = i + 1;
			hyphens = 0;
		}
		hyphens += text[i] == '-';
	}
	return dots == 0 || (dots == 1 && hyphens >= 2 && is_digit(text[len - sizeof(aws) - 1]) && label < len);
}

/* "ip-10-0-1-2.ec2.internal", "ec2-203-0-113-7.compute-1.amazonaws.com": the address in the name gets its stand-in, so that
 * both are seen to be one; the rest tells the Region alone. */
static size_t ec2_host(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	size_t prefix = starts_with(text + at, len - at, "ip-") ? 3 : starts_with(text + at, len - at, "ec2-") ? 4 : 0;
	unsigned octets[4];
	size_t n = prefix ? address(text, len, at + prefix, '-', octets) : 0;

	if (n == 0)
		return 0;
	add_address(mask, out, octets);
	return prefix + n;
}

/* A name with a dot and a known end, but no file's: "/etc/rc.local". */
static size_t host_name(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	size_t n = 0, last = 0, dots = 0, ec2;
	char before = at > 0 ? text[at - 1] : ' ';

	if (is_alnum(before) || strchr(".-_", before) || (before == '/' && (at < 2 || text[at - 2] != '/')))
		return 0;
	ec2 = ec2_host(mask, out, text, len, at);
	if (ec2 > 0)
		return ec2;
	for (; at + n < len && (is_alnum(text[at + n]) || text[at + n] == '-' || text[at + n] == '.'); n++) {
		if (text[at + n] == '.') {
			last = n + 1;
			dots++;
		}
	}
	while (n > 0 && (text[at + n - 1] == '.' || text[at + n - 1] == '-'))
		n--;
	if (dots > 0 && last > n) /* a full stop ends the sentence, not the name */
		for (last = n; last > 0 && text[at + last - 1] != '.'; last--)
			;
	if (dots == 0 || last == 0 || !is_top_level((struct span){text + at + last, n - last}) || is_public_host(text + at, n))
		return 0;
	add_number(&mask->hosts, out, "host", (struct span){text + at, n});
	return n;
}

static size_t stand_in(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	size_t n = account_id(mask, out, text, len, at);

	if (n == 0)
		n = ip_address(mask, out, text, len, at);
	if (n == 0)
		n = ipv6_address(mask, out, text, len, at);
	if (n == 0 && is_alnum(text[at]))
		n = host_name(mask, out, text, len, at);
	return n;
}

/* A secret or a name begins with a word, or inside one with a capital ("masterUserPassword"), or with the dashes of a
 * private key.  Most bytes are passed over by this. */
static bool may_begin(const char *text, size_t at)
{
	return at == 0 || !is_alnum(text[at - 1]) || text[at] == '-' || is_upper(text[at]);
}

void mask_add(struct mask *mask, struct buf *out, const char *text, size_t len)
{
	size_t added = 0; /* bytes of `text` that are done with */

	for (size_t i = 0; i < len;) {
		size_t name, n = 0;
		if (may_begin(text, i))
			n = secret_find(text, len, i, &name);
		if (n > 0) {
			buf_add(out, text + added, i + name - added);
			buf_text(out, "[secret]");
			added = i += name + n;
			continue;
		}
		if (mask && may_begin(text, i)) {
			buf_add(out, text + added, i - added);
			n = stand_in(mask, out, text, len, i);
			added = i + n;
		}
		i += n > 0 ? n : 1;
	}
	if (added < len)
		buf_add(out, text + added, len - added);
}
