/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_STATS_H
#define AWRY_REPORT_STATS_H

#include "report/report.h"

/* How much the rules hold, by area, and the diagnoses that nothing leads to. */
awry_status stats_write(const struct kb *kb, const awry_alloc *alloc, awry_format format, awry_write_fn write, void *user);

#endif
