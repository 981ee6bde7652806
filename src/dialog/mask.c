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

	if (len - at < MASK_KEY_ID || text[at] != 'A')
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

/* What a secret may be called.  `alone`: a blank is enough between it and a value that looks like one. */
static const struct secret_word {
	const char *text;
	bool alone;
} secret_words[] = {
	{"password", false}, {"passwd", false}, {"passphrase", false}, {"pwd", false}, {"secret_access_key", false},
	{"secretaccesskey", false}, {"secret_key", false}, {"secretkey", false}, {"secret", false}, {"client_secret", false},
	{"private_key", false}, {"private-mac", false}, {"api_key", false}, {"apikey", false}, {"api-key", false},
	{"sessiontoken", false}, {"session_token", false}, {"x-amz-security-token", false}, {"x-amz-signature", false},
	{"x-amz-credential", false}, {"signature", false}, {"bearer", true}, {"authorization: basic", true},
	{"token", false},
};

/* Letters stand before a word that is only the end of another, but for camel case and what is joined by "_" or "-". */
static bool begins_word(const char *text, size_t at, const char *word)
{
	char before = at > 0 ? text[at - 1] : ' ';

	if (before == '/' || before == '.') /* /etc/passwd */
		return false;
	if (strcmp(word, "token") == 0) /* "unexpected token: }" */
		return before == '_' || before == '-' || (is_lower(before) && is_upper(text[at]));
	return !is_alnum(before) || is_upper(text[at]);
}

/* "password=", "pwd: ", "--password ", "Bearer ": the length of the name and what ties it to its value, up to an opening
 * quote; 0 if none begins here. */
static size_t secret_name(const char *text, size_t len, size_t at)
{
	char first = lower(text[at]);

	for (size_t i = 0; i < N_ELEMENTS(secret_words); i++) {
		if (first != secret_words[i].text[0])
			continue;
		size_t n = strlen(secret_words[i].text);
		bool is_option = at >= 2 && text[at - 1] == '-' && text[at - 2] == '-';
		bool tied = secret_words[i].alone || (is_option && at + n + 1 < len && is_blank(text[at + n]));
		if (!starts_with(text + at, len - at, secret_words[i].text) || !begins_word(text, at, secret_words[i].text))
			continue;
		for (bool is_open = false; !is_open && at + n < len && memchr("\"'\\:= >", text[at + n], 7); n++) {
			is_open = tied && (text[at + n] == '"' || text[at + n] == '\'');
			tied |= text[at + n] == ':' || text[at + n] == '=' || text[at + n] == '>';
		}
		if (tied)
			return n;
	}
	return 0;
}

/* A separator ends a value only where something else begins behind it: passwords hold commas, too. */
static bool ends_value(const char *text, size_t len, size_t at)
{
	size_t n = at + 1;

	if (!strchr(",;&", text[at]))
		return strchr("\"'<>`", text[at]) != NULL || (text[at] == '\\' && n < len && strchr("\"'n", text[n]));
	while (n < len && (is_alnum(text[n]) || text[n] == '_' || text[n] == '-'))
		n++;
	if (n == at + 1)
		return n >= len || is_blank(text[n]) || strchr("\"'}\\", text[n]) != NULL;
	return n < len && (text[n] == '=' || text[n] == ':');
}

/* A quoted value ends with its quote, or where the line was cut off, and may hold blanks. */
static size_t quoted_value(const char *text, size_t len, size_t at)
{
	bool is_escaped = at >= 2 && text[at - 2] == '\\';

	size_t n = 0;

	for (; at + n < len && text[at + n] != '\n'; n++)
		if (text[at + n] == text[at - 1] && is_escaped == (n > 0 && text[at + n - 1] == '\\'))
			return n - is_escaped;
	return n;
}

