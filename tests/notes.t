#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The statements of the troubleshooting notes (launch, SSH, load balancers, Auto Scaling), one by one,
# each with the command that shows that the rules cover it.  A row: statement | command | what it must print.
# "explain ID" asks the rules; "see TEXT" pastes a text (\n for line feeds) and wants the id in the answer.

rows() {
	cat <<'ROWS'
InstanceLimitExceeded: the limit of vCPUs or instances per Region is reached|see An error occurred (InstanceLimitExceeded) when calling the RunInstances operation: You have requested more instances (21) than your current instance limit of 20 allows for the specified instance type.|"launch/instance-limit"
On-demand limits are per Region and counted in vCPUs|see An error occurred (VcpuLimitExceeded) when calling the RunInstances operation: You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to.|"launch/vcpu-limit"
The limit is shown from the message, never the notes' 64|see You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to.|"limit":"32"
Resolution: another Region, or a higher limit|explain launch/vcpu-limit|request-service-quota-increase
vCPU limits apply to running On-Demand and Spot instances|explain launch/spot-quota|Spot
InsufficientInstanceCapacity: no On-Demand capacity in that zone|see An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation (reached max retries: 4): We currently do not have sufficient m5.8xlarge capacity in the Availability Zone you requested (us-west-1a).|"launch/az-capacity"
Wait a few minutes before requesting again|explain launch/az-capacity|minutes
Break a request for five into single ones|explain launch/bulk-request-capacity|one
If urgent, take another type now and resize later|explain launch/az-capacity|type
Terminated at once: the EBS volume limit|explain launch/pending-to-terminated|launch/ebs-volume-limit
Terminated at once: VolumeLimitExceeded is recognised|see Client.VolumeLimitExceeded: Volume limit exceeded|"launch/ebs-volume-limit"
Terminated at once: a corrupt snapshot|explain launch/pending-to-terminated|launch/snapshot-corrupt
Terminated at once: no permission for the KMS key of the root volume|explain launch/pending-to-terminated|launch/kms-no-permission
Terminated at once: an image part is missing|explain launch/pending-to-terminated|launch/s3-ami-missing-part
The reason stands beside the state transition reason|explain launch/pending-to-terminated|awry diagnose
The state transition reason is asked for|explain state-reason|describe-instances
The key file needs 400, else "unprotected private key file"|see WARNING: UNPROTECTED PRIVATE KEY FILE!\nPermissions 0644 for 'k.pem' are too open.|"ssh/key-permissions"
chmod 400 is the fix|explain ssh/key-permissions|chmod 400
A wrong user name: Host key not found|see Error: Host key not found in [directory]|"ssh/permission-denied"
A wrong user name: Permission denied|explain ssh/permission-denied|ssh/wrong-username
A wrong user name: Connection closed by instance port 22|explain ssh/closed-by-host|ssh/wrong-username
The default user names are told|explain ssh/wrong-username|ec2-user
Timed out: the security group|explain ssh/timed-out|ssh/sg-no-ssh-rule
Timed out: a rule for one address that has changed|explain ssh/timed-out|ssh/sg-source-ip-changed
Timed out: no route to an internet gateway|explain ssh/timed-out|ssh/route-table-no-igw
Timed out: the network ACL, inbound|explain ssh/timed-out|ssh/nacl-inbound-denied
Timed out: the network ACL, replies|explain ssh/timed-out|ssh/nacl-outbound-ephemeral-blocked
Timed out: no public IPv4 address|explain ssh/timed-out|ssh/no-public-ipv4
Timed out: the CPU load is high|explain ssh/timed-out|ssh/cpu-exhausted
The time-out itself is recognised|see ssh: connect to host 203.0.113.7 port 22: Connection timed out|"ssh/timed-out"
Instance Connect needs the service's address range in the group|explain ssh/eic-sg-blocks-service-range|ec2[-_]instance[-_]connect
The pushed key is valid for 60 seconds|explain ssh/eic-key-expired|60 seconds
SSH with one address in the rule|explain ssh/sg-source-ip-changed|/32
SSH needs port 22, Session Manager needs permissions|explain ssh/ssm-instance-profile-missing|AmazonSSMManagedInstanceCore
4xx are the client's|explain elb/target-returns-4xx|4xx
5xx are the application's or the balancer's|explain elb/target-returns-5xx|5xx
503: no registered target|explain elb/alb-503-no-registered-targets|register-targets
503: at capacity|explain elb/clb-503-capacity|capacity
The balancer cannot connect: check the security group|explain elb/hc-timeout-security-group|security
Access logs show every request|explain elb/access-logs-missing|access_logs
Health check on a port and a route|explain elb/hc-path-missing|health-check-path
Any answer but 200 is unhealthy|explain elb/hc-unexpected-code-other|matcher
Target status: initial|explain elb/target-initial-health-checking|initial
Target status: registering|explain elb/target-registration-in-progress|regist
Target status: unused, not registered|explain elb/target-not-registered|register
Target status: unused, no listener|explain elb/target-group-not-attached|listener
Target status: draining|explain elb/target-draining|drain
Target status: unavailable, checks disabled|explain elb/target-health-check-disabled|disabled
All unhealthy: requests go to all of them|explain elb/fail-open-all-unhealthy|all
400 bad request|explain elb/alb-400-malformed-request|HTTP
401 unauthorized|explain elb/alb-401-unauthenticated-denied|401
403 forbidden|explain elb/alb-403-waf-blocked|WAF
460 client closed the connection|explain elb/http-460|elb/alb-460-client-timeout-too-short
463 more than 30 addresses in X-Forwarded-For|explain elb/alb-463-too-many-xff|30
500 on the balancer itself|explain elb/http-500|elb/
502 bad gateway|explain elb/http-502|elb/alb-502-malformed-response
502 page is recognised|see <html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>|"elb/http-502"
503 service unavailable|explain elb/http-503|elb/alb-503-no-registered-targets
503 page is recognised|see <html>\n<head><title>503 Service Temporarily Unavailable</title></head>\n<body>\n<center><h1>503 Service Temporarily Unavailable</h1></center>\n</body>\n</html>|"elb/http-503"
504 gateway time-out|explain elb/http-504|elb/alb-504-response-slower-than-idle-timeout
561 unauthorized by the identity provider|explain elb/alb-561-idp-error|561
503: healthy instances in every zone, HealthyHostCount|explain elb/az-without-healthy-targets|HealthyHostCount
504: keep-alive longer than the idle time-out|explain elb/clb-504-backend-closes-connection|keep-alive
Keep-alive shorter than the idle time-out is a 502 of an ALB today|explain elb/alb-502-keepalive-shorter-than-idle-timeout|idle
Metric BackendConnectionErrors|explain elb/clb-backend-connection-errors|BackendConnectionErrors
Metric HealthyHostCount and UnHealthyHostCount|explain elb/az-without-healthy-targets|HostCount
Metrics HTTPCode_Backend_2XX to 5XX|explain elb/target-returns-5xx|HTTPCode_
Metric Latency|explain elb/latency-high|TargetResponseTime
Metric SurgeQueueLength, at most 1024|explain elb/clb-surge-queue-growing|1[, ]*024
Metric SpilloverCount|explain elb/clb-spillover|Spillover
Stickiness may bring imbalance|explain elb/stickiness-causes-imbalance|sticki
Reserved cookie names|explain elb/stickiness-reserved-cookie-name|AWSALB
Cross-zone is off by default on a Network Load Balancer|explain elb/nlb-cross-zone-off|cross_zone
One certificate on a Classic balancer, no SNI|explain elb/clb-single-certificate|SNI
Draining takes 300 seconds by default|explain elb/draining-takes-too-long|300
Slow start|explain elb/slow-start-missing|slow_start
N instances are already running: raise the maximum|see 5 instance(s) are already running. Launching EC2 instance failed.|"asg/max-size-reached"
The maximum is changed with update-auto-scaling-group|explain asg/max-size-reached|update-auto-scaling-group
Launching fails: the security group does not exist|see The security group 'sg-0123456789abcdef0' does not exist. Launching EC2 instance failed.|"asg/security-group-deleted"
Launching fails: the key pair does not exist|see The key pair 'prod-key' does not exist. Launching EC2 instance failed.|"asg/keypair-deleted"
Failing for over 24 hours: administrative suspension|explain asg/admin-suspension|24 hours
The suspension is ended with resume-processes|explain asg/admin-suspension|resume-processes
High availability: two instances over two zones|explain asg/single-zone|zone
Health check kinds: EC2 status checks|explain asg/health-status-check|status
Health check kinds: ELB|explain asg/elb-check-app-failing|health
ELB health checks have to be switched on|explain asg/elb-check-not-enabled|health-check-type
Health check kinds: custom, set-instance-health|explain asg/custom-health-unhealthy|set-instance-health
An unhealthy instance is replaced, never rebooted|explain asg/replaced-after-stop|replace
terminate-instance-in-auto-scaling-group|explain asg/decrement-below-minimum|terminate-instance-in-auto-scaling-group
ROWS
}

n=0
failed=0
while IFS='|' read -r statement command wanted; do
	n=$((n + 1))
	case $command in
	"see "*) output=$(printf '%b\n' "${command#see }" | "$AWRY" --json 2>&1) ;;
	*)
		# shellcheck disable=SC2086
		output=$("$AWRY" $command 2>&1)
		;;
	esac
	if grep -Eqi -- "$wanted" <<<"$output"; then
		echo "ok $n - $statement"
	else
		failed=1
		echo "not ok $n - $statement"
		echo "# awry $command"
		echo "# wants: $wanted"
		head -c 600 <<<"$output" | sed 's/^/# /'
	fi
done < <(rows)
echo "1..$n"
exit $failed
