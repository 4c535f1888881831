# SPDX-License-Identifier: GPL-2.0
#
# tests/cvmsim: freestanding, no floating point, at its own address; QEMU's
# multiboot loader takes 32-bit ELF only.

CVMSIM_FLAGS = -std=gnu11 $(WARN) -ffreestanding -fno-builtin -mgeneral-regs-only \
	-mno-red-zone -mcmodel=small -fno-pic -fno-pie -fno-stack-protector \
	-fcf-protection=none -fno-asynchronous-unwind-tables
CVMSIM_SRC := $(wildcard tests/cvmsim/*.c tests/cvmsim/*.S)
CVMSIM_DEPS := $(wildcard tests/cvmsim/*.h tests/cvmsim/*.mk) tests/guest/spread/spread.h

# cvmsim-build DIRECTORY,FLAG: one optimisation level, in a place of its own.
define cvmsim-build
$B/$1/%.o: tests/cvmsim/% $(CVMSIM_DEPS) | deps-build
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	$Q$(CC) $(CVMSIM_FLAGS) $2 -c -o $$@ $$<

$B/$1/cvmsim.elf: $(CVMSIM_SRC:tests/cvmsim/%=$B/$1/%.o) tests/cvmsim/cvmsim.lds
	@echo "  LD      $$@"
	$Qld -m elf_x86_64 -nostdlib -static -no-pie -z max-page-size=4096 \
		--no-warn-rwx-segments -T tests/cvmsim/cvmsim.lds -o $$@.64 $$(filter %.o,$$^)
	$Qobjcopy -O elf32-i386 $$@.64 $$@
endef
$(eval $(call cvmsim-build,cvmsim,-O2))
$(eval $(call cvmsim-build,cvmsim-O0,-O0))
