/* SPDX-License-Identifier: MIT */
#include "kb/values.h"

/* Gaps, in folded symbols.  A number or word is short; most names end within 80; ARNs and what is
 * named by one, paths and lists need more; a reason is a sentence. */
enum { SHORT = 12, NAME = 80, LONG = 160, SENTENCE = VALUE_GAP_ANY };

static const struct value_name value_names[] = {
	/* Sorted: value_find halves. */
	{"account", NAME},
	{"activity-id", NAME},
	{"address", NAME},
	{"agent", NAME},
	{"alarm", NAME},
	{"algorithm", NAME},
	{"allocation-id", NAME},
	{"ami", NAME},
	{"arn", LONG},
	{"available-zones", LONG},
	{"bucket", NAME},
	{"certificate", NAME},
	{"cidr", NAME},
	{"code", NAME},
	{"command", NAME},
	{"count", SHORT},
	{"date", NAME},
	{"device", NAME},
	{"document", NAME},
	{"eip", NAME},
	{"file", NAME},
	{"group", NAME},
	{"host", NAME},
	{"id", NAME},
	{"instance-id", NAME},
	{"instance-type", NAME},
	{"internet-gateway", NAME},
	{"key-file", NAME},
	{"key-name", NAME},
	{"kms-key", NAME},
	{"launch-configuration", NAME},
	{"launch-template", NAME},
	{"limit", SHORT},
	{"line", NAME},
	{"listener", LONG},
	{"load-balancer", LONG},
	{"message", SENTENCE},
	{"metric", NAME},
	{"mode", SHORT},
	{"my-ip", NAME},
	{"name", NAME},
	{"nat-gateway", NAME},
	{"network-acl", NAME},
	{"network-interface", NAME},
	{"operation", NAME},
	{"option", NAME},
	{"path", LONG},
	{"placement-group", NAME},
	{"policy", NAME},
	{"port", SHORT},
	{"prefix-list", NAME},
	{"private-ip", NAME},
	{"profile", NAME},
	{"public-ip", NAME},
	{"reason", SENTENCE},
	{"region", NAME},
	{"request-id", NAME},
	{"requested", SHORT},
	{"reservation", NAME},
	{"role", NAME},
	{"route-table", NAME},
	{"security-group", NAME},
	{"service", NAME},
	{"size", NAME},
	{"snapshot", NAME},
	{"spot-price", NAME},
	{"status", SHORT},
	{"subnet", NAME},
	{"target", NAME},
	{"target-group", LONG},
	{"target-port", SHORT},
	{"template-version", NAME},
	{"url", NAME},
	{"user", NAME},
	{"volume", NAME},
	{"vpc", NAME},
	{"vpc-cidr", NAME},
	{"vpc-endpoint", NAME},
	{"zone", NAME},
	{"zones", LONG},
};

uint32_t values_count(void)
{
	return (uint32_t)N_ELEMENTS(value_names);
}

const struct value_name *value_at(uint32_t number)
{
	return &value_names[number];
}

static int compare(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.ptr, b.ptr, len);
	return order ? order : (a.len > b.len) - (a.len < b.len);
}

uint32_t value_find(struct span name)
{
	uint32_t low = 0, high = values_count();
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(name, span_of(value_names[middle].name));
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return UINT32_MAX;
}
