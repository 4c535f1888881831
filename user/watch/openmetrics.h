/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor's histograms as metrics: OpenMetrics 1.0, kept to what is the same
 * in Prometheus' text format 0.0.4, which node_exporter's textfile collector reads.
 */
#ifndef VMEXITSTAT_WATCH_OPENMETRICS_H
#define VMEXITSTAT_WATCH_OPENMETRICS_H

#include <stdio.h>

#include "watch/monitor.h"

/**
 * struct metrics - what they are made of
 * @fp: the machine; its TSC's frequency is known
 * @mon: the monitor, since its reset: without a window
 */
struct metrics {
	const struct fingerprint *fp;
	const struct monitor *mon;
};

/* A document of save_document(): @what is a struct metrics. */
int openmetrics_write(const void *what, FILE *out);

#endif /* VMEXITSTAT_WATCH_OPENMETRICS_H */
