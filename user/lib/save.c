// SPDX-License-Identifier: GPL-2.0
/* A document to a file: whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/save.h"
#include "lib/complain.h"
#include "lib/util.h"

bool save_is_possible(const char *file)
{
	char *copy = xstrdup(file);
	const char *dir = dirname(copy);
	bool exists, is_file;
	struct stat st;
	int error = 0;

	exists = !lstat(file, &st);
	is_file = exists && S_ISREG(st.st_mode);
	if (exists && S_ISDIR(st.st_mode))
		error = EISDIR;
	else if ((is_file || !exists) && access(dir, W_OK | X_OK))
		error = errno;	/* links and devices: save_document() will see */
	if (error)
		complain("%s: %s", file, strerror(error));
	free(copy);
	return !error;
}

struct document {
	document_fn *write;
	const void *what;
};

/* Writes and closes; @sync: onto the disk as well. */
static int write_fd(const struct document *doc, int fd, bool sync)
{
	FILE *out = fdopen(fd, "w");
	int err;

	if (!out) {
		err = -errno;
		close(fd);
		return err;
	}
	err = doc->write(doc->what, out);
	if (!err && fflush(out))
		err = -errno;
	if (!err && sync && fsync(fd))
		err = -errno;
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

/* A terminal, a pipe, a device: there is nothing to replace. */
static int save_in_place(const struct document *doc, const char *path)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? -errno : write_fd(doc, fd, false);
}

/* Without this the new name may be lost with the power, but not the old file. */
static void sync_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* The mode of the file that goes, or what open() would have given a new one. */
static mode_t wanted_mode(const char *path)
{
	struct stat st;
	mode_t mask;

	if (!stat(path, &st))
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static int save_beside(const struct document *doc, const char *path)
{
	const char *slash = strrchr(path, '/');
	sigset_t ends, before;
	char *dir, *tmp;
	int fd, err;

	dir = slash ? xasprintf("%.*s", (int)(slash - path + 1), path) :
		      xstrdup("./");
	tmp = xasprintf("%s.vmexitstat-XXXXXX", dir);
	/* Nobody would remove the temporary file of a process that is gone. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, &before);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		goto out;
	}
	if (fchmod(fd, wanted_mode(path))) {
		err = -errno;
		close(fd);
	} else {
		err = write_fd(doc, fd, true);
	}
	if (!err && rename(tmp, path))
		err = -errno;
	if (err)
		unlink(tmp);
	else
		sync_directory(dir);
out:
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(tmp);
	free(dir);
	return err;
}

/* A link to what is open already, be it a file: that is not to be replaced. */
static bool is_open_file(const char *path)
{
	return !strcmp(path, "/dev/stdout") || !strcmp(path, "/dev/stderr") ||
	       !strncmp(path, "/dev/fd/", 8) || !strncmp(path, "/proc/", 6);
}

int save_document(const char *path, document_fn *write, const void *what)
{
	const struct document *doc = &(struct document){ write, what };
	struct stat st;
	char *target;
	int err;

	if (is_open_file(path))
		return save_in_place(doc, path);
	if (stat(path, &st)) {
		if (errno != ENOENT)
			return -errno;
		return save_beside(doc, path);
	}
	if (!S_ISREG(st.st_mode))
		return save_in_place(doc, path);
	/* Of a symbolic link, what it leads to is replaced, not the link. */
	target = realpath(path, NULL);
	if (!target)
		return -errno;
	err = save_beside(doc, target);
	free(target);
	return err;
}
