/* SPDX-License-Identifier: MIT */
#include "matching.h"

#include "match/coat.h"

/* One error in each of its coats: code, operation and service as they are told, and where the
 * message begins. */
static const struct {
	const char *name, *text, *code, *operation, *service, *message;
} rows[] = {
	{"AWS CLI",
	 "An error occurred (InvalidKeyPair.NotFound) when calling the RunInstances operation: The "
	 "key pair",
	 "invalidkeypairnotfound", "runinstances", "", "The key pair"},
	{"AWS CLI of 2026",
	 "aws: [ERROR]: An error occurred (Unsupported) when calling the RunInstances operation: "
	 "The requested",
	 "unsupported", "runinstances", "", "The requested"},
	{"boto3 after retries",
	 "botocore.exceptions.ClientError: An error occurred (Unavailable) when calling the "
	 "RunInstances operation (reached max "
	 "retries: 4): The service",
	 "unavailable", "runinstances", "", "The service"},
	{"AWS CLI of 2013",
	 "A client error (InvalidSubnet) occurred when calling the RunInstances operation: The subnet",
	 "invalidsubnet", "runinstances", "", "The subnet"},
	{"AWS CLI of 2013, on AWS's side",
	 "A server error (InsufficientInstanceCapacity) occurred when calling the RunInstances operation "
	 "(reached max retries: 4): We currently",
	 "insufficientinstancecapacity", "runinstances", "", "We currently"},
	{"AWS CLI of 2013 without its operation", "A client error (InvalidKeyPair.NotFound) occurred: The key pair",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"AWS CLI of 2013, wrapped",
	 "A client error (InvalidKey\nPair.NotFound) occurred when calling the Run\nInstances oper\nation: The key",
	 "invalidkeypairnotfound", "runinstances", "", "The key"},
	{"wrapped in the names",
	 "An error occurred (InvalidKey\nPair.NotFound) when calling the Run\nInstances "
	 "oper\nation: The key",
	 "invalidkeypairnotfound", "runinstances", "", "The key"},
	{"with a tag in a name",
	 "Nov 24 21:00:01 h p[1]: An error occurred (InvalidKey\nNov 24 21:00:01 h p[1]: "
	 "Pair.NotFound) when calling the "
	 "RunInstances operation: The key",
	 "invalidkeypairnotfound", "runinstances", "", "The key"},
	{"AWS CLI as JSON",
	 "{\"Error\": {\"Code\": \"InvalidKeyPair.NotFound\", \"Message\": \"The key pair\"}}",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"AWS CLI as YAML", "Error:\n  Code: InvalidKeyPair.NotFound\n  Message: The key pair",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"JSON in JSON",
	 "{\\\"Code\\\":\\\"InvalidKeyPair.NotFound\\\",\\\"Message\\\":\\\"The key pair\\\"}",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"old boto",
	 "EC2ResponseError: 400 Bad Request\n<?xml "
	 "version=\"1.0\"?>\n<Response><Errors><Error><Code>InvalidKeyPair.NotFound</Code>"
	 "<Message>The key pair</Message></Error></Errors></Response>",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"XML from the first byte on", "<Code>TargetNotConnected</Code><Message>i-1 is</Message>", "targetnotconnected", "", "", "i-1 is"},
	{"Go SDK v1",
	 "Error: InvalidKeyPair.NotFound: The key pair\n\tstatus code: 400, request id: 1f",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"Go SDK v2",
	 "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: "
	 "1f-2e, api error "
	 "InvalidKeyPair.NotFound: The key pair",
	 "invalidkeypairnotfound", "runinstances", "ec2", "The key pair"},
	{"Go SDK v2 with a typed error",
	 "operation error Elastic Load Balancing v2: DeleteRule, https response error StatusCode: "
	 "400, RequestID: 1f, "
	 "OperationNotPermitted: The rule",
	 "operationnotpermitted", "deleterule", "elasticloadbalancingv2", "The rule"},
	{"Go SDK v2, wrapped",
	 "operation error EC2: Run\nInstances, https response error StatusCode: 400, RequestID: "
	 "1f-2e, api error Invalid\nKeyPair.NotFound: "
	 "The key pair",
	 "invalidkeypairnotfound", "runinstances", "ec2", "The key pair"},
	{"Java",
	 "The key pair (Service: AmazonEC2; Status Code: 400; Error Code: InvalidKeyPair.NotFound; "
	 "Request ID: 1f)",
	 "invalidkeypairnotfound", "", "amazonec2", NULL},
	{"Java with blanks",
	 "The key pair (Service : AmazonEC2 ; Status Code : 400 ; Error Code : "
	 "InvalidKeyPair.NotFound ; Request ID : 1f)",
	 "invalidkeypairnotfound", "", "amazonec2", NULL},
	{"Java 2, CloudFormation",
	 "Resource handler returned message: \"The key pair (Service: Ec2, Status Code: 400, "
	 "Request ID: 1f)\"",
	 "", "", "ec2", NULL},
	{"CloudFormation's API", "API: ec2:RunInstances The key pair", "", "runinstances", "ec2",
	 "The key pair"},
	{"Ruby", "Aws::EC2::Errors::InvalidKeyPairNotFound: The key pair", "invalidkeypairnotfound",
	 "", "ec2", "The key pair"},
	{"Ruby before any service is asked",
	 "Aws::Errors::MissingCredentialsError: unable to sign request without credentials set",
	 "missingcredentialserror", "", "", "unable to sign"},
	{"Ruby's trace", "`call': The key pair (Aws::EC2::Errors::InvalidKeyPairNotFound)", "invalidkeypairnotfound", "", "ec2", NULL},
	{"C++", "HTTP response code: 400\nException name: InvalidKeyPair.NotFound\nError message: The key pair\n6 response headers:",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"fog", "InvalidKeyPair.NotFound => The key pair (Fog::Compute::AWS::NotFound)",
	 "invalidkeypairnotfound", "", "", "The key pair"},
	{"PHP",
	 "Error executing \"RunInstances\" on \"https://ec2.us-east-1.amazonaws.com\"; AWS HTTP "
	 "error: Client error: `POST https://x` resulted "
	 "in a `400 Bad Request` response (client): InvalidKeyPair.NotFound - The key pair",
	 "invalidkeypairnotfound", "runinstances", "ec2", "The key pair"},
	{"PHP with AWS's answer",
	 "Error executing \"ReleaseAddress\" on \"https://ec2.us-east-1.amazonaws.com\"; AWS HTTP error: Client error: `POST "
	 "https://ec2.us-east-1.amazonaws.com` resulted in a `400 Bad Request` response:\n<?xml version=\"1.0\"?>\n"
	 "<Response><Errors><Error><Code>InvalidIPAddress.InUse</Code><Message>Address 203.0.1 (truncated...)",
	 "invalidipaddressinuse", "releaseaddress", "ec2", NULL},
	{"PHP with both",
	 "Error executing \"ReleaseAddress\" on \"https://ec2.us-east-1.amazonaws.com\"; AWS HTTP error: Client error: `POST "
	 "https://ec2.us-east-1.amazonaws.com` resulted in a `400 Bad Request` response:\n<?xml version=\"1.0\"?>\n"
	 "<Response><Errors><Error><Code>InvalidIPAddress.InUse</Code><Message>Address 203.0.1 (truncated...)\n"
	 " InvalidIPAddress.InUse (client): Address 203.0.113.9 is in use",
	 "invalidipaddressinuse", "releaseaddress", "ec2", NULL},
	{"PHP with JSON",
	 "Error executing \"StartSession\" on \"https://ssm.us-east-1.amazonaws.com\"; AWS HTTP error: Client error: `POST "
	 "https://ssm.us-east-1.amazonaws.com` resulted in a `400 Bad Request` response:\n"
	 "{\"__type\":\"TargetNotConnected\",\"message\":\"i-1 is not connected.\"}\n"
	 " TargetNotConnected (client): i-1 is not connected.",
	 "targetnotconnected", "startsession", "ssm", "i-1 is"},
	{"Rust", "code: Some(\"InvalidKeyPair.NotFound\"), message: Some(\"The key pair\")",
	 "invalidkeypairnotfound", "", "", "Some"},
	{".NET", "Amazon.EC2.AmazonEC2Exception: The key pair", "", "", "ec2", "The key pair"},
	{"state reason", "Client.InternalError: Client error on launch", "clientinternalerror", "",
	 "", "Client error on launch"},
	{"Auto Scaling activity",
	 "Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently",
	 "insufficientinstancecapacity", "", "", "We currently"},
	{"CloudTrail",
	 "{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\",\"errorCode\":"
	 "\"Client.InvalidKeyPair.NotFound\","
	 "\"errorMessage\":\"The key pair\"}",
	 "clientinvalidkeypairnotfound", "runinstances", "ec2amazonawscom", "The key pair"},
	{"CloudTrail without the operation",
	 "{\"errorCode\":\"Client.UnauthorizedOperation\",\"errorMessage\":\"User: x is not authorized\"}",
	 "clientunauthorizedoperation", "", "", "User: x"},
	{"an exception of a language is none", "RuntimeError: no", NULL, NULL, NULL, NULL},
	{"a header is none", "StatusCode: 200", NULL, NULL, NULL, NULL},
	{"a plain word is none", "Error: no", NULL, NULL, NULL, NULL},
};

