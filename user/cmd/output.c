// SPDX-License-Identifier: GPL-2.0
/* What a command prints, on its way out. */
#include "cmd/output.h"

#include <errno.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/exit_code.h"

int output_document(document_fn *write, const void *what, const char *file)
{
	int err;

	if (file) {
		err = save_document(file, write, what);
		if (err)
			complain("%s: %s", file, strerror(-err));
		return err ? EXIT_FILE : 0;
	}
	errno = 0;
	err = write(what, stdout);
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = errno ? -errno : -EIO;
	if (!err)
		return 0;
	/* "vmexitstat | head": whoever read has seen enough. */
	if (err != -EPIPE)
		complain("standard output: %s", strerror(-err));
	return EXIT_FILE;
}

struct shown {
	const struct record *rec;
	const struct output_opts *opts;
};

static int write_shown(const void *what, FILE *out)
{
	const struct shown *shown = what;

	switch (shown->opts->form) {
	case OUT_JSON:
		return record_write(shown->rec, out);
	case OUT_CSV:
		view_csv(shown->rec, out);
		break;
	case OUT_TABLE:
		view_table(shown->rec, &shown->opts->view, out);
		break;
	}
	return 0;
}

int output_record(const struct record *rec, const struct output_opts *opts)
{
	const struct shown shown = { rec, opts };

	return output_document(write_shown, &shown, NULL);
}