/* Prompts are followed by what the server says, commands by paths, and "bearer" by any noun. */
static bool is_no_secret(const char *text, size_t len, size_t at, size_t n, const char *name)
{
	bool has_digit = false;

	if (starts_with(text + at, len - at, "permission denied") || starts_with(text + at, len - at, "authentication "))
		return true;
	if (starts_with(name, (size_t)(text + at - name), "pwd"))
		return text[at] == '/' || text[at] == '~';
	for (size_t i = 0; i < n; i++)
		has_digit |= is_digit(text[at + i]);
	return starts_with(name, (size_t)(text + at - name), "bearer") && !has_digit;
}

/* The length of the value at `at`, whose name begins at `name`. */
static size_t secret_value(const char *text, size_t len, size_t at, size_t name)
{
	size_t n = 0;

	if (at < len && at > 0 && (text[at - 1] == '"' || text[at - 1] == '\''))
		n = quoted_value(text, len, at);
	if (n == 0)
		while (at + n < len && !is_blank(text[at + n]) && !ends_value(text, len, at + n))
			n++;
	return n > 0 && is_no_secret(text, len, at, n, text + name) ? 0 : n;
}

/* "user:password@host" of a URL, "-u user:password" of curl: the password's length at `at`, which stands behind "user:". */
static size_t url_password(const char *text, size_t len, size_t at)
{
	size_t user = at, n = 0, end = 0;

	if (at < 3 || text[at - 1] != ':')
		return 0;
	for (user = at - 1; user > 0 && (is_alnum(text[user - 1]) || strchr("._%+-", text[user - 1])); user--)
		;
	bool is_option = user >= 3 && (memcmp(text + user - 3, "-u ", 3) == 0 || memcmp(text + user - 3, "er ", 3) == 0) &&
		(user == 3 || is_blank(text[user - 4]) || starts_with(text + user - (user < 7 ? user : 7), 7, "--user "));
	if (!is_option && (user < 3 || memcmp(text + user - 3, "://", 3) != 0))
		return 0;
	for (; at + n < len && !is_blank(text[at + n]) && !strchr("\"'<>/", text[at + n]); n++)
		if (text[at + n] == '@')
			end = n; /* the last one: passwords hold them, hosts do not */
	return is_option ? n : end;
}

/* Tokens that say by their beginning what they are. */
static size_t known_token(const char *text, size_t len, size_t at)
{
	static const char *const kinds[] = {"ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-",
		"sk_live_", "rk_live_", "npm_", "eyJ"};
	enum { TOKEN_LEN = 20 };
	size_t n = 0;

	for (size_t i = 0; i < N_ELEMENTS(kinds); i++) {
		if (text[at] != *kinds[i] || len - at < TOKEN_LEN || memcmp(text + at, kinds[i], strlen(kinds[i])) != 0)
			continue;
		while (at + n < len && (is_base64(text[at + n]) || strchr("_-.", text[at + n])) && text[at + n] != '\0')
			n++;
		return n >= TOKEN_LEN ? n : 0;
	}
	return 0;
}

static size_t secret_at(const char *text, size_t len, size_t at)
{
	bool at_word = at == 0 || !is_base64(text[at - 1]) || text[at - 1] == '=';
	size_t n = 0;

	if (at_word)
		n = key_id(text, len, at);
	if (n == 0 && at_word)
		n = known_token(text, len, at);
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

/* The length of the secret that begins at `at`, behind its name of `*name` bytes; 0 where none does. */
static size_t named_secret(const char *text, size_t len, size_t at, size_t *name)
{
	size_t n = secret_at(text, len, at);

	*name = 0;
	if (n > 0)
		return n;
	*name = secret_name(text, len, at);
	return *name > 0 ? secret_value(text, len, at + *name, at) : 0;
}

void mask_add(struct mask *mask, struct buf *out, const char *text, size_t len)
{
	size_t added = 0; /* bytes of `text` that are done with */

	for (size_t i = 0; i < len;) {
		size_t name, n = 0;
		if (may_begin(text, i))
			n = named_secret(text, len, i, &name);
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
	buf_add(out, text + added, len - added);
}
