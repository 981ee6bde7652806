/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dialog/mask.h"

static char *masked(struct mask *mask, const char *text)
{
	struct buf out;
	char *copy;

	buf_init(&out, mem_default());
	mask_add(mask, &out, text, strlen(text));
	assert_int_equal(buf_status(&out), AWRY_OK);
	copy = strdup(out.ptr ? out.ptr : "");
	buf_release(&out);
	return copy;
}

static unsigned check(const char *name, struct mask *mask, const char *text, const char *wanted)
{
	char *found = masked(mask, text);
	bool is_equal = strcmp(found, wanted) == 0;

	if (!is_equal)
		print_message("# %s\n#   text   %s\n#   wanted %s\n#   found  %s\n", name, text, wanted, found);
	free(found);
	return !is_equal;
}

/* ---- secrets: never shown ---- */

#define KEY "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKE"
#define TOKEN "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDExample9Zz1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX3yZ4=="

static const struct {
	const char *name, *text, *wanted;
} secrets[] = {
	{"an access key", "Using AKIAIOSFODNN7EXAMPLE now", "Using [secret] now"},
	{"an access key in a path", "https://h/AKIAIOSFODNN7EXAMPLE/x", "https://h/[secret]/x"},
	{"an access key after a plus", "Credential+AKIAIOSFODNN7EXAMPLE%2F", "Credential+[secret]%2F"},
	{"a temporary access key", "key=ASIAIOSFODNN7EXAMPLE;", "key=[secret];"},
	{"a secret key by its shape", "the key " KEY " is wrong", "the key [secret] is wrong"},
	{"a secret key in a file", "aws_secret_access_key = " KEY, "aws_secret_access_key = [secret]"},
	{"a secret key in the environment", "AWS_SECRET_ACCESS_KEY=" KEY, "AWS_SECRET_ACCESS_KEY=[secret]"},
	{"a secret key in JSON", "\"SecretAccessKey\": \"" KEY "\",", "\"SecretAccessKey\": \"[secret]\","},
	{"a secret key in XML", "<SecretAccessKey>" KEY "</SecretAccessKey>", "<SecretAccessKey>[secret]</SecretAccessKey>"},
	{"a session token", "aws_session_token=" TOKEN, "aws_session_token=[secret]"},
	{"a session token in JSON", "{\"SessionToken\":\"" TOKEN "\"}", "{\"SessionToken\":\"[secret]\"}"},
	{"a session token by its shape", "token\n" TOKEN "\n", "token\n[secret]\n"},
	{"a private key",
		"a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAbc=\n-----END RSA PRIVATE KEY-----\nb", "a\n[secret]\nb"},
	{"a private key of OpenSSH", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----", "[secret]"},
	{"a private key on one line", "key: -----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n", "key: [secret]\\n"},
	{"a private key that is cut off", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE", "[secret]"},
	{"a line of a private key",
		"MIIEowIBAAKCAQEAw5vBEXAMPLEzT0bQ1q2W3e4R5t6Y7u8I9o0PaSdFgHjKlZxC", "[secret]"},
	{"PuTTY's checksum of a private key", "Private-MAC: 0d3f2a9c", "Private-MAC: [secret]"},
	{"a password", "password=hunter2", "password=[secret]"},
	{"a password with a colon", "Password: hunter2", "Password: [secret]"},
	{"a password in JSON", "{\"password\": \"hunter2\", \"a\": 1}", "{\"password\": \"[secret]\", \"a\": 1}"},
	{"a password in JSON in JSON", "{\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":1}", "{\\\"password\\\":\\\"[secret]\\\",\\\"a\\\":1}"},
	{"a password with blanks", "password: \"correct horse, battery\" user: x", "password: \"[secret]\" user: x"},
	{"a password with an escaped quote", "password: \"a\\\"b\" x", "password: \"[secret]\" x"},
	{"a password in single quotes", "PASSWORD='a b c'", "PASSWORD='[secret]'"},
	{"a password with a comma", "password=a,b;c&d end", "password=[secret] end"},
	{"a password in a connection string", "Server=x;Password=abc;User=y", "Server=x;Password=[secret];User=y"},
	{"a password in a query", "?user=a&password=abc&b=c", "?user=a&password=[secret]&b=c"},
	{"a password in the environment", "DB_PASSWORD=hunter2 PGPASSWORD=hunter3", "DB_PASSWORD=[secret] PGPASSWORD=[secret]"},
	{"a password in camel case", "masterUserPassword=hunter2", "masterUserPassword=[secret]"},
	{"a password as an option", "mysql --password hunter2 -h x", "mysql --password [secret] -h x"},
	{"a password in a URL", "postgres://app:hunter2@db/x", "postgres://app:[secret]@db/x"},
	{"a password with an @ in a URL", "https://app:hun@ter2@db/x", "https://app:[secret]@db/x"},
	{"a password for curl", "curl -u app:hunter2 http://x", "curl -u app:[secret] http://x"},
	{"a password for curl, long", "curl --user app:hunter2 http://x", "curl --user app:[secret] http://x"},
	{"a password cut off", "password: \"correct horse", "password: \"[secret]"},
	{"a passphrase", "passphrase: abc", "passphrase: [secret]"},
	{"a bearer token", "Authorization: Bearer abc123def", "Authorization: Bearer [secret]"},
	{"basic authorization", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [secret]"},
	{"a presigned address", "https://b/?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=0a1b2c&x=1",
		"https://b/?X-Amz-Credential=[secret]&X-Amz-Signature=[secret]&x=1"},
	{"a presigned token", "X-Amz-Security-Token=abc%2F&x=1", "X-Amz-Security-Token=[secret]&x=1"},
	{"GitHub's token", "remote: ghp_16C7e42F292c6912E7710c838347Ae178B4a", "remote: [secret]"},
	{"a token by its name", "GITHUB_TOKEN=abcdef", "GITHUB_TOKEN=[secret]"},
	{"a token in camel case", "authToken: abcdef", "authToken: [secret]"},
	{"a web token", "sent eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P to x", "sent [secret] to x"},
	{"a client's secret", "client_secret=abc", "client_secret=[secret]"},
	{"a key of an API", "x-api-key: abc", "x-api-key: [secret]"},
};

/* ---- what is none ---- */

static const char *const plain[] = {
	"Permission denied (publickey,password).",
	"ec2-user@web's password: Permission denied, please try again.",
	"Enter passphrase for key '/home/u/.ssh/id_rsa':",
	"cannot run /etc/passwd: Permission denied",
	"password authentication failed for user app",
	"The request signature we calculated does not match the signature you provided",
	"Signature expired: 20150830T123600Z is now earlier than 20150830T124000Z",
	"The security token included in the request is invalid.",
	"SyntaxError: Unexpected token: }",
	"The bearer token is expired",
	"PWD=/home/u OLDPWD=/tmp",
	"no secret was found",
	"password: \"\", user: \"x\" at y",
	"arn:aws:ec2:us-east-1::image/ami-0abcdef1234567890",
	"i-0123456789abcdef0 sg-0123456789abcdef0 subnet-0123456789abcdef0 vol-0123456789abcdef0",
	"commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
	"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"RequestId: 3f0c1d7e-5a0e-4b1c-9d1e-2f6a7b8c9d0e",
	"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
	"2026-11-24T23:05:07.123Z took 1234567890123 ns, 12345678901 bytes",
	"0.0.0.0/0 and ::/0 and 127.0.0.1 and 169.254.169.254",
	"12:34:56 std::string Net::SSH::AuthenticationFailed",
	"OpenSSH_9.6p1, OpenSSL 3.0.13, botocore/1.34.5, version 1.2.3",
	"main.tf line 12, error.py, /etc/rc.local, /opt/app.dev/run",
	"https://sts.amazonaws.com/ https://ec2.eu-west-1.amazonaws.com/ git@github.com: docs.aws.amazon.com/AWSEC2",
	"m5.8xlarge in us-west-1a, gp3, t3.micro, c7gn.16xlarge",
};

/* ---- account ids, addresses and host names: stand-ins ---- */

static const struct {
	const char *name, *text, *wanted;
} stand_ins[] = {
	{"an account id", "OwnerId 123456789012, again 123456789012, other 210987654321",
		"OwnerId account-1, again account-1, other account-2"},
	{"an account id in an ARN", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::account-1:role/x"},
	{"an account id in JSON", "{\"Account\":\"123456789012\"}", "{\"Account\":\"account-1\"}"},
	{"addresses keep their networks", "10.0.1.2 10.0.1.3 10.0.2.2 10.1.1.2 203.0.113.7",
		"ip-1.1.1.1 ip-1.1.1.2 ip-1.1.2.3 ip-1.2.3.4 ip-2.3.4.5"},
	{"a network", "from 10.0.0.0/16", "from ip-1.1.1.1/16"},
	{"an address with a port", "203.0.113.7:22", "ip-1.1.1.1:22"},
	{"an address at the end of a sentence", "to 203.0.113.7.", "to ip-1.1.1.1."},
	{"an address of version 6", "2001:db8::1 port 22", "ip6-1 port 22"},
	{"a host name", "db1.corp.example said", "host-1 said"},
	{"a host name at the end of a sentence", "I dial db1.corp.example.com. It fails", "I dial host-1. It fails"},
	{"a host name behind a user", "ec2-user@web.example.com: x", "ec2-user@host-1: x"},
	{"a host name in a URL", "https://web.example.com/x", "https://host-1/x"},
	{"a host name and its address are one", "203.0.113.7 ec2-203-0-113-7.compute-1.amazonaws.com",
		"ip-1.1.1.1 ip-1.1.1.1.compute-1.amazonaws.com"},
	{"a private host name", "ip-10-0-1-2.ec2.internal and ip-10-0-1-3", "ip-1.1.1.1.ec2.internal and ip-1.1.1.2"},
	{"a load balancer", "my-lb-123.us-east-1.elb.amazonaws.com", "host-1"},
	{"a bucket", "https://bucket.s3.amazonaws.com/k", "https://host-1/k"},
	{"a database", "db.abc.eu-west-1.rds.amazonaws.com:5432", "host-1:5432"},
};

static void secrets_are_hidden(void **state)
{
	unsigned n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(secrets); i++)
		n_wrong += check(secrets[i].name, NULL, secrets[i].text, secrets[i].wanted);
	assert_int_equal(n_wrong, 0);
}

static void other_text_stays(void **state)
{
	struct mask *mask;
	unsigned n_wrong = 0;

	(void)state;
	assert_int_equal(mask_new(mem_default(), &mask), AWRY_OK);
	for (size_t i = 0; i < N_ELEMENTS(plain); i++)
		n_wrong += check("other text", mask, plain[i], plain[i]);
	mask_free(mask);
	assert_int_equal(n_wrong, 0);
}

static void the_rest_gets_stand_ins(void **state)
{
	unsigned n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(stand_ins); i++) {
		struct mask *mask;
		assert_int_equal(mask_new(mem_default(), &mask), AWRY_OK);
		n_wrong += check(stand_ins[i].name, mask, stand_ins[i].text, stand_ins[i].wanted);
		n_wrong += check(stand_ins[i].name, mask, stand_ins[i].text, stand_ins[i].wanted);
		n_wrong += check("without a mask", NULL, stand_ins[i].text, stand_ins[i].text);
		mask_free(mask);
	}
	assert_int_equal(n_wrong, 0);
}

/* Any bytes, in any cut, are taken. */
static void cut_text_is_taken(void **state)
{
	struct mask *mask;

	(void)state;
	assert_int_equal(mask_new(mem_default(), &mask), AWRY_OK);
	for (size_t i = 0; i < N_ELEMENTS(secrets); i++) {
		for (size_t from = 0; from < strlen(secrets[i].text); from++) {
			char *piece = strdup(secrets[i].text + from);
			for (size_t to = strlen(piece); to > 0; to -= to > 7 ? 7 : to) {
				struct buf out;
				buf_init(&out, mem_default());
				mask_add(mask, &out, piece, to);
				assert_int_equal(buf_status(&out), AWRY_OK);
				buf_release(&out);
			}
			free(piece);
		}
	}
	mask_free(mask);
}

/* Texts of which each byte might begin something long: a pass over them is a pass. */
static void no_text_takes_long(void **unused)
{
	static const char *const units[] = {"=", "=a", "a=", "bearer ", "bearer:", "bearer-", "bearer=x", "pwd=/", "pwd:/a",
		"password=\"", "password=\"\" ", "://a:", "-u a:", "token=,", ",a", "a,", "eyJ", "=eyJ", "-----BEGIN ", "secret=permission denied",
		"1.1.1.1.", "a.b.", "a::", ":", "a-", "ip-1-", "AKIA", "+AKIA", "A", "aA", "secret=;a", "\\\"", "secret='a\\"};
	enum { LEN = 200000 };
	struct mask *mask;
	struct buf text, out;

	(void)unused;
	assert_int_equal(mask_new(mem_default(), &mask), AWRY_OK);
	buf_init(&text, mem_default());
	buf_init(&out, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(units); i++) {
		buf_clear(&text);
		buf_clear(&out);
		while (text.len < LEN)
			buf_text(&text, units[i]);
		clock_t start = clock();
		mask_add(mask, &out, text.ptr, text.len);
		double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
		if (seconds > 1)
			fail_msg("%s: %.1f s", units[i], seconds);
	}
	buf_release(&out);
	buf_release(&text);
	mask_free(mask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_takes_long),
		cmocka_unit_test(secrets_are_hidden),
		cmocka_unit_test(other_text_stays),
		cmocka_unit_test(the_rest_gets_stand_ins),
		cmocka_unit_test(cut_text_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
