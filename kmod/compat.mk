# SPDX-License-Identifier: GPL-2.0
#
# What this kernel's headers have, found by compiling: kernels with backports
# call themselves older than they are. Each kmod/compat/NAME.c that compiles
# defines VMEXIT_HAS_NAME, for compat.h.

vmexit-compiles = $(shell $(CC) $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS) \
	-DMODULE -fsyntax-only $(src)/kmod/compat/$1.c >/dev/null 2>&1 && \
	echo -DVMEXIT_HAS_$1 | tr a-z A-Z)

vmexit-compat := $(foreach test,$(basename $(notdir $(wildcard $(src)/kmod/compat/*.c))),$(call vmexit-compiles,$(test)))
ccflags-y += $(vmexit-compat)
