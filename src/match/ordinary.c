/* SPDX-License-Identifier: MIT */
#include "match/ordinary.h"

#include <stddef.h>

/* clang-format off */
const char *const ordinary_lines[] = {
	"Nov 24 21:00:01 ip-10-0-1-23 CRON[12345]: (root) CMD (command -v debian-sa1 > /dev/null && d"
	"ebian-sa1 1 1)",
	"Nov 24 21:00:01 ip-10-0-1-23 systemd[1]: Started Session 1234 of User ec2-user.",
	"Nov 24 21:00:01 ip-10-0-1-23 systemd[1]: Starting Daily apt upgrade and clean activities...",
	"Nov 24 21:00:01 ip-10-0-1-23 systemd[1]: session-1234.scope: Deactivated successfully.",
	"Nov 24 21:00:01 ip-10-0-1-23 systemd[1]: Finished Rotate log files. Reached target Multi-Use"
	"r System.",
	"Nov 24 21:00:01 ip-10-0-1-23 systemd-logind[512]: New session 1234 of user ec2-user. Removed"
	" session 1233.",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Accepted publickey for ec2-user from 203.0.113.45 "
	"port 51234 ssh2: ED25519 SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: pam_unix(sshd:session): session opened for user ec"
	"2-user(uid=1000) by (uid=0)",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: pam_unix(sshd:session): session closed for user ec"
	"2-user",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Received disconnect from 203.0.113.45 port 51234:1"
	"1: disconnected by user",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Disconnected from user ec2-user 203.0.113.45 port "
	"51234",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Invalid user admin from 198.51.100.7 port 40022",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Failed password for invalid user admin from 198.51"
	".100.7 port 40022 ssh2",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Connection closed by authenticating user root 198."
	"51.100.7 port 40022 [preauth]",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Connection closed by invalid user admin 198.51.100"
	".7 port 40022 [preauth]",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Received disconnect from 198.51.100.7 port 40022:1"
	"1: Bye Bye [preauth]",
	"Nov 24 21:00:01 ip-10-0-1-23 sshd[12345]: Server listening on 0.0.0.0 port 22. Server listen"
	"ing on :: port 22.",
	"Nov 24 21:00:01 ip-10-0-1-23 sudo: ec2-user : TTY=pts/0 ; PWD=/home/ec2-user ; USER=root ; C"
	"OMMAND=/usr/bin/systemctl restart nginx",
	"Nov 24 21:00:01 ip-10-0-1-23 dhclient[678]: DHCPREQUEST for 10.0.1.23 on eth0 to 10.0.1.1 po"
	"rt 67; bound to 10.0.1.23 -- renewal in 1623 seconds.",
	"Nov 24 21:00:01 ip-10-0-1-23 chronyd[789]: Selected source 169.254.169.123; System clock wro"
	"ng by 0.000123 seconds",
	"Nov 24 21:00:01 ip-10-0-1-23 amazon-ssm-agent[999]: 2026-11-24 21:00:01 INFO [ssm-agent-work"
	"er] [HealthCheck] HealthCheck reporting agent health.",
	"2026-11-24 21:00:01 INFO [amazon-ssm-agent] [LongRunningWorkerContainer] [WorkerProvider] Wo"
	"rker ssm-agent-worker is running, pid: 1234",
	"2026-11-24 21:00:01 INFO [ssm-agent-worker] [MessageService] [EngineProcessor] Initial proce"
	"ssing of pending documents",
	"[    0.000000] Linux version 6.1.0-13-cloud-amd64 (debian-kernel@lists.debian.org) (gcc-12 ("
	"Debian 12.2.0-14) 12.2.0)",
	"[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
	"[    1.234567] nvme nvme0: pci function 0000:00:04.0; 2/0/0 default/read/poll queues",
	"[    1.234567] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode. Quota mode: n"
	"one.",
	"[    1.234567] audit: type=1400 audit(1700000000.123:45): apparmor=\"STATUS\" operation=\"pr"
	"ofile_load\" profile=\"unconfined\" name=\"/usr/sbin/chronyd\" pid=345 comm=\"apparmor_parse"
	"r\"",
	"[    1.234567] ena 0000:00:05.0 eth0: ENA device version 0.10; Elastic Network Adapter (ENA)"
	" found at mem fe400000, mac addr 0a:1b:2c:3d:4e:5f",
	"cloud-init[512]: Cloud-init v. 22.4.2 running 'modules:config' at Tue, 24 Nov 2026 21:00:01 "
	"+0000. Up 12.34 seconds.",
	"2026-11-24 21:00:01,123 - util.py[DEBUG]: Running command ['systemctl', 'start', 'nginx'] wi"
	"th allowed return codes [0] (shell=False, capture=True)",
	"2026-11-24 21:00:01,123 - stages.py[DEBUG]: Using distro class <class 'cloudinit.distros.ama"
	"zon.Distro'>",
	"2026-11-24 21:00:01,123 - handlers.py[DEBUG]: finish: modules-final/config-scripts_user: SUC"
	"CESS: config-scripts_user ran successfully",
	"2026-11-24 21:00:01,123 - url_helper.py[DEBUG]: Read from http://169.254.169.254/2021-03-23/"
	"meta-data/instance-id (200, 19b) after 1 attempts",
	"2026-11-24 21:00:01,123 - cc_ssh.py[DEBUG]: Writing to /etc/ssh/ssh_host_ed25519_key.pub - w"
	"b: [644] 82 bytes",
	"debug1: Reading configuration data /home/user/.ssh/config",
	"debug1: /etc/ssh/ssh_config line 19: Applying options for *",
	"debug1: Connecting to ec2-203-0-113-45.compute-1.amazonaws.com [203.0.113.45] port 22.",
	"debug1: Connection established.",
	"debug1: identity file /home/user/.ssh/id_rsa type 0",
	"debug1: identity file /home/user/.ssh/id_ed25519-cert type -1",
	"debug1: Local version string SSH-2.0-OpenSSH_9.2p1 Debian-2",
	"debug1: Remote protocol version 2.0, remote software version OpenSSH_8.7",
	"debug1: compat_banner: match: OpenSSH_8.7 pat OpenSSH* compat 0x04000000",
	"debug1: Authenticating to 203.0.113.45:22 as 'ec2-user'",
	"debug1: SSH2_MSG_KEXINIT sent",
	"debug1: kex: algorithm: curve25519-sha256",
	"debug1: kex: host key algorithm: ssh-ed25519",
	"debug1: kex: server->client cipher: chacha20-poly1305@openssh.com MAC: <implicit> compressio"
	"n: none",
	"debug1: expecting SSH2_MSG_KEX_ECDH_REPLY",
	"debug1: Server host key: ssh-ed25519 SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
	"debug1: Host '203.0.113.45' is known and matches the ED25519 host key.",
	"debug1: rekey out after 134217728 blocks",
	"debug1: Will attempt key: /home/user/.ssh/id_rsa RSA SHA256:abcdefghijklmnopqrstuvwxyz agent",
	"debug1: SSH2_MSG_EXT_INFO received",
	"debug1: kex_input_ext_info: server-sig-algs=<ssh-ed25519,sk-ssh-ed25519@openssh.com,ssh-rsa,"
	"rsa-sha2-256,rsa-sha2-512>",
	"debug1: Authentications that can continue: publickey,gssapi-keyex,gssapi-with-mic",
	"debug1: Next authentication method: publickey",
	"debug1: Offering public key: /home/user/.ssh/id_rsa RSA SHA256:abcdefghijklmnopqrstuvwxyz ag"
	"ent",
	"debug1: Server accepts key: /home/user/.ssh/id_rsa RSA SHA256:abcdefghijklmnopqrstuvwxyz age"
	"nt",
	"debug1: Authentication succeeded (publickey).",
	"debug1: Entering interactive session.",
	"debug1: pledge: filesystem",
	"debug1: client_input_channel_req: channel 0 rtype exit-status reply 0",
	"Transferred: sent 3456, received 7890 bytes, in 1.2 seconds",
	"https 2026-11-24T21:00:01.123456Z app/web-alb/50dc6c495c0c9188 203.0.113.45:51234 10.0.1.23:"
	"80 0.001 0.012 0.000 200 200 345 6789 \"GET https://www.example.com:443/api/v1/items?page=2&"
	"size=50 HTTP/1.1\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, li"
	"ke Gecko) Chrome/119.0.0.0 Safari/537.36\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elast"
	"icloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067 \"Root=1-58337262-36"
	"d228ad5d99923122bbe354\" \"www.example.com\" \"arn:aws:acm:us-east-1:123456789012:certificat"
	"e/12345678-1234-1234-1234-123456789012\" 1 2026-11-24T21:00:01.100000Z \"forward\" \"-\" \"-"
	"\" \"10.0.1.23:80\" \"200\" \"-\" \"-\"",
	"h2 2026-11-24T21:00:01.123456Z app/web-alb/50dc6c495c0c9188 198.51.100.7:40022 10.0.2.34:808"
	"0 0.000 0.003 0.000 304 304 123 456 \"POST https://api.example.com:443/login HTTP/2.0\" \"cu"
	"rl/7.88.1\" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-west-1:1111222233"
	"33:targetgroup/api/943f017f100becff \"Root=1-5833726a-01234567\" \"api.example.com\" \"sessi"
	"on-reused\" 0 2026-11-24T21:00:01.100000Z \"waf,forward\" \"-\" \"-\" \"10.0.2.34:8080\" \"3"
	"04\" \"-\" \"-\"",
	"2026-11-24T21:00:01.123456Z my-loadbalancer 203.0.113.45:51234 10.0.0.1:80 0.000073 0.001048"
	" 0.000057 200 200 0 29 \"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.38.0\" - -",
	"203.0.113.45 - - [24/Nov/2026:21:00:01 +0000] \"GET /index.html HTTP/1.1\" 200 5123 \"https:"
	"//www.example.com/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/119."
	"0\"",
	"10.0.1.5 - - [24/Nov/2026:21:00:01 +0000] \"GET /health HTTP/1.1\" 200 2 \"-\" \"ELB-HealthC"
	"hecker/2.0\"",
	"10.0.1.5 - - [24/Nov/2026:21:00:01 +0000] \"GET /static/app.min.js?v=123 HTTP/2.0\" 304 0 "
	"\"https://shop.example.com/cart\" \"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) A"
	"ppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1\"",
	"2026/11/24 21:00:01 [notice] 1234#1234: signal process started; using the \"epoll\" event me"
	"thod; start worker processes",
	"2026/11/24 21:00:01 [error] 1234#1234: *5678 open() \"/usr/share/nginx/html/favicon.ico\" fa"
	"iled (2: No such file or directory), client: 203.0.113.45, server: _, request: \"GET /favico"
	"n.ico HTTP/1.1\", host: \"www.example.com\"",
	"2026/11/24 21:00:01 [error] 1234#1234: *5678 connect() failed (111: Connection refused) whil"
	"e connecting to upstream, client: 10.0.1.5, server: www.example.com, request: \"GET / HTTP/1"
	".1\", upstream: \"http://127.0.0.1:8080/\", host: \"www.example.com\"",
	"2026/11/24 21:00:01 [warn] 1234#1234: *5678 upstream timed out (110: Connection timed out) w"
	"hile reading response header from upstream",
	"Terraform used the selected providers to generate the following execution plan. Resource act"
	"ions are indicated with the following symbols:",
	"Terraform will perform the following actions: Plan: 3 to add, 1 to change, 0 to destroy. App"
	"ly complete! Resources: 3 added, 1 changed, 0 destroyed.",
	"aws_instance.web: Creating... aws_instance.web: Still creating... [10s elapsed] aws_instance"
	".web: Creation complete after 32s [id=i-0123456789abcdef0]",
	"module.vpc.aws_subnet.private[0]: Refreshing state... [id=subnet-0123456789abcdef0]",
	"data.aws_ami.ubuntu: Reading... data.aws_ami.ubuntu: Read complete after 1s [id=ami-01234567"
	"89abcdef0]",
	"module.asg.aws_autoscaling_group.this[0]: Modifying... [id=web-asg]  module.asg.aws_launch_t"
	"emplate.this[0]: Modifications complete after 1s [id=lt-0123456789abcdef0]",
	"  + resource \"aws_security_group\" \"web\" {  + arn = (known after apply)  + description = "
	"\"Managed by Terraform\"  + vpc_id = \"vpc-0123456789abcdef0\"",
	"      ~ instance_type = \"t3.micro\" -> \"t3.small\"  # forces replacement  tags = { \"Name"
	"\" = \"web\" \"Environment\" = \"production\" }",
	"2026-11-24T21:00:01.123Z [DEBUG] provider.terraform-provider-aws_v5.31.0_x5: HTTP Request Se"
	"nt: http.method=POST http.url=https://ec2.us-east-1.amazonaws.com/ rpc.service=EC2 rpc.metho"
	"d=DescribeInstances tf_aws.sdk=aws-sdk-go-v2",
	"2026-11-24 21:00:01,123 botocore.hooks [DEBUG] Event before-call.ec2.DescribeInstances: call"
	"ing handler <function inject_api_version_header_if_needed at 0x7f0123456789>",
	"2026-11-24 21:00:01,123 botocore.endpoint [DEBUG] Making request for OperationModel(name=Run"
	"Instances) with params: {'url_path': '/', 'query_string': '', 'method': 'POST', 'headers': {"
	"'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', 'User-Agent': 'aws-cli/2"
	".13.0 Python/3.11.4 Linux/6.1.0 exe/x86_64 prompt/off command/ec2.run-instances'}",
	"2026-11-24 21:00:01,123 urllib3.connectionpool [DEBUG] https://ec2.us-east-1.amazonaws.com:4"
	"43 \"POST / HTTP/1.1\" 200 None",
	"2026-11-24 21:00:01,123 botocore.credentials [INFO] Found credentials in shared credentials "
	"file: ~/.aws/credentials",
	"2026-11-24 21:00:01,123 [INFO] app.worker: Processing job 12345 for customer 678 finished in"
	" 0.123 seconds, queue length is 4",
	"I1124 21:00:01.123456   12345 apply_cluster.go:547] Gossip DNS: skipping DNS validation",
	"I1124 21:00:01.123456   12345 executor.go:111] Tasks: 42 done / 100 total; 30 can run",
	"W1124 21:00:01.123456   12345 vfs_castore.go:379] CA private key was not found; Node \"ip-10"
	"-0-1-23.ec2.internal\" is ready",
	"I1124 21:00:01.123456       1 static_autoscaler.go:290] Starting main loop. No unschedulable"
	" pods. Calculating unneeded nodes",
	"I1124 21:00:01.123456       1 reflector.go:255] Listing and watching *v1.Pod from k8s.io/cli"
	"ent-go/informers/factory.go:134",
	"Your cluster my-cluster.example.com is ready. Validating cluster. INSTANCE GROUPS NAME ROLE "
	"MACHINETYPE MIN MAX SUBNETS",
	"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA"
	"EXAMPLE:session\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/deploy/session\",\"accoun"
	"tId\":\"123456789012\",\"accessKeyId\":\"ASIAEXAMPLE\",\"sessionContext\":{\"sessionIssuer"
	"\":{\"type\":\"Role\",\"principalId\":\"AROAEXAMPLE\",\"arn\":\"arn:aws:iam::123456789012:ro"
	"le/deploy\",\"accountId\":\"123456789012\",\"userName\":\"deploy\"},\"webIdFederationData\":"
	"{},\"attributes\":{\"creationDate\":\"2026-11-24T21:00:01Z\",\"mfaAuthenticated\":\"false\"}"
	"}},\"eventTime\":\"2026-11-24T21:00:01Z\",\"eventSource\":\"ec2.amazonaws.com\",\"eventName"
	"\":\"DescribeInstances\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"203.0.113.45\","
	"\"userAgent\":\"aws-sdk-go-v2/1.17.1 os/linux lang/go/1.19 md/GOOS/linux md/GOARCH/amd64 api"
	"/ec2/1.63.1\",\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-012345"
	"6789abcdef0\"}]},\"filterSet\":{}},\"responseElements\":null,\"requestID\":\"01234567-89ab-c"
	"def-0123-456789abcdef\",\"eventID\":\"01234567-89ab-cdef-0123-456789abcdef\",\"readOnly\":tr"
	"ue,\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"1234567890"
	"12\",\"eventCategory\":\"Management\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.2\",\"cipherSui"
	"te\":\"ECDHE-RSA-AES128-GCM-SHA256\",\"clientProvidedHostHeader\":\"ec2.us-east-1.amazonaws."
	"com\"}}",
	"{\"ActivityId\":\"01234567-89ab-cdef-0123-456789abcdef\",\"AutoScalingGroupName\":\"web-asg"
	"\",\"Description\":\"Launching a new EC2 instance: i-0123456789abcdef0\",\"Cause\":\"At 2026"
	"-11-24T21:00:01Z a user request update of AutoScalingGroup constraints to min: 1, max: 5, de"
	"sired: 3 changing the desired capacity from 2 to 3. At 2026-11-24T21:00:01Z an instance was "
	"started in response to a difference between desired and actual capacity, increasing the capa"
	"city from 2 to 3.\",\"StartTime\":\"2026-11-24T21:00:01.123000+00:00\",\"EndTime\":\"2026-11"
	"-24T21:00:32+00:00\",\"StatusCode\":\"Successful\",\"Progress\":100,\"Details\":\"{\\\"Subne"
	"t ID\\\":\\\"subnet-0123456789abcdef0\\\",\\\"Availability Zone\\\":\\\"us-east-1a\\\"}\","
	"\"AutoScalingGroupARN\":\"arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:012345"
	"67-89ab-cdef-0123-456789abcdef:autoScalingGroupName/web-asg\"}",
	"{\"level\":\"info\",\"ts\":\"2026-11-24T21:00:01.123Z\",\"logger\":\"controller\",\"caller"
	"\":\"http/server.go:123\",\"msg\":\"request completed\",\"method\":\"GET\",\"path\":\"/api/v"
	"1/users\",\"status\":200,\"duration_ms\":12.3,\"request_id\":\"01234567-89ab-cdef-0123-45678"
	"9abcdef\",\"remote_addr\":\"10.0.1.5\",\"user_agent\":\"kube-probe/1.27\",\"trace_id\":\"012"
	"3456789abcdef\"}",
	"{\"timestamp\":\"2026-11-24T21:00:01.123Z\",\"severity\":\"ERROR\",\"message\":\"could not c"
	"onnect to database: connection refused\",\"service\":\"orders\",\"error\":{\"type\":\"Operat"
	"ionalError\",\"stack\":\"Traceback (most recent call last)\"}}",
	"2026-11-24 21:00:01.123  INFO 1234 --- [nio-8080-exec-1] o.s.web.servlet.DispatcherServlet  "
	"      : Completed initialization in 2 ms",
	"2026-11-24 21:00:01.123 ERROR 1234 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServle"
	"t]    : Servlet.service() for servlet [dispatcherServlet] in context with path [] threw exce"
	"ption [Request processing failed; nested exception is java.lang.NullPointerException] with r"
	"oot cause",
	"\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:882)",
	"\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:113"
	"6)",
	"\tat com.amazonaws.http.AmazonHttpClient$RequestExecutor.handleErrorResponse(AmazonHttpClien"
	"t.java:1879)",
	"Caused by: java.net.SocketTimeoutException: Read timed out",
	"\t... 23 more",
	"Exception in thread \"main\" java.lang.IllegalStateException: Failed to load ApplicationCont"
	"ext",
	"Traceback (most recent call last):",
	"  File \"/usr/lib/python3/dist-packages/botocore/client.py\", line 535, in _api_call",
	"    return self._make_api_call(operation_name, kwargs)",
	"  File \"/app/venv/lib/python3.11/site-packages/requests/sessions.py\", line 587, in request",
	"==> amazon-ebs.ubuntu: Waiting for instance (i-0123456789abcdef0) to become ready... Stoppin"
	"g instance. Deleting temporary keypair... No volumes to clean up, skipping",
	"    amazon-ebs.ubuntu: Get:1 http://us-east-1.ec2.archive.ubuntu.com/ubuntu jammy-updates In"
	"Release [119 kB] Setting up libssl3:amd64 (3.0.2-0ubuntu1.12) ... Unpacking nginx (1.18.0-6u"
	"buntu14) ... Processing triggers for man-db",
	"Reading package lists... Building dependency tree... Reading state information... The follow"
	"ing NEW packages will be installed:",
	"TASK [nginx : install packages] ***  changed: [10.0.1.23]  ok: [10.0.2.34]  PLAY RECAP *** 1"
	"0.0.1.23 : ok=12 changed=3 unreachable=0 failed=0 skipped=2",
	"kernel: Out of memory: Killed process 1234 (java) total-vm:8123456kB, anon-rss:4123456kB, fi"
	"le-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:8192kB oom_score_adj:0",
	"kubelet[1234]: I1124 21:00:01.123456 1234 kubelet.go:2042] \"SyncLoop (PLEG): event for pod"
	"\" pod=\"default/web-5d8c9f7b6-abcde\" event=&{ID:01234567 Type:ContainerStarted Data:012345"
	"6789abcdef}",
	"dockerd[1234]: time=\"2026-11-24T21:00:01.123456789Z\" level=info msg=\"ignoring event\" con"
	"tainer=0123456789abcdef module=libcontainerd namespace=moby topic=/tasks/delete type=\"*even"
	"ts.TaskDelete\"",
	"2 123456789012 eni-0123456789abcdef0 10.0.1.23 203.0.113.45 443 51234 6 20 4249 1700000000 1"
	"700000060 ACCEPT OK",
	"START RequestId: 01234567-89ab-cdef-0123-456789abcdef Version: $LATEST",
	"REPORT RequestId: 01234567-89ab-cdef-0123-456789abcdef Duration: 123.45 ms Billed Duration: "
	"124 ms Memory Size: 512 MB Max Memory Used: 89 MB Init Duration: 234.56 ms",
	"INSTANCES 0 x86_64 ami-0123456789abcdef0 i-0123456789abcdef0 t3.micro my-key 2026-11-24T21:0"
	"0:01+00:00 disabled us-east-1a ip-10-0-1-23.ec2.internal running subnet-0123456789abcdef0 vp"
	"c-0123456789abcdef0 hvm",
	"            \"InstanceId\": \"i-0123456789abcdef0\", \"ImageId\": \"ami-0123456789abcdef0\","
	" \"State\": { \"Code\": 16, \"Name\": \"running\" }, \"PrivateDnsName\": \"ip-10-0-1-23.ec2."
	"internal\", \"SecurityGroups\": [ { \"GroupName\": \"default\", \"GroupId\": \"sg-0123456789"
	"abcdef0\" } ], \"AvailabilityZone\": \"us-east-1a\", \"LifecycleState\": \"InService\", \"He"
	"althStatus\": \"Healthy\",",
	"you can use the following command to connect to the instance; for more information about thi"
	"s error, see the documentation. Please try again later. The service is not available at this"
	" time.",
	"{\"ActivityId\":\"01234567-89ab-cdef\",\"AutoScalingGroupName\":\"web-asg\",\"Description\":\"Terminating EC2 ins"
	"tance: i-0123456789abcdef0\",\"Cause\":\"At 2026-11-24T21:00:01Z an instance was terminating\"}",
	"{\"level\":\"info\",\"ts\":\"2026-11-24T21:00:01Z\",\"msg\":\"Reconciling\",\"controller\":\"ingress\",\"names"
	"pace\":\"default\"}",
	"2026/11/24 21:00:01 [info] 1234#1234: *5678 client 203.0.113.45 closed keepalive connection",
	"            \"Status\": \"Successful\", \"StatusCode\": 200, Status: active (running) since Tue",
	NULL,
};
/* clang-format on */
