/* SPDX-License-Identifier: MIT */

/* genlog BYTES RATE SEED HITS >LOG: a log of many services, the same for the same arguments.  RATE is the share of lines, 0..1,
 * that are taken from the file HITS (a text a line; "-" for none) and put into a coat: plain, syslog, a terraform frame, JSON.
 *
 * In the forms below % and a letter stand for: t ISO time, s syslog time, n a number, d a digit, x 8 hexadecimal digits,
 * i an instance id, a an address, h a host, u a user, p a path, w a word, m a method, z a zone. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const forms[] = {
	"%s %h sshd[%n]: Accepted publickey for %u from %a port %n ssh2: RSA SHA256:%x%x%x%x%x",
	"%s %h sshd[%n]: pam_unix(sshd:session): session opened for user %u(uid=%n) by (uid=0)",
	"%s %h sshd[%n]: Connection from %a port %n on 10.0.%d.%d port 22 rdomain \"\"",
	"%s %h sshd[%n]: Postponed publickey for %u from %a port %n ssh2 [preauth]",
	"%s %h sshd[%n]: Starting session: shell on pts/%d for %u from %a port %n id 0",
	"%s %h systemd[1]: Started %w-%w.service - The %w %w daemon.",
	"%s %h systemd[1]: %w-%w.service: Consumed %n.%dms CPU time, %n.%dM memory peak.",
	"%s %h CRON[%n]: (%u) CMD (test -x %p && %p --%w=%n >/dev/null 2>&1)",
	"%s %h kernel: [%n.%n] IPv6: ADDRCONF(NETDEV_CHANGE): veth%x: link becomes ready",
	"%s %h kernel: [%n.%n] nvme nvme%d: I/O %n QID %d completed after %n us",
	"%s %h amazon-ssm-agent[%n]: %t INFO [ssm-agent-worker] [MessageService] [MGSInteractor] send ping, %n ms",
	"%s %h dhclient[%n]: DHCPACK of %a from 10.0.%d.1, lease time %n",
	"%s %h dockerd[%n]: time=\"%t\" level=info msg=\"%w %w finished\" container=%x%x module=libcontainerd",
	"%s %h kubelet[%n]: I%n %t %n kubelet.go:%n] \"SyncLoop UPDATE\" source=\"api\" pods=[\"%w/%w-%x\"]",
	"debug1: %w: %w algorithm %w-sha2-%n negotiated with %a after %n packets",
	"debug2: channel %d: window %n sent adjust %n, %w buffer %n bytes",
	"debug3: send packet: type %n; receive packet: type %n; %w %x%x",
	"debug1: identity file /home/%u/.ssh/id_%w type %d, %p checked",
	"https %t app/%w-%w/%x%x %a:%n 10.0.%d.%d:%n 0.00%d 0.0%n 0.000 200 200 %n %n \"%m https://%w.example.com:443%p?id=%n HTTP/1.1\""
	" \"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) %w/%n.%d\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"
	" arn:aws:elasticloadbalancing:%z:123456789012:targetgroup/%w/%x%x \"Root=1-%x-%x%x%x\" \"%w.example.com\" \"-\" 0 %t \"forward\""
	" \"-\" \"-\" \"10.0.%d.%d:%n\" \"200\" \"-\" \"-\"",
	"h2 %t app/%w/%x%x %a:%n 10.0.%d.%d:%n 0.001 0.%n 0.000 304 304 %n %n \"%m https://%w.example.com:443%p HTTP/2.0\""
	" \"okhttp/4.%d.%d\" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:%z:123456789012:targetgroup/%w/%x%x"
	" \"Root=1-%x-%x%x%x\" \"%w.example.com\" \"session-reused\" %n %t \"forward\" \"-\" \"-\" \"10.0.%d.%d:%n\" \"304\" \"-\" \"-\"",
	"%a - %u [24/Nov/2026:21:%n:0%d +0000] \"%m %p HTTP/1.1\" 200 %n \"https://%w.example.com/%w\" \"Mozilla/5.0 (X11; Linux x86_64) %w/%n\"",
	"%a - - [24/Nov/2026:21:%n:0%d +0000] \"%m %p?%w=%n HTTP/2.0\" 304 0 \"-\" \"%w-client/%n.%d (%w; %w)\"",
	"2026/11/24 21:00:0%d [notice] %n#%n: worker process %n exited with code 0",
	"2026/11/24 21:00:0%d [info] %n#%n: *%n client %a closed keepalive connection",
	"aws_%w.%w[%d]: Refreshing state... [id=%w-%x]",
	"module.%w.aws_%w.this: Still modifying... [id=%i, %n0s elapsed]",
	"module.%w.aws_instance.%w[\"%w\"]: Creation complete after %ns [id=%i]",
	"      + %w_%w = \"%w-%x\" -> (known after apply)",
	"%t [TRACE] dag/walk: vertex \"module.%w.aws_%w.%w (expand)\" is waiting for \"provider[\\\"registry.terraform.io/hashicorp/aws\\\"]\"",
	"%t [DEBUG] provider.terraform-provider-aws: HTTP Response Received: http.duration=%n http.status_code=200 rpc.method=Describe%w aws.request_id=%x-%x",
	"%t botocore.parsers [DEBUG] Response body: b'<DescribeResponse><requestId>%x-%x</requestId><item>%w</item><item>%i</item></DescribeResponse>'",
	"%t botocore.retryhandler [DEBUG] No retry needed. %w took %n ms for %i in %z",
	"%t urllib3.connectionpool [DEBUG] https://ec2.%z.amazonaws.com:443 \"POST / HTTP/1.1\" 200 %n",
	"I1124 21:00:0%d.%n %n executor.go:%n] Tasks: %n done / %n total; %n can run",
	"I1124 21:00:0%d.%n 1 reflector.go:%n] k8s.io/client-go/informers: Watch close - *v1.%w total %n items received",
	"W1124 21:00:0%d.%n 1 warnings.go:%n] policy/v1beta1 %w is deprecated, %w/%w uses %n objects",
	"%t - util.py[DEBUG]: Writing to %p - wb: [644] %n bytes",
	"%t - subp.py[DEBUG]: Running command ['%p', '--%w', '%w'] with allowed return codes [0] (shell=False, capture=True)",
	"cloud-init[%n]: Setting up %w-%w (%d.%d.%n-%dubuntu%d) ... Processing triggers for %w (%d.%n)",
	"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA%x:%u\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/%w/%u\","
	"\"accountId\":\"123456789012\",\"accessKeyId\":\"ASIA%x\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"userName\":\"%w\"},\"attributes\":{"
	"\"creationDate\":\"%t\",\"mfaAuthenticated\":\"false\"}}},\"eventTime\":\"%t\",\"eventSource\":\"%w.amazonaws.com\",\"eventName\":\"Describe%w\","
	"\"awsRegion\":\"%z\",\"sourceIPAddress\":\"%a\",\"userAgent\":\"aws-sdk-go-v2/1.%n.%d os/linux lang/go/1.2%d api/%w/1.%n\",\"requestParameters\":{"
	"\"instancesSet\":{\"items\":[{\"instanceId\":\"%i\"},{\"instanceId\":\"%i\"}]},\"filterSet\":{\"items\":[{\"name\":\"%w\",\"valueSet\":{\"items\":[{"
	"\"value\":\"%w\"}]}}]}},\"responseElements\":null,\"requestID\":\"%x-%x\",\"eventID\":\"%x-%x\",\"readOnly\":true,\"eventType\":\"AwsApiCall\","
	"\"managementEvent\":true,\"recipientAccountId\":\"123456789012\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\"}}",
	"{\"ActivityId\":\"%x-%x\",\"AutoScalingGroupName\":\"%w-asg\",\"Description\":\"Terminating EC2 instance: %i\",\"Cause\":\"At %t a monitor alarm"
	" %w in state ALARM triggered policy %w changing the desired capacity from %n to %n.\",\"StartTime\":\"%t\",\"EndTime\":\"%t\",\"Progress\":100,"
	"\"Details\":\"{\\\"Subnet ID\\\":\\\"subnet-%x\\\",\\\"Availability Zone\\\":\\\"%z%d\\\"}\"}",
	"{\"level\":\"info\",\"ts\":\"%t\",\"caller\":\"%w/%w.go:%n\",\"msg\":\"%w %w %w\",\"path\":\"%p\",\"status\":200,\"took\":%n,\"trace\":\"%x%x%x\"}",
	"%t  INFO %n --- [nio-8080-exec-%d] c.e.%w.%wController       : %m %p took %n ms for user %u",
	"%t  WARN %n --- [scheduling-%d] c.e.%w.%wService          : %w %w is slow: %n ms, limit %n ms",
	"\tat com.example.%w.%w.%wService.%w(%wService.java:%n) ~[%w-%d.%d.jar:%n]",
	"\tat org.%w.%w.internal.%w$%w.run(%w.java:%n)",
	"  File \"/usr/lib/python3/dist-packages/%w/%w.py\", line %n, in %w_%w",
	"START RequestId: %x-%x-%x Version: $LATEST",
	"REPORT RequestId: %x-%x-%x Duration: %n.%d ms Billed Duration: %n ms Memory Size: 512 MB Max Memory Used: %n MB",
	"2 123456789012 eni-%x %a 10.0.%d.%d %n 443 6 %d %n 1764018%n 1764018%n ACCEPT OK",
	"%t [INFO] %w.%w: processed %n of %n %w in %n ms, %w %p from %a",
};

static const char *const words[] = {
	"orders", "billing", "cache", "worker", "session", "payment", "catalog", "search", "index", "metrics", "gateway", "report", "export",
	"importer", "queue", "stream", "batch", "customer", "invoice", "shipping", "stock", "price", "token", "user", "profile", "image", "media",
	"video", "mail", "notify", "audit", "backup", "restore", "archive", "cluster", "node", "proxy", "router", "balancer", "monitor", "alarm",
	"policy", "bucket", "object", "table", "record", "field", "event", "topic", "channel", "client", "server", "handler", "filter", "parser",
	"builder", "loader", "reader", "writer", "scanner", "planner", "runner", "updater", "cleaner", "rotator", "sampler", "tracer", "Instances",
	"Volumes", "Subnets", "Images", "Snapshots", "Addresses", "KeyPairs", "Vpcs", "RouteTables", "Tags", "Regions",
};

static uint64_t state;

static uint32_t draw(uint32_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((state >> 33) % n);
}

static const char *word(void)
{
	return words[draw(sizeof(words) / sizeof(words[0]))];
}

/* ---- one line ---- */

