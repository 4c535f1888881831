# SPDX-License-Identifier: GPL-2.0
#
# The only front door: "make help". Kbuild beside it says what the module is
# made of; nothing here but that is used to build it.

VMEXIT_VERSION := 0.1.0
B := build

ifneq ($(words $(CURDIR)),1)
$(error kbuild cannot build in a path with spaces: $(CURDIR))
endif

# The kernel the module is for: a release with headers in /lib/modules, or one
# of those tests/guest/fetch knows (6.1, 6.12, 6.12-rt, ..., 6.1.0-47-amd64).
# With HEADERS, a kernel's build directory, it is for that one and KERNEL but its
# name.
KERNEL ?= $(shell uname -r)
HEADERS ?=
KERNELS := 6.1 6.12
FLAVOURS := 6.1-cloud 6.1-rt 6.12-cloud 6.12-rt

PREFIX ?= /usr/local
DESTDIR ?=
V ?= 0
Q := $(if $(filter 1,$V),,@)

.PHONY: all
all: tool kmod

.PHONY: help
help:
	@echo "Build and use"
	@echo "  make                 the tool, and the module for the running kernel"
	@echo "  make demo            see it work: this machine's exits, a General VM's, CVMs'"
	@echo "  make install         module, tool, man page, monitoring (PREFIX=$(PREFIX), DESTDIR=)"
	@echo "  make uninstall       take them away again"
	@echo "  make clean           remove $B/, fetched kernels included"
	@echo "Parts"
	@echo "  make tool            $B/vmexitstat"
	@echo "  make kmod KERNEL=V   $B/kmod/V/vmexit.ko; V: a release, or 6.1, 6.12, 6.12-rt, ..."
	@echo "Kernel developers: path lengths, each instruction a tick"
	@echo "  make lab KERNEL=6.12 PLATFORM=sev-snp"
	@echo "                       what each exit takes; KERNEL: or a release, a source, a bzImage in its tree"
	@echo "  make bisect GOOD=COMMIT BAD=COMMIT TREE=LINUX EXIT=cpuid PLATFORM=sev-snp [MAX=+10]"
	@echo "                       which commit made an exit longer; PLATFORM: sev-es, sev-snp, tdx, kvm"
	@echo "  make lab-table       README's table of Debian's kernels anew"
	@echo "Tests"
	@echo "  make check           everything CI runs"
	@echo "  make check T='...'   some of: $(CHECKS)"
	@echo "  make check-bisect    make bisect, on a history made for it: forty minutes"
	@echo "  make bench           instruction counts, sizes (README 'Speed and size')"
	@echo "V=1 shows the commands."

# ---- what a build or a test needs -------------------------------------------

include tests/deps.mk

# ---- the tool ---------------------------------------------------------------

CC ?= gcc
CFLAGS ?= -O2 -g
PKGS := libnl-genl-3.0 jansson ncursesw
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
CPPFLAGS_ALL = -D_GNU_SOURCE -Iinclude -Iinclude/uapi -Iuser \
	-DVMEXITSTAT_VERSION='"$(VMEXIT_VERSION)"' \
	$(shell pkg-config --cflags $(PKGS))
CFLAGS_ALL = -std=gnu11 $(WARN) $(CFLAGS) $(CPPFLAGS_ALL)
LIBS = $(shell pkg-config --libs $(PKGS)) -lRmath -lm -lpthread

USER_SRC := $(wildcard user/*.c)
USER_OBJ := $(USER_SRC:user/%.c=$B/user/%.o)
# All but main(): what the unit tests link.
USER_LIB := $(filter-out $B/user/vmexitstat.o,$(USER_OBJ))

.PHONY: tool
tool: $B/vmexitstat

$B/vmexitstat: $(USER_OBJ)
	@echo "  LD      $@"
	$Q$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# Other flags are another program.
.PHONY: FORCE
$B/flags: FORCE
	@mkdir -p $B
	@echo '$(CC) $(CFLAGS)' | cmp -s - $@ || echo '$(CC) $(CFLAGS)' >$@

$B/user/%.o: user/%.c Makefile $B/flags | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

-include $(USER_OBJ:.o=.d)

# ---- the module -------------------------------------------------------------

# Out-of-tree builds write beside their sources; a copy keeps the tree clean
# and lets several kernels stand side by side.
KMOD_SRC := Kbuild $(wildcard kmod/*.[ch]) $(wildcard include/*/*.h include/*/*/*.h)

