#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Canaries: secrets of every kind stand in pasted text, before, in and behind what is recognised, and in what is captured.  None of
# them appears in any artefact; account ids, addresses and host names appear only where they are meant for the local screen.

set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../build/plain}
AWRY=$(realpath "${AWRY:-$BUILD/awry}")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=$work LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME XDG_STATE_HOME
cd "$work" || exit 1
n=0
failed=0

# The canary of each line, which must not be seen | the text in which it stands.
cat >canaries <<'END'
AKIACANARY0123456789|aws_access_key_id = AKIACANARY0123456789
wJalrCANARYtnFEMI/K7MDENG/bPxRfiCYzEXAMP|aws_secret_access_key = wJalrCANARYtnFEMI/K7MDENG/bPxRfiCYzEXAMP
xKalrCANARYtnFEMI/K7MDENG/bPxRfiCYzEXAMP|{"SecretAccessKey":"xKalrCANARYtnFEMI/K7MDENG/bPxRfiCYzEXAMP"}
IQoJb3JpZ2luX2VjCANARY|AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjCANARYwEaCXVzLWVhc3QtMSJHMEUCIQDExample9Zz1aB2cD3eF4gH5i==
MIIEowIBAAKCCANARY|-----BEGIN RSA PRIVATE KEY----- MIIEowIBAAKCCANARY -----END RSA PRIVATE KEY-----
hunter2CANARY|password=hunter2CANARY
battery-CANARY|Password: "correct horse battery-CANARY staple"
urlCANARY|postgres://app:urlCANARY@db/x
optCANARY|mysql --password optCANARY
bearerCANARY1|Authorization: Bearer bearerCANARY1
YmFzaWNDQU5BUlk|Authorization: Basic YmFzaWNDQU5BUlk
sigCANARY|https://b.s3.amazonaws.com/k?X-Amz-Signature=sigCANARY&x=1
ghp_CANARY012345678901234567890123456789|remote: ghp_CANARY012345678901234567890123456789
eyJhbGciCANARYJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3j|jwt eyJhbGciCANARYJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3j
tokCANARY|GITHUB_TOKEN=tokCANARY
END
ids=(123456789012 203.0.113.77 canary-host.corp.example ec2-198-51-100-9.compute-1.amazonaws.com)
cut -d'|' -f1 canaries >secrets

# Every secret on the line of a message, on lines of its own, and where a value is captured.
while IFS='|' read -r _ text; do
	echo "$text"
	echo "$text ssh: connect to host 203.0.113.77 port 22: Connection timed out $text"
	echo "ssh: connect to host $text port 22: Connection timed out"
	echo "Load key \"$text\": bad permissions"
	# Far along a line too long to be shown, so that it is cut at any place.
	for length in 330 340 350 360 370; do
		printf 'ssh: connect to host a port 22: Connection timed out %*s %s\n' $((length - 54)) x "$text"
	done
done <canaries >pasted
for id in "${ids[@]}"; do echo "User: arn:aws:iam::123456789012:user/x ssh: connect to host $id port 22: Connection timed out"; done >>pasted

# Each artefact in a file of its own.
mkdir out
while IFS= read -r line; do
	printf '%s\n' "$line" >one
	"$AWRY" one
	"$AWRY" --json --all one
	"$AWRY" diagnose -a instance-state=running --save saved --transcript - one 2>/dev/null
	cat saved 2>/dev/null
done <pasted >out/single 2>&1
"$AWRY" --all pasted >out/text 2>&1
"$AWRY" --json --all pasted >out/json 2>&1
"$AWRY" --transcript out/transcript pasted >/dev/null 2>&1
"$AWRY" scan pasted >out/scan 2>&1
"$AWRY" scan --json pasted >out/matches 2>&1
"$AWRY" diagnose -s ssh/timed-out -a instance-state=running --save out/saved pasted >out/diagnose 2>&1
"$AWRY" resume out/saved --json >out/resumed 2>&1
printf '?\nhow\nlist\nquit\n' | "$AWRY" diagnose -i pasted >out/interview 2>&1
# What the program itself prints passes through; the explanation comes after it.
"$AWRY" run -- sh -c "cat '$work/pasted' >&2; exit 1" 2>&1 >/dev/null | sed -n '/^awry: sh failed/,$p' >out/run
perl -MJSON::PP -e 'local $/; my $t = <>; for my $mask (JSON::PP::true, JSON::PP::false) {
	print JSON::PP->new->canonical->encode({text => $t, mask => $mask, explain => "why"}), "\n";
	print JSON::PP->new->canonical->encode({text => $_, mask => $mask}), "\n" for split /\n/, $t }' pasted >requests
"$AWRY" serve --stdio <requests >out/serve 2>&1
half=$(($(wc -l <out/serve) / 2))
head -$half out/serve >out/serve-masked
# What went wrong is said of the text, too.
while IFS='|' read -r _ text; do
	"$AWRY" "no such file $text"
	"$AWRY" explain "$text"
	"$AWRY" diagnose -s ssh/timed-out -a "instance-state=$text"
	printf '{"op":"%s"}\n{"symptoms":["%s"]}\n' "${text//\"/\\\"}" "${text//\"/\\\"}" | "$AWRY" serve --stdio
done <canaries >out/complaints 2>&1

check() { # NAME FILE STRINGS: none of STRINGS stands in FILE
	n=$((n + 1))
	if [ ! -s "$2" ]; then
		echo "not ok $n - $1: there is nothing in it"
		failed=1
	elif grep -Fqf "$3" "$2"; then
		echo "not ok $n - $1"
		grep -Fof "$3" "$2" | sort | uniq -c | sed 's/^/# /'
		grep -Ff "$3" "$2" | cut -c1-300 | head -3 | sed 's/^/# /'
		failed=1
	else
		echo "ok $n - $1"
	fi
}

for artefact in single text json transcript saved diagnose resumed interview run scan matches serve complaints; do
	check "no secret in $artefact" out/$artefact secrets
done
printf '%s\n' "${ids[@]}" >ids
check 'no account id, address or host name in a transcript' out/transcript ids
check 'nor in a reply of serve' out/serve-masked ids
for artefact in text json serve; do
	n=$((n + 1))
	if grep -Fq 203.0.113.77 out/$artefact; then
		echo "ok $n - addresses are shown in $artefact"
	else
		echo "not ok $n - addresses are shown in $artefact"
		failed=1
	fi
done
echo "1..$n"
exit $failed