static void check_name(const char *row, const char *what, const struct coat_name *name,
		       const char *want)
{
	if (!span_equal((struct span){name->folded, name->len}, span_of(want)))
		fail_msg("%s: %s is \"%.*s\", not \"%s\"", row, what, (int)name->len, name->folded,
			 want);
}

/* The coat that tells the code that is wanted, or the first. */
static const struct coat *pick(const struct coat_list *coats, const char *code)
{
	for (uint32_t i = 0; i < coats->count; i++) {
		if (span_equal((struct span){coats->items[i].code.folded, coats->items[i].code.len},
			       span_of(code)))
			return &coats->items[i];
	}
	return coats->count > 0 ? &coats->items[0] : NULL;
}

static bool is_at(const struct view *view, uint32_t from, const char *text)
{
	while (from < view->n_plain && strchr(" \"(", view->plain[from]))
		from++;
	return strncmp(view->plain + from, text, strlen(text)) == 0;
}

static void test_rows(void **state)
{
	struct view view;
	struct coat_list coats = {0};

	(void)state;
	view_init(&view, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct coat *coat;

		assert_int_equal(view_read(&view, span_of(rows[i].text)), AWRY_OK);
		assert_int_equal(coat_find(&view, mem_default(), &coats), AWRY_OK);
		if (!rows[i].code) {
			if (coats.count > 0)
				fail_msg("%s: found a coat", rows[i].name);
			continue;
		}
		coat = pick(&coats, rows[i].code);
		if (!coat)
			fail_msg("%s: no coat", rows[i].name);
		check_name(rows[i].name, "code", &coat->code, rows[i].code);
		check_name(rows[i].name, "operation", &coat->operation, rows[i].operation);
		check_name(rows[i].name, "service", &coat->service, rows[i].service);
		if (rows[i].message && !is_at(&view, coat->message, rows[i].message))
			fail_msg("%s: the message is at \"%.20s\"", rows[i].name,
				 view.plain + coat->message);
	}
	mem_resize(mem_default(), coats.items, coats.cap * sizeof(*coats.items), 0);
	view_release(&view);
}

