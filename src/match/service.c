/* SPDX-License-Identifier: MIT */
#include "match/service.h"

#include "match/glyph.h"

/* Services that the rules speak about, under each of their names without "amazon", "aws" and
 * "client". */
static const struct {
	const char *alias, *name;
} services[] = {
	{"ec2", "ec2"},
	{"ec2imds", "ec2"},
	{"imds", "ec2"},
	{"ec2metadata", "ec2"},
	{"elasticcomputecloud", "ec2"},
	{"ebs", "ec2"},
	{"vpc", "ec2"},
	{"autoscaling", "autoscaling"},
	{"autoscalingplans", "autoscaling"},
	{"ec2autoscaling", "autoscaling"},
	{"elb", "elb"},
	{"elbv2", "elb"},
	{"elasticloadbalancing", "elb"},
	{"elasticloadbalancingv2", "elb"},
	{"ssm", "ssm"},
	{"simplesystemsmanagement", "ssm"},
	{"systemsmanager", "ssm"},
	{"ssmmessages", "ssm"},
	{"ec2messages", "ssm"},
	{"simplesystemsmanager", "ssm"},
	{"ec2instanceconnect", "ec2instanceconnect"},
	{"cloudwatch", "cloudwatch"},
	{"monitoring", "cloudwatch"},
	{"logs", "logs"},
	{"cloudwatchlogs", "logs"},
	{"sts", "sts"},
	{"securitytoken", "sts"},
	{"securitytokenservice", "sts"},
	{"iam", "iam"},
	{"identitymanagement", "iam"},
	{"kms", "kms"},
	{"keymanagementservice", "kms"},
	{"cloudformation", "cloudformation"},
	{"servicequotas", "servicequotas"},
	{"eks", "eks"},
	{"acm", "acm"},
	{"certificatemanager", "acm"},
	{"wafv2", "waf"},
	{"resourcegroups", "ec2"},
	{"ec2fleet", "ec2"},
	{"ec2spot", "ec2"},
};

/* Words in names of operations, and whose they are: the first that is found tells. */
static const struct {
	const char *word, *name;
} operations[] = {
	{"iaminstanceprofile", "ec2"},
	{"sendsshpublickey", "ec2instanceconnect"},
	{"serialconsolessh", "ec2instanceconnect"},
	{"opentunnel", "ec2instanceconnect"},
	{"autoscaling", "autoscaling"},
	{"launchconfiguration", "autoscaling"},
	{"lifecyclehook", "autoscaling"},
	{"lifecycleaction", "autoscaling"},
	{"scalingactivit", "autoscaling"},
	{"scalingpolicy", "autoscaling"},
	{"scheduledupdategroup", "autoscaling"},
	{"scheduledaction", "autoscaling"},
	{"instancerefresh", "autoscaling"},
	{"warmpool", "autoscaling"},
	{"desiredcapacity", "autoscaling"},
	{"setinstancehealth", "autoscaling"},
	{"setinstanceprotection", "autoscaling"},
	{"standby", "autoscaling"},
	{"attachinstances", "autoscaling"},
	{"detachinstances", "autoscaling"},
	{"attachloadbalancer", "autoscaling"},
	{"detachloadbalancer", "autoscaling"},
	{"trafficsources", "autoscaling"},
	{"suspendprocesses", "autoscaling"},
	{"resumeprocesses", "autoscaling"},
	{"metricscollection", "autoscaling"},
	{"loadbalancer", "elb"},
	{"targetgroup", "elb"},
	{"targethealth", "elb"},
	{"registertargets", "elb"},
	{"listener", "elb"},
	{"createrule", "elb"},
	{"modifyrule", "elb"},
	{"deleterule", "elb"},
	{"describerules", "elb"},
	{"rulepriorities", "elb"},
	{"truststore", "elb"},
	{"setsecuritygroups", "elb"},
	{"setsubnets", "elb"},
	{"sslpolicies", "elb"},
	{"configurehealthcheck", "elb"},
	{"describeinstancehealth", "elb"},
	{"startsession", "ssm"},
	{"resumesession", "ssm"},
	{"terminatesession", "ssm"},
	{"sendcommand", "ssm"},
	{"commandinvocation", "ssm"},
	{"instanceinformation", "ssm"},
	{"connectionstatus", "ssm"},
	{"parameter", "ssm"},
	{"automationexecution", "ssm"},
	{"assumerole", "sts"},
	{"calleridentity", "sts"},
	{"sessiontoken", "sts"},
	{"federationtoken", "sts"},
	{"decodeauthorization", "sts"},
	{"servicelinkedrole", "iam"},
	{"instanceprofile", "iam"},
	{"passrole", "iam"},
	{"createrole", "iam"},
	{"getrole", "iam"},
	{"rolepolicy", "iam"},
	{"accesskey", "iam"},
	{"creategrant", "kms"},
	{"crypt", "kms"},
	{"datakey", "kms"},
	{"stack", "cloudformation"},
	{"changeset", "cloudformation"},
	{"putmetricdata", "cloudwatch"},
	{"metricalarm", "cloudwatch"},
	{"getmetric", "cloudwatch"},
	{"listmetrics", "cloudwatch"},
	{"describealarms", "cloudwatch"},
	{"loggroup", "logs"},
	{"logstream", "logs"},
	{"logevents", "logs"},
	{"certificate", "acm"},
	{"instance", "ec2"},
	{"volume", "ec2"},
	{"snapshot", "ec2"},
	{"image", "ec2"},
	{"keypair", "ec2"},
	{"securitygroup", "ec2"},
	{"subnet", "ec2"},
	{"vpc", "ec2"},
	{"address", "ec2"},
	{"networkinterface", "ec2"},
	{"launchtemplate", "ec2"},
	{"spot", "ec2"},
	{"createfleet", "ec2"},
	{"allocatehosts", "ec2"},
	{"capacityreservation", "ec2"},
	{"placementgroup", "ec2"},
	{"availabilityzones", "ec2"},
	{"gateway", "ec2"},
	{"networkacl", "ec2"},
};

