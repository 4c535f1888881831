// SPDX-License-Identifier: GPL-2.0
/* main() of every unit test program: TAP on standard output. */
#include "unit.h"

#include <locale.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	Suite *suite = suite_create(argc > 0 ? argv[0] : "unit");
	const struct unit_test *unit;
	SRunner *runner;
	int failed;

	for (unit = unit_tests; unit->name; unit++) {
		TCase *tcase = tcase_create(unit->name);

		tcase_add_test(tcase, *unit->test);
		/* For what hangs. */
		tcase_set_timeout(tcase, 900);
		suite_add_tcase(suite, tcase);
	}
	/* wcwidth() of the box characters; without it they count one anyway. */
	setlocale(LC_CTYPE, "C.UTF-8");
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
