/* SPDX-License-Identifier: MIT */
#include "dialog/mask.h"

/* Found by shape, without regular expressions: this runs on every text that is printed. */

enum {
	MASK_KEY_ID = 20,      /* AKIA or ASIA and 16 more */
	MASK_SECRET_KEY = 40,  /* bytes of a secret access key */
	MASK_RUN = 60,         /* a run of base64 this long is a line of a key or a token */
	MASK_NEAR = 48         /* so far before a value stands the word that names it */
};

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

/* ---- bytes ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_alnum(char c)
{
	return is_digit(c) || is_upper(c) || is_lower(c);
}

static bool is_base64(char c)
{
	return is_alnum(c) || c == '+' || c == '/' || c == '=';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static bool starts_with(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	if (len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(text[i]) != word[i])
			return false;
	return true;
}

/* Whether `word` stands within MASK_NEAR bytes before `at`. */
static bool is_named(const char *text, size_t at, const char *word)
{
	size_t from = at > MASK_NEAR ? at - MASK_NEAR : 0;

	for (size_t i = from; i < at; i++)
		if (starts_with(text + i, at - i, word))
			return true;
	return false;
}

/* ---- secrets: each returns how many bytes from `at` to hide ---- */

static size_t key_id(const char *text, size_t len, size_t at)
{
	static const char *const kinds[] = {"AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA"};
	size_t n = 4;

	if (len - at < MASK_KEY_ID)
		return 0;
	for (size_t i = 0; i < N_ELEMENTS(kinds); i++) {
		if (memcmp(text + at, kinds[i], 4) != 0)
			continue;
		while (at + n < len && (is_upper(text[at + n]) || is_digit(text[at + n])))
			n++;
		return n >= MASK_KEY_ID ? n : 0;
	}
	return 0;
}

/* Keys and tokens are long and mixed; a path, a word or a hexadecimal hash is not. */
static size_t base64_run(const char *text, size_t len, size_t at)
{
	bool has_upper = false, has_lower = false, has_digit = false;
	size_t n = 0;

	for (; at + n < len && is_base64(text[at + n]); n++) {
		has_upper |= is_upper(text[at + n]);
		has_lower |= is_lower(text[at + n]);
		has_digit |= is_digit(text[at + n]);
	}
	if (at + n < len && (text[at + n] == '-' || text[at + n] == '_') && n < MASK_SECRET_KEY)
		return 0;
	if (n >= MASK_RUN && has_upper && has_lower && has_digit)
		return n;
	if (n >= MASK_SECRET_KEY && has_upper && has_lower &&
		(is_named(text, at, "secret") || is_named(text, at, "token") || (n == MASK_SECRET_KEY && has_digit)))
		return n;
	return 0;
}

static size_t private_key(const char *text, size_t len, size_t at)
{
	static const char begin[] = "-----begin ", end[] = "-----end ";

	if (!starts_with(text + at, len - at, begin))
		return 0;
	size_t i = at + sizeof(begin) - 1;
	bool is_private = false;
	for (; i < len && text[i] != '-' && text[i] != '\n'; i++)
		is_private |= starts_with(text + i, len - i, "private key");
	if (!is_private)
		return 0;
	for (; i < len; i++) {
		if (!starts_with(text + i, len - i, end))
			continue;
		i += sizeof(end) - 1;
		while (i < len && text[i] != '-' && text[i] != '\n')
			i++;
		while (i < len && text[i] == '-')
			i++;
		break;
	}
	return i - at;
}

