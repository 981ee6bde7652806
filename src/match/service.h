/* SPDX-License-Identifier: MIT */
#ifndef AWRY_MATCH_SERVICE_H
#define AWRY_MATCH_SERVICE_H

/* The names that tools give to AWS services and operations.  All names are folded: a-z and 0-9
 * only. */

#include "base/base.h"

/* One name for a service that has several ("elasticloadbalancingv2", "elb"); `name` itself where
 * none is known. */
struct span service_name(struct span name);
/* Whether the rules speak about `name`, as service_name gives it. */
bool service_is_ours(struct span name);
/* The service whose operation that is, as service_name gives it; "other" for one of another service, "" where it is not known. */
struct span service_of_operation(struct span operation);
/* Whether only another service has an operation or resource of that name (CreateDBInstance). */
bool operation_is_foreign(struct span operation);
/* Whether `text`, folded, speaks of a resource of another service ("creating RDS DB Instance"). */
bool context_is_foreign(struct span text);

#endif