/* Words in names of operations and resources that no service of ours has. */
static const char *const foreign_words[] = {
	"dbinstance",
	"dbcluster",
	"dbsubnet",
	"dbparameter",
	"dbsnapshot",
	"dbproxy",
	"optiongroup",
	"function",
	"layerversion",
	"eventsourcemapping",
	"table",
	"backupvault",
	"bucket",
	"putobject",
	"getobject",
	"headobject",
	"listobjects",
	"multipartupload",
	"trainingjob",
	"processingjob",
	"endpointconfig",
	"notebookinstance",
	"sagemaker",
	"replicationinstance",
	"replicationsubnet",
	"replicationtask",
	"cachecluster",
	"cachesubnet",
	"replicationgroup",
	"queue",
	"topic",
	"subscri",
	"sendmessage",
	"hostedzone",
	"resourcerecord",
	"distribution",
	"repository",
	"taskdefinition",
	"runtask",
	"capacityprovider",
	"jobflow",
	"jobqueue",
	"computeenvironment",
	"workspaces",
	"filesystem",
	"mounttarget",
	"domainname",
	"restapi",
	"userpool",
	"identitypool",
	"statemachine",
	"crawler",
	"brokers",
	"broker",
	"elasticsearch",
	"opensearch",
	"fleetcapacity",
	"gamesession",
	"virtualcluster",
	"directconnect",
	"microsoftad",
	"environmenthealth",
};

/* What of these also stands in names of our operations. */
static const char *const own_words[] = {
	"routetable",      "describeinstancestatus", "ebsencryption",   "localgatewayroutetable",
	"createserviceli", "createservicesp",        "serviceendpoint", "subscribetopublic",
};

/* Resources as terraform, CloudFormation and people name them. */
static const char *const foreign_resources[] = {
	"rdsdb",
	"dbinstance",
	"awsdbinstance",
	"awsrdscluster",
	"rdscluster",
	"lambdafunction",
	"awslambdafunction",
	"awslambda",
	"elasticache",
	"awselasticache",
	"awsrds",
	"awsdms",
	"dmsreplication",
	"awsemr",
	"emrcluster",
	"awsredshift",
	"redshiftcluster",
	"awssagemaker",
	"sagemaker",
	"awsecsservice",
	"ecsservice",
	"awsefs",
	"efsmounttarget",
	"awsopensearch",
	"awselasticsearch",
	"dynamodbtable",
	"s3bucket",
	"awss3bucket",
	"codebuild",
	"workspacesdirectory",
	"glueconnection",
	"mskcluster",
	"neptunecluster",
	"docdbcluster",
};

static struct span strip_prefix(struct span text, const char *prefix)
{
	size_t len = strlen(prefix);

	return span_begins(text, prefix) && text.len > len
		       ? (struct span){text.ptr + len, text.len - len}
		       : text;
}

static struct span strip_suffix(struct span text, const char *suffix)
{
	size_t len = strlen(suffix);

	if (text.len > len && memcmp(text.ptr + text.len - len, suffix, len) == 0)
		text.len -= len;
	return text;
}

static const char *find_name(struct span alias)
{
	for (size_t i = 0; i < N_ELEMENTS(services); i++) {
		if (span_equal(alias, span_of(services[i].alias)))
			return services[i].name;
	}
	return NULL;
}

struct span service_name(struct span name)
{
	const char *known;

	name = strip_suffix(strip_suffix(name, "amazonawscom"), "client");
	name = strip_prefix(strip_prefix(name, "amazon"), "aws");
	known = find_name(name);
	if (!known)
		known = find_name(strip_suffix(name, "internal"));
	return known ? span_of(known) : name;
}

bool service_is_ours(struct span name)
{
	return find_name(name) != NULL;
}

static bool contains_any(struct span text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_find(text, span_of(words[i])) < text.len)
			return true;
	}
	return false;
}

bool operation_is_foreign(struct span operation)
{
	return contains_any(operation, foreign_words, N_ELEMENTS(foreign_words)) &&
	       !contains_any(operation, own_words, N_ELEMENTS(own_words));
}

struct span service_of_operation(struct span operation)
{
	if (operation_is_foreign(operation))
		return SPAN("other");
	for (size_t i = 0; i < N_ELEMENTS(operations); i++) {
		if (span_find(operation, span_of(operations[i].word)) < operation.len)
			return span_of(operations[i].name);
	}
	return SPAN("");
}

bool context_is_foreign(struct span text)
{
	return contains_any(text, foreign_resources, N_ELEMENTS(foreign_resources));
}