/* "password=", "pwd: ", "Bearer ": the length of the name and what ties it to its value; 0 if none begins here. */
static size_t secret_name(const char *text, size_t len, size_t at)
{
	static const char *const names[] = {
		"password", "passwd", "passphrase", "pwd", "secret_access_key", "secretaccesskey", "secret_key", "secretkey",
		"client_secret", "api_key", "apikey", "session_token", "sessiontoken", "security_token", "x-amz-security-token",
		"x-amz-signature", "x-amz-credential", "auth_token", "access_token", "bearer", "authorization: basic", "signature",
	};

	if (at > 0 && is_alnum(text[at - 1]) && !is_upper(text[at]))
		return 0;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		size_t n = strlen(names[i]);
		bool tied = false;
		if (!starts_with(text + at, len - at, names[i]))
			continue;
		for (; at + n < len && (strchr("\"'\\:= >", text[at + n]) != NULL) && text[at + n] != '\0'; n++)
			tied |= text[at + n] == ':' || text[at + n] == '=' || text[at + n] == '>';
		tied |= strcmp(names[i], "bearer") == 0 || strcmp(names[i], "authorization: basic") == 0;
		if (tied)
			return n;
	}
	return 0;
}

static size_t secret_value(const char *text, size_t len, size_t at)
{
	size_t n = 0;

	while (at + n < len && !is_blank(text[at + n]) && !strchr("\"'<>&,;`", text[at + n]))
		n++;
	return n;
}

/* "user:password@host" of a URL: the password's length at `at`, which stands behind "user:". */
static size_t url_password(const char *text, size_t len, size_t at)
{
	size_t user = at, n = 0;

	if (at < 3 || text[at - 1] != ':')
		return 0;
	for (user = at - 1; user > 0 && (is_alnum(text[user - 1]) || strchr("._%+-", text[user - 1])); user--)
		;
	if (user < 3 || memcmp(text + user - 3, "://", 3) != 0)
		return 0;
	while (at + n < len && !is_blank(text[at + n]) && text[at + n] != '@' && text[at + n] != '/')
		n++;
	return n > 0 && at + n < len && text[at + n] == '@' ? n : 0;
}

static size_t secret_at(const char *text, size_t len, size_t at)
{
	bool at_word = at == 0 || !is_base64(text[at - 1]);
	size_t n = 0;

	if (at_word)
		n = key_id(text, len, at);
	if (n == 0 && at_word)
		n = base64_run(text, len, at);
	if (n == 0 && text[at] == '-')
		n = private_key(text, len, at);
	return n > 0 ? n : url_password(text, len, at);
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

/* A name with a dot and a known end; "ip-10-0-1-2" and "ec2-203-0-113-7" also without. */
static size_t host_name(struct mask *mask, struct buf *out, const char *text, size_t len, size_t at)
{
	size_t n = 0, last = 0, dots = 0;
	unsigned octets[4];

	if (at > 0 && (is_alnum(text[at - 1]) || strchr(".-_/@", text[at - 1])) && text[at - 1] != '@' && text[at - 1] != '/')
		return 0;
	for (; at + n < len && (is_alnum(text[at + n]) || text[at + n] == '-' || text[at + n] == '.'); n++) {
		if (text[at + n] == '.') {
			last = n + 1;
			dots++;
		}
	}
	while (n > 0 && (text[at + n - 1] == '.' || text[at + n - 1] == '-'))
		n--;
	bool is_ec2 = (starts_with(text + at, n, "ip-") && address(text, at + n, at + 3, '-', octets)) ||
		(starts_with(text + at, n, "ec2-") && address(text, at + n, at + 4, '-', octets));
	if (!is_ec2 && (dots == 0 || last >= n || !is_top_level((struct span){text + at + last, n - last})))
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

void mask_add(struct mask *mask, struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = secret_at(text, len, i), name;
		if (n > 0) {
			buf_text(out, "[secret]");
			i += n;
			continue;
		}
		name = secret_name(text, len, i);
		n = name > 0 ? secret_value(text, len, i + name) : 0;
		if (n > 0) {
			buf_add(out, text + i, name);
			buf_text(out, "[secret]");
			i += name + n;
			continue;
		}
		n = mask ? stand_in(mask, out, text, len, i) : 0;
		if (n == 0)
			buf_char(out, text[i++]);
		i += n;
	}
}