static const struct {
	const char *name, *text;
	bool is_foreign;
} services[] = {
	{"EC2",
	 "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 1, "
	 "api error X.Y: m",
	 false},
	{"Auto Scaling",
	 "no (Service: AmazonAutoScaling; Status Code: 400; Error Code: ValidationError; Request "
	 "ID: 1)",
	 false},
	{"load balancers", "no (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: 1)",
	 false},
	{"an error before any service is asked", "Aws::Errors::MissingCredentialsError: no", false},
	{"UnauthorizedOperation and errorMessage are no operation error",
	 "\"errorCode\":\"Client.UnauthorizedOperation\",\"errorMessage\":\"User: no\"", false},
	{"RDS in PHP",
	 "Error executing \"CreateThing\" on \"https://rds.us-east-1.amazonaws.com\"; AWS HTTP error: no (client): X.Y - no", true},
	{"RDS", "no (Service: Rds, Status Code: 400, Request ID: 1)", true},
	{"Lambda by its operation",
	 "An error occurred (InvalidSubnetID.NotFound) when calling the CreateFunction operation: "
	 "no",
	 true},
	{"EC2 inside Lambda",
	 "An error occurred (InvalidParameterValueException) when calling the CreateFunction "
	 "operation: EC2 Error Code: "
	 "InvalidSubnetID.NotFound. no",
	 true},
	{"RDS by what was created", "Error: creating RDS DB Instance (app): InvalidSubnet: no",
	 true},
	{"a route table is no table",
	 "An error occurred (InvalidRouteTableID.NotFound) when calling the CreateRouteTable "
	 "operation: no",
	 false},
};

static void test_services(void **state)
{
	struct view view;
	struct coat_list coats = {0};

	(void)state;
	view_init(&view, mem_default());
	for (size_t i = 0; i < N_ELEMENTS(services); i++) {
		assert_int_equal(view_read(&view, span_of(services[i].text)), AWRY_OK);
		assert_int_equal(coat_find(&view, mem_default(), &coats), AWRY_OK);
		assert_true(coats.count > 0);
		if (coats.items[coats.count - 1].is_foreign != services[i].is_foreign)
			fail_msg("%s", services[i].name);
	}
	mem_resize(mem_default(), coats.items, coats.cap * sizeof(*coats.items), 0);
	view_release(&view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_services),
	};

	return cmocka_run_group_tests_name("coat", tests, NULL, NULL);
}
