// SPDX-License-Identifier: GPL-2.0
/*
 * How often the alerts of vmexit.rules.yml are raised where nothing is wrong, simulated: minutes
 * of a host's month, each exit's samples drawn anew, the rules as they are there. TAP, and the
 * table of user/monitoring/README.md, whose lines have to stand there.
 *
 *	false_alarms README.md
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* None in so many is less than one in a hundred, by 95 %. */
#define HOSTS		300
#define EXITS		28
#define DAY		(24 * 60)
#define MONTH		(30 * DAY)
/* The monitor takes 1000 of each exit in 15 minutes, and more. */
#define SAMPLES		67
/* Of the rules: the past day without the last hour, once in ten minutes. */
#define HOUR		60
#define OFFSET		60
#define EVERY		10
#define PAST		(DAY / EVERY)
/* What is raised again so soon is one alarm to whoever is woken. */
#define APART		60

static uint64_t state;

/* In (0, 1): xorshift64*, Vigna 2016. */
static double uniform(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return ((double)((state * 2685821657736338717ULL) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/**
 * struct noise - a month in which nothing lasts
 * @name: in the table
 * @sigma: of log-normal samples; 0 for a Pareto tail
 * @shape: of that
 * @wander: standard deviation of the logarithm of what all of a host takes, half of it
 *	forgotten in half an hour
 * @day: what a working day of 10 hours multiplies, on all hosts
 * @bursts: a day, at any time
 * @minutes: they last, on average
 * @burst: what they multiply
 * @lasts: minutes of one real slowdown, in the middle of the month; 0 for none
 * @slow: what it multiplies
 */
struct noise {
	const char *name;
	double sigma, shape, wander, day, bursts, minutes, burst;
	int lasts;
	double slow;
};

#define QUIET	.sigma = 0.3, .day = 1, .burst = 1

static const struct noise noises[] = {
	{ .name = "log-normal, sigma 0.3", QUIET },
	{ .name = "Pareto tail, shape 1.5", .shape = 1.5, .day = 1, .burst = 1 },
	{ .name = "all of a host wanders by 15 %", QUIET, .wander = 0.15 },
	{ .name = "working days 1.5 times as slow", .sigma = 0.3, .day = 1.5, .burst = 1 },
	{ .name = "bursts: 10 a day, 3 min, 4 times as slow", .sigma = 0.3, .day = 1, .bursts = 10,
	  .minutes = 3, .burst = 4 },
	{ .name = "all of these but the Pareto tail", .sigma = 0.3, .wander = 0.15, .day = 1.3,
	  .bursts = 10, .minutes = 3, .burst = 4 },
};

/* What the alerts are for. */
static const struct noise slowdowns[] = {
	{ .name = "2.2 times as slow for two hours", QUIET, .lasts = 120, .slow = 2.2 },
};

/**
 * struct alert - a rule
 * @name: there
 * @quantile: what it looks at
 * @ratio: how many times the past day's that has to be
 * @usual: which quantile of the past day's counts
 * @window: of what it looks at, in minutes
 * @share: of the last hour that has to be so
 * @against_others: whose working days are the same
 *
 * A quantile is read from buckets a quarter wide, which may add some percent to a ratio.
 */
struct alert {
	const char *name;
	double quantile, ratio, usual;
	int window;
	double share;
	bool against_others;
};

#define READ		1.05
#define MOST_WINDOW	15

static const struct alert alerts[] = {
	{ "VmexitP99Doubled", 0.99, 1.9 / READ, 0.75, 5, 0.9, false },
	{ "VmexitSlowerAgainstGeneralVM", 0.5, 2 / READ, 0.5, 15, 1, true },
};

/* P(sample > @x), x over the median of the samples. */
static double exceeds(const struct noise *noise, double x)
{
	if (noise->sigma > 0)
		return erfc(log(x) / noise->sigma / M_SQRT2) / 2;
	return fmin(0.5 * pow(x, -noise->shape), 1);
}

static double quantile(const struct noise *noise, double q)
{
	double low = 1e-3, high = 1e6;

	while (high / low > 1 + 1e-9) {
		double mid = sqrt(low * high);

		if (exceeds(noise, mid) > 1 - q)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* What each minute of a host multiplies. */
static void make_month(const struct noise *noise, bool against_others, double *times)
{
	const double keep = pow(0.5, 1 / 30.0);
	double wander = noise->wander * normal(), left = 0, next = INFINITY;
	int t;

	if (noise->bursts > 0)
		next = -log(uniform()) * DAY / noise->bursts;
	for (t = 0; t < MONTH; t++) {
		wander = keep * wander + sqrt(1 - keep * keep) * noise->wander * normal();
		times[t] = exp(wander);
		if (!against_others && t % DAY >= 8 * 60 && t % DAY < 18 * 60)
			times[t] *= noise->day;
		if (t >= next) {
			left = -log(uniform()) * noise->minutes;
			next = t - log(uniform()) * DAY / noise->bursts;
		}
		if (left > 0)
			times[t] *= noise->burst;
		left--;
		if (noise->lasts && t >= MONTH / 2 && t < MONTH / 2 + noise->lasts)
			times[t] *= noise->slow;
	}
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The quantile @q of the day before each minute; from the second day on. */
static void make_past(const double *times, double q, double *past)
{
	double day[PAST];
	int t, i, nr;

	for (t = DAY; t < MONTH; t++) {
		if (t % EVERY) {
			past[t] = past[t - 1];
			continue;
		}
		for (i = nr = 0; i < PAST; i++)
			if (t - OFFSET - i * EVERY >= 0)
				day[nr++] = times[t - OFFSET - i * EVERY];
		qsort(day, nr, sizeof(*day), compare);
		past[t] = day[(int)(nr * q)];
	}
}

/* Of SAMPLES, each with probability @p, none with @none; by inversion, as most often it is none. */
static int draw(double p, double none)
{
	double u = uniform(), odds, term = none;
	int n = 0;

	if (u <= none)
		return 0;
	if (none <= 0)
		return (int)round(SAMPLES * p);
	odds = p / (1 - p);
	while (u > term && n < SAMPLES) {
		u -= term;
		term *= odds * (SAMPLES - n) / (n + 1);
		n++;
	}
	return n;
}

/**
 * struct month - of a host
 * @p: of a sample of that minute to be above what alerts
 * @none: of no sample of it to be
 * @raised: one exit has the alert
 */
struct month {
	double p[MONTH], none[MONTH];
	bool raised[MONTH];
};

/* Marks the minutes in which one exit of a host raises the alert. */
static void raise(const struct alert *alert, struct month *month)
{
	int above[MOST_WINDOW] = { 0 }, sum = 0, held = 0, t;
	bool hour[HOUR] = { false };

	for (t = DAY; t < MONTH; t++) {
		int n = draw(month->p[t], month->none[t]);
		bool is_above;

		sum += n - above[t % alert->window];
		above[t % alert->window] = n;
		is_above = sum > (1 - alert->quantile) * SAMPLES * alert->window;
		held += is_above - hour[t % HOUR];
		hour[t % HOUR] = is_above;
		month->raised[t] |= held >= alert->share * HOUR;
	}
}

/* Alarms of one host's month. */
static int alarms_of(const struct noise *noise, const struct alert *alert)
{
	static double times[MONTH], past[MONTH];
	static struct month month;
	double typical = quantile(noise, alert->quantile);
	int alarms = 0, last = -APART - 1, t, i;

	make_month(noise, alert->against_others, times);
	make_past(times, alert->usual, past);
	memset(&month, 0, sizeof(month));
	for (t = DAY; t < MONTH; t++) {
		month.p[t] = exceeds(noise, typical * alert->ratio * past[t] / times[t]);
		month.none[t] = pow(1 - month.p[t], SAMPLES);
	}
	for (i = 0; i < EXITS; i++)
		raise(alert, &month);
	for (t = 0; t < MONTH; t++) {
		if (!month.raised[t])
			continue;
		alarms += t - last > APART;
		last = t;
	}
	return alarms;
}

static double rate(const struct noise *noise, const struct alert *alert)
{
	int host, alarms = 0;

	state = 20261128;
	for (host = 0; host < HOSTS; host++)
		alarms += alarms_of(noise, alert);
	return (double)alarms / HOSTS;
}

static int nr, failed;

static void ok(bool well, const char *alert, const char *what, const char *noise)
{
	printf("%sok %d - %s, %s: %s\n", well ? "" : "not ", ++nr, alert, noise, what);
	failed |= !well;
}

static bool stands_in(const char *file, const char *line)
{
	static char text[1 << 16];
	FILE *in = fopen(file, "r");
	size_t len;

	if (!in)
		return false;
	len = fread(text, 1, sizeof(text) - 1, in);
	text[len] = '\0';
	fclose(in);
	return strstr(text, line);
}

int main(int argc, char **argv)
{
	double rates[2], seen;
	char line[200];
	size_t i, j;

	if (argc != 2)
		return 2;
	for (i = 0; i < sizeof(noises) / sizeof(*noises); i++) {
		for (j = 0; j < 2; j++) {
			rates[j] = rate(&noises[i], &alerts[j]);
			ok(rates[j] <= 0.01, alerts[j].name, "one in a hundred host-months at most",
			   noises[i].name);
		}
		snprintf(line, sizeof(line), "| %s | %.2f | %.2f |", noises[i].name, rates[0], rates[1]);
		printf("# %s\n", line);
		ok(stands_in(argv[1], line), "both", "told in the README", noises[i].name);
	}
	for (j = 0; j < 2; j++) {
		seen = rate(&slowdowns[0], &alerts[j]);
		printf("# %s, %s: %.2f\n", alerts[j].name, slowdowns[0].name, seen);
		ok(seen == 1, alerts[j].name, "is seen, once on each host", slowdowns[0].name);
	}
	printf("1..%d\n", nr);
	return failed;
}