fetched = $(filter $(KERNELS) $(FLAVOURS) $(if $(wildcard /lib/modules/$1/build),,6.1.%-amd64 6.12.%-amd64),$1)
# BTF would need pahole and this kernel's vmlinux; a test guest needs neither.
kmod-args = $(if $(HEADERS)$(call fetched,$1),CONFIG_DEBUG_INFO_BTF_MODULES=)
headers = $(or $(HEADERS),$(if $(call fetched,$1),$$(tests/guest/fetch headers $1),/lib/modules/$1/build))

.PHONY: kmod
kmod: $B/kmod/$(KERNEL)/vmexit.ko

# What changed in HEADERS, kbuild finds out.
$B/kmod/%/vmexit.ko: $(KMOD_SRC) Makefile $(if $(HEADERS),FORCE) | deps-build
	$Qif [ -z "$(HEADERS)$(call fetched,$*)" ] && [ ! -e /lib/modules/$*/build ]; then \
		echo "no headers for kernel $*: apt-get install linux-headers-$*," >&2; \
		echo "or name another: make kmod KERNEL=6.12" >&2; exit 1; fi
	@mkdir -p $(@D)
	@echo "  KMOD    $@"
	$Qcp -a --parents $(KMOD_SRC) $(@D)
	$Q$(MAKE) -s -C "$(call headers,$*)" M="$(CURDIR)/$(@D)" \
		VMEXIT_VERSION=$(VMEXIT_VERSION) $(call kmod-args,$*) modules

# ---- install ----------------------------------------------------------------

MODDIR = /lib/modules/$(KERNEL)/updates
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man/man1
COMPDIR = $(PREFIX)/share/bash-completion/completions
PUBDIR = $(PREFIX)/share/vmexitstat/published
MONDIR = $(PREFIX)/share/vmexitstat/monitoring
UNITDIR = $(PREFIX)/lib/systemd/system
MONITORING := vmexit.rules.yml vmexit.dashboard.json
UNITS := vmexit-export.service vmexit-export.timer

.PHONY: install
install: tool kmod
	$(if $(call fetched,$(KERNEL)),$(if $(DESTDIR),,$(error KERNEL=$(KERNEL) is no release: /lib/modules has none of that name)))
	install -D -m 0755 $B/vmexitstat $(DESTDIR)$(BINDIR)/vmexitstat
	install -D -m 0644 user/vmexitstat.1 $(DESTDIR)$(MANDIR)/vmexitstat.1
	install -D -m 0644 user/vmexitstat.bash-completion $(DESTDIR)$(COMPDIR)/vmexitstat
	install -D -m 0644 -t $(DESTDIR)$(PUBDIR) user/published/*.json
	install -D -m 0644 -t $(DESTDIR)$(MONDIR) $(addprefix user/monitoring/,$(MONITORING))
	install -D -m 0644 -t $(DESTDIR)$(UNITDIR) $(addprefix user/monitoring/,$(UNITS))
	sed -i 's|@BINDIR@|$(BINDIR)|' $(DESTDIR)$(UNITDIR)/vmexit-export.service
	install -D -m 0644 $B/kmod/$(KERNEL)/vmexit.ko $(DESTDIR)$(MODDIR)/vmexit.ko
	$(if $(DESTDIR),,depmod $(KERNEL))

.PHONY: uninstall
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/vmexitstat $(DESTDIR)$(MANDIR)/vmexitstat.1
	rm -f $(DESTDIR)$(COMPDIR)/vmexitstat $(DESTDIR)$(MODDIR)/vmexit.ko
	rm -f $(addprefix $(DESTDIR)$(PUBDIR)/,$(notdir $(wildcard user/published/*.json)))
	rm -f $(addprefix $(DESTDIR)$(MONDIR)/,$(MONITORING)) $(addprefix $(DESTDIR)$(UNITDIR)/,$(UNITS))
	$(if $(DESTDIR),,depmod $(KERNEL))

# ---- demo, tests ------------------------------------------------------------

.PHONY: demo
demo: tool $B/kmod/6.12/vmexit.ko $B/cvmsim/cvmsim.elf $B/tests/cvmctl | deps-guest
	$Qtests/demo

include tests/lab/lab.mk
include tests/tests.mk

.PHONY: clean
clean:
	rm -rf $B
