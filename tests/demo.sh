#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Diagnoses a few errors in the shapes in which people paste them.
set -eu
awry=$1

show() {
	printf '\n----------------------------------------------------------------------\n$ %s\n\n' "$1"
}

show 'terraform apply 2>&1 | awry'
"$awry" <<'TEXT'
╷
│ Error: creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 500, RequestID: 3f0c1d7e-5a0e-4b1c-9d1e-2f6a7b8c9d0e, api error InsufficientInstanceCapacity: We currently do not have sufficient m5.8xlarge capacity in the Availability Zone you requested (us-east-1a). Our system will be working on provisioning additional capacity. You can currently get m5.8xlarge capacity by not specifying an Availability Zone in your request or choosing us-east-1b, us-east-1c.
│ 
│   with aws_instance.worker,
│   on main.tf line 12, in resource "aws_instance" "worker":
│   12: resource "aws_instance" "worker" {
╵
TEXT

show 'ssh -i key.pem ec2-user@203.0.113.7 2>&1 | awry'
"$awry" <<'TEXT'
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
Permissions 0644 for 'key.pem' are too open.
It is required that your private key files are NOT accessible by others.
This private key will be ignored.
Load key "key.pem": bad permissions
ec2-user@203.0.113.7: Permission denied (publickey).
TEXT

show 'ssh ec2-user@203.0.113.7 2>&1 | awry'
"$awry" <<'TEXT' || true
ssh: connect to host 203.0.113.7 port 22: Connection timed out
TEXT
