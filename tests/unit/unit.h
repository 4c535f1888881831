/* SPDX-License-Identifier: GPL-2.0 */
/* What every unit test program needs of Check. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <check.h>

struct unit_test {
	const char *name;
	const struct TTest **test;
};

/* The test cases of a program, the last one zeroed. */
extern const struct unit_test unit_tests[];

#endif /* TESTS_UNIT_H */
