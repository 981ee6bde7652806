/* SPDX-License-Identifier: MIT */
#include "dialog/secret.h"

enum {
	KEY_ID_LEN = 20,      /* AKIA or ASIA and 16 more */
	SECRET_KEY_LEN = 40,  /* bytes of a secret access key */
	RUN_LEN = 60,         /* a run of base64 this long is a line of a key or a token */
	NAME_NEAR = 48         /* so far before a value stands the word that names it */
};

/* Whether `word` stands within NAME_NEAR bytes before `at`. */
static bool is_named(const char *text, size_t at, const char *word)
{
	size_t from = at > NAME_NEAR ? at - NAME_NEAR : 0;

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

	if (len - at < KEY_ID_LEN || text[at] != 'A')
		return 0;
	for (size_t i = 0; i < N_ELEMENTS(kinds); i++) {
		if (memcmp(text + at, kinds[i], 4) != 0)
			continue;
		while (at + n < len && (is_upper(text[at + n]) || is_digit(text[at + n])))
			n++;
		return n >= KEY_ID_LEN ? n : 0;
	}
	return 0;
}

/* Keys and tokens are long and mixed; a path, a word or a hexadecimal hash is not.  An "=" ends a run, so that no byte
 * is read for more than one of them. */
static size_t base64_run(const char *text, size_t len, size_t at)
{
	bool has_upper = false, has_lower = false, has_digit = false;
	size_t n = 0;

	for (; at + n < len && is_base64(text[at + n]) && text[at + n] != '='; n++) {
		has_upper |= is_upper(text[at + n]);
		has_lower |= is_lower(text[at + n]);
		has_digit |= is_digit(text[at + n]);
	}
	for (size_t pad = 0; n > 0 && pad < 2 && at + n < len && text[at + n] == '='; pad++)
		n++;
	if (at + n < len && (text[at + n] == '-' || text[at + n] == '_') && n < SECRET_KEY_LEN)
		return 0;
	if (n >= RUN_LEN && has_upper && has_lower && has_digit)
		return n;
	if (n >= SECRET_KEY_LEN && has_upper && has_lower &&
		(is_named(text, at, "secret") || is_named(text, at, "token") || (n == SECRET_KEY_LEN && has_digit)))
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
		for (bool is_open = false; !is_open && at + n < len && memchr("\"'\\:= >", text[at + n], sizeof("\"'\\:= >") - 1); n++) {
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

/* Prompts are followed by what the server says, and commands by paths. */
static bool is_no_secret(const char *text, size_t len, size_t at, size_t name)
{
	if (at < len && starts_with(text + name, at - name, "pwd") && (text[at] == '/' || text[at] == '~'))
		return true;
	return starts_with(text + at, len - at, "permission denied") || starts_with(text + at, len - at, "authentication ");
}

/* "bearer" is followed by any noun; of a token (RFC 6750) it has a digit. */
static size_t bearer_token(const char *text, size_t len, size_t at)
{
	bool has_digit = false;
	size_t n = 0;

	for (; at + n < len && (is_alnum(text[at + n]) || (text[at + n] && strchr("-._~+/%", text[at + n]))); n++)
		has_digit |= is_digit(text[at + n]);
	while (at + n < len && text[at + n] == '=')
		n++;
	return has_digit ? n : 0;
}

/* The length of the value at `at`, whose name begins at `name`. */
static size_t secret_value(const char *text, size_t len, size_t at, size_t name)
{
	size_t n = 0;

	if (is_no_secret(text, len, at, name))
		return 0;
	if (starts_with(text + name, at - name, "bearer"))
		return text[at - 1] == 'r' || text[at - 1] == 'R' ? 0 : bearer_token(text, len, at);
	if (at < len && at > 0 && (text[at - 1] == '"' || text[at - 1] == '\''))
		n = quoted_value(text, len, at);
	if (n == 0)
		while (at + n < len && !is_blank(text[at + n]) && !ends_value(text, len, at + n))
			n++;
	return n;
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
	bool at_word = at == 0 || !is_alnum(text[at - 1]);
	bool at_run = at == 0 || !is_base64(text[at - 1]) || text[at - 1] == '=';
	size_t n = 0;

	if (at_word)
		n = key_id(text, len, at);
	if (n == 0 && at_word)
		n = known_token(text, len, at);
	if (n == 0 && at_run)
		n = base64_run(text, len, at);
	if (n == 0 && text[at] == '-')
		n = private_key(text, len, at);
	return n > 0 ? n : url_password(text, len, at);
}

size_t secret_find(const char *text, size_t len, size_t at, size_t *name)
{
	size_t n = secret_at(text, len, at);

	*name = 0;
	if (n > 0)
		return n;
	*name = secret_name(text, len, at);
	return *name > 0 ? secret_value(text, len, at + *name, at) : 0;
}