static char line[1 << 16];
static size_t len;

static void put(const char *text)
{
	size_t n = strlen(text);

	memcpy(line + len, text, n);
	len += n;
}

static void put_field(char kind)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "HEAD"};
	char text[128] = "";

	switch (kind) {
	case 't':
		snprintf(text, sizeof(text), "2026-11-%02uT%02u:%02u:%02u.%03uZ", draw(28) + 1, draw(24), draw(60), draw(60), draw(1000));
		break;
	case 's':
		snprintf(text, sizeof(text), "Nov %2u %02u:%02u:%02u", draw(28) + 1, draw(24), draw(60), draw(60));
		break;
	case 'n':
		snprintf(text, sizeof(text), "%u", draw(draw(2) ? 100 : 60000));
		break;
	case 'd':
		snprintf(text, sizeof(text), "%u", draw(10));
		break;
	case 'x':
		snprintf(text, sizeof(text), "%08x", draw(UINT32_MAX));
		break;
	case 'i':
		snprintf(text, sizeof(text), "i-%08x%08x", draw(UINT32_MAX), draw(UINT32_MAX));
		break;
	case 'a':
		snprintf(text, sizeof(text), "%u.%u.%u.%u", draw(223) + 1, draw(256), draw(256), draw(256));
		break;
	case 'h':
		snprintf(text, sizeof(text), "ip-10-%u-%u-%u", draw(256), draw(256), draw(256));
		break;
	case 'u':
		snprintf(text, sizeof(text), "%s%u", word(), draw(100));
		break;
	case 'p':
		snprintf(text, sizeof(text), "/%s/%s/%u", word(), word(), draw(10000));
		break;
	case 'w':
		put(word());
		return;
	case 'm':
		put(methods[draw(4)]);
		return;
	case 'z':
		snprintf(text, sizeof(text), "%s-%s-%u", draw(2) ? "us" : "eu", draw(2) ? "west" : "east", draw(3) + 1);
		break;
	}
	put(text);
}

