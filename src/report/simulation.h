/* SPDX-License-Identifier: MIT */
#ifndef AWRY_REPORT_SIMULATION_H
#define AWRY_REPORT_SIMULATION_H

#include "dialog/simulate.h"

/* A simulation's result as a table for a person, or as one JSON object. */
awry_status simulation_text(const struct kb *kb, const struct simulation *simulation, awry_write_fn write, void *user);
awry_status simulation_json(const struct kb *kb, const struct simulation *simulation, awry_write_fn write, void *user);

#endif
