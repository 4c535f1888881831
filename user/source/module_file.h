/* SPDX-License-Identifier: GPL-2.0 */
/* A vmexit.ko that is not loaded: where it is, and what its file tells. */
#ifndef VMEXITSTAT_SOURCE_MODULE_FILE_H
#define VMEXITSTAT_SOURCE_MODULE_FILE_H

#include <stdbool.h>

/**
 * struct module_file - what is known of it
 * @path: where it is; owned
 * @indexed: depmod has seen it, and so modprobe finds it
 * @release: of the kernel it was built for; "" where that does not show; owned
 * @is_signed: or that does not show, as where it is compressed
 * @signer: the common name of the key, "" where that does not show; owned
 */
struct module_file {
	char *path;
	bool indexed;
	char *release;
	bool is_signed;
	char *signer;
};

/**
 * module_file_find() - look where it is installed, by hand or by DKMS
 * @release: for which kernel
 * @file: filled on success; module_file_free() it
 *
 * Return: whether there is one.
 */
bool module_file_find(const char *release, struct module_file *file);

void module_file_free(struct module_file *file);

/* One for any kernel, "" if there is none. To be freed. */
char *module_file_any(void);

#endif /* VMEXITSTAT_SOURCE_MODULE_FILE_H */