static void put_form(const char *form)
{
	for (; *form; form++) {
		if (*form == '%')
			put_field(*++form);
		else
			line[len++] = *form;
	}
}

static void put_escaped(const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			line[len++] = '\\';
		line[len++] = *text;
	}
}

static void put_hit(const char *text)
{
	switch (draw(4)) {
	case 0:
		put(text);
		break;
	case 1:
		put_form("%s %h app[%n]: ");
		put(text);
		break;
	case 2:
		put_form("%t ERROR [%w] ");
		put(text);
		break;
	default:
		put_form("{\"ts\":\"%t\",\"level\":\"error\",\"msg\":\"");
		put_escaped(text);
		put("\"}");
	}
}

/* ---- the hits ---- */

struct hits {
	char **items;
	size_t n;
};

static struct hits read_hits(const char *path)
{
	struct hits hits = {0};
	char *text = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "r");

	while (file && (n = getline(&text, &cap, file)) > 0) {
		char **grown = realloc(hits.items, (hits.n + 1) * sizeof(*grown));

		if (!grown)
			exit(1);
		hits.items = grown;
		text[n - 1] = '\0';
		hits.items[hits.n++] = text;
		text = NULL;
		cap = 0;
	}
	if (file)
		fclose(file);
	return hits;
}

int main(int argc, char **argv)
{
	uint64_t bytes, done = 0;
	uint32_t rate;
	struct hits hits;

	if (argc != 5) {
		fprintf(stderr, "usage: genlog BYTES RATE SEED HITS\n");
		return 2;
	}
	bytes = strtoull(argv[1], NULL, 10);
	rate = (uint32_t)(strtod(argv[2], NULL) * 1e6);
	state = strtoull(argv[3], NULL, 10) * 2654435761u + 1;
	hits = read_hits(argv[4]);
	while (done < bytes) {
		len = 0;
		if (hits.n > 0 && draw(1000000) < rate)
			put_hit(hits.items[draw((uint32_t)hits.n)]);
		else
			put_form(forms[draw(sizeof(forms) / sizeof(forms[0]))]);
		line[len++] = '\n';
		if (fwrite(line, 1, len, stdout) != len)
			return 1;
		done += len;
	}
	return fflush(stdout) != 0;
}
