# SPDX-License-Identifier: GPL-2.0
#
# The only front door: "make help". Kbuild beside it says what the module is
# made of; nothing here but that is used to build it.

VMEXIT_VERSION := $(shell sed -n 's/^VMEXIT_VERSION := //p' Kbuild)
B := build

ifneq ($(words $(CURDIR)),1)
$(error kbuild cannot build in a path with spaces: $(CURDIR))
endif

# The kernel the module is for: a release with headers in /lib/modules, or one
# of those tests/guest/fetch knows (5.10, 6.12, 7.3-rt, ..., 6.1.0-47-amd64).
# With HEADERS, a kernel's build directory, it is for that one and KERNEL but its
# name.
KERNEL ?= $(shell uname -r)
HEADERS ?=
KERNELS := 5.10 6.1 6.12 7.2 7.3
FLAVOURS := $(foreach k,$(KERNELS),$k-cloud $k-rt)
# Not Debian's: built with what a kernel has to watch over itself.
DEBUG := 6.12-debug 7.3-debug

PREFIX ?= /usr/local
DESTDIR ?=
# Where a user who is not root finds modinfo and depmod.
export PATH := $(PATH):/usr/sbin:/sbin
V ?= 0
Q := $(if $(filter 1,$V),,@)
# Before a recipe that calls make, which then shares its jobs; but what make -n prints it does not run.
SUB = $(if $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS)))),,+)

.PHONY: all
all: tool kmod

.PHONY: help
help:
	@echo "Build and use"
	@echo "  make                 the tool, and the module for the running kernel"
	@echo "  make demo            see it work: this machine's exits, a General VM's, CVMs'"
	@echo "  make install         module, tool, man pages, completion, monitoring (PREFIX=$(PREFIX), DESTDIR=)"
	@echo "  make uninstall       take them away again"
	@echo "  make install-dkms    the module's source, which DKMS builds for each kernel (dkms install vmexit/$(VMEXIT_VERSION)); uninstall-dkms"
	@echo "  make deb             Debian packages of all that, in $B/deb; make rpm: Fedora's, in $B/rpm"
	@echo "  make clean           remove $B/, fetched kernels included"
	@echo "Parts"
	@echo "  make tool            $B/vmexitstat"
	@echo "  make kmod KERNEL=V   $B/kmod/V/vmexit.ko; V: a release, or 5.10, 6.12, 7.3-rt, ..."
	@echo "Kernel developers: path lengths, each instruction a tick"
	@echo "  make lab KERNEL=7.3 PLATFORM=sev-snp"
	@echo "                       what each exit takes; KERNEL: or a release, a source, a bzImage in its tree"
	@echo "  make bisect GOOD=COMMIT BAD=COMMIT TREE=LINUX EXIT=cpuid PLATFORM=sev-snp [MAX=+10]"
	@echo "                       which commit made an exit longer; PLATFORM: sev-es, sev-snp, tdx: in the guest;"
	@echo "                       kvm, kvm-sev-es, kvm-sev-snp: in the host"
	@echo "  make lab-functions KERNEL=7.3 PLATFORM=kvm-sev-es EXIT=cpuid:0x1/ghcb-page"
	@echo "                       in which of the host's functions one exit's instructions are"
	@echo "  make lab-table       the table in tests/lab/README.md anew"
	@echo "  make qemu            what PLATFORM=kvm runs on; built when it is missing: four minutes"
	@echo "Tests"
	@echo "  make check           everything CI runs: the oldest kernel, the stable one, the newest"
	@echo "  make check T='...'   some of: $(CHECKS)"
	@echo "  make check-bisect    make bisect, on a history made for it: forty minutes"
	@echo "  make check-compilers every gcc and clang here, -O0 to -O3, fortified; what is asked of headers"
	@echo "  make check-all       all of these, and every kernel on every platform: hours"
	@echo "  make bench           instruction counts, sizes (kmod/README.md)"
	@echo "V=1 shows the commands. Warnings are errors in tests alone."

# ---- what a build or a test needs -------------------------------------------

include tests/deps.mk

# ---- the tool ---------------------------------------------------------------

CFLAGS ?= -O2 -g
PKGS := libnl-genl-3.0 jansson ncursesw
# Errors in tests alone: whoever builds this with the compiler of next year can use it.
# Exported, as tests call make and are not to build another program.
WERROR ?=
check bench: export WERROR := -Werror
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(WERROR)
CPPFLAGS_ALL = -D_GNU_SOURCE -Iinclude -Iinclude/uapi -Iuser \
	-DVMEXITSTAT_VERSION='"$(VMEXIT_VERSION)"' \
	$(shell pkg-config --cflags $(PKGS))
CFLAGS_ALL = -std=gnu11 $(WARN) $(CFLAGS) $(CPPFLAGS_ALL)
LIBS = $(shell pkg-config --libs $(PKGS)) -lRmath -lm -lpthread

USER_SRC := $(wildcard user/main.c user/*/*.c)
USER_OBJ := $(USER_SRC:user/%.c=$B/user/%.o)
# All but main(): what the unit tests link.
USER_LIB := $(filter-out $B/user/main.o,$(USER_OBJ))

COMPLETIONS := $(addprefix $B/completion/,bash zsh fish)

.PHONY: tool
tool: $B/vmexitstat $(COMPLETIONS)

$B/vmexitstat: $(USER_OBJ)
	@echo "  LD      $@"
	$Q$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# By what the tool itself says of its options.
$(COMPLETIONS): $B/completion/%: user/completion.sh $B/vmexitstat
	@mkdir -p $(@D)
	@echo "  GEN     $@"
	$Quser/completion.sh $B/vmexitstat $* >$@.new
	@mv $@.new $@

# Other flags are another program.
.PHONY: FORCE
$B/flags: FORCE
	@mkdir -p $B
	@echo '$(CC) $(CFLAGS) $(WERROR)' | cmp -s - $@ || echo '$(CC) $(CFLAGS) $(WERROR)' >$@

$B/user/%.o: user/%.c Makefile $B/flags | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

-include $(USER_OBJ:.o=.d)

# ---- the module -------------------------------------------------------------

# Out-of-tree builds write beside their sources; a copy keeps the tree clean
# and lets several kernels stand side by side.
KMOD_SRC := Kbuild $(wildcard kmod/*.[ch] kmod/compat.mk kmod/compat/*.c) $(wildcard include/*/*.h include/*/*/*.h)

fetched = $(filter $(KERNELS) $(FLAVOURS) $(DEBUG) $(if $(wildcard /lib/modules/$1),,%-amd64),$1)
# A release with modules here is a real one, be it without its headers.
# BTF would need pahole and this kernel's vmlinux; a test guest needs neither, and no word about them.
kmod-args = $(if $(HEADERS)$(call fetched,$1),CONFIG_DEBUG_INFO_BTF_MODULES= PAHOLE_VERSION='$$(CONFIG_PAHOLE_VERSION)')
headers = $(or $(HEADERS),$(if $(call fetched,$1),$$(tests/guest/fetch headers $1),/lib/modules/$1/build))
# kbuild KERNEL,DIRECTORY: what cannot be fetched has been said, and make has nothing to add.
kbuild = headers="$(call headers,$1)" && $(MAKE) -s -C "$$headers" M="$(abspath $2)" $(call kmod-args,$1)

.PHONY: kmod
kmod: $B/kmod/$(KERNEL)/vmexit.ko

# What changed in HEADERS, kbuild finds out.
$B/kmod/%/vmexit.ko: $(KMOD_SRC) Makefile $(if $(HEADERS),FORCE) | deps-build
	$Qif [ -n "$(HEADERS)$(call fetched,$*)" ] || [ -e /lib/modules/$*/build ]; then :; \
	elif [ -e /lib/modules/$* ] || [ "$*" = "$$(uname -r)" ]; then \
		echo "kernel $* lacks its headers: install them (Debian, Ubuntu: linux-headers-$*; Fedora:" >&2; \
		echo "kernel-devel-$*), or name another: make kmod KERNEL=6.12" >&2; exit 1; \
	else \
		echo "no kernel $* here, nor does tests/guest/fetch know one: its build directory is HEADERS=..." >&2; exit 1; fi
	@mkdir -p $(@D)
	@echo "  KMOD    $@"
	$Qcp -a --parents $(KMOD_SRC) $(@D)
	$Q$(SUB)$(call kbuild,$*,$(@D)) modules

# Compiled, not linked: for a kernel of which no more than its headers is made. INTO: who runs beside others has a
# place of its own.
INTO ?= $B/kmod-compiles
.PHONY: kmod-compiles
kmod-compiles: | deps-build
	@rm -rf "$(INTO)"
	@mkdir -p "$(INTO)"
	$Qcp -a --parents $(KMOD_SRC) "$(INTO)"
	$Q$(SUB)$(call kbuild,$(KERNEL),$(INTO)) vmexit.o

# ---- install ----------------------------------------------------------------

# The release that the module is for, whatever it was asked for as.
release = $(or $(shell modinfo -F vermagic $B/kmod/$(KERNEL)/vmexit.ko 2>/dev/null | cut -d ' ' -f 1),$(KERNEL))
MODDIR = /lib/modules/$(release)/updates
DKMSDIR = /usr/src/vmexit-$(VMEXIT_VERSION)
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR = $(PREFIX)/share/zsh/site-functions
FISHDIR = $(PREFIX)/share/fish/vendor_completions.d
PUBDIR = $(PREFIX)/share/vmexitstat/published
MONDIR = $(PREFIX)/share/vmexitstat/monitoring
UNITDIR = $(PREFIX)/lib/systemd/system
MONITORING := README.md vmexit.rules.yml vmexit.dashboard.json
UNITS := vmexit-export.service vmexit-export.timer

.PHONY: install
install: install-tool install-monitoring kmod
	$Q[ -n "$(DESTDIR)" ] || [ -e /lib/modules/$(release) ] || { \
		echo "the module is for $(release), and there is no such kernel here: KERNEL=$$(uname -r)?" >&2; exit 1; }
	install -D -m 0644 $B/kmod/$(KERNEL)/vmexit.ko $(DESTDIR)$(MODDIR)/vmexit.ko
	install -D -m 0644 kmod/vmexit.8 $(DESTDIR)$(MANDIR)/man8/vmexit.8
	$(if $(DESTDIR),,depmod $(release))

.PHONY: install-tool
install-tool: tool
	install -D -m 0755 $B/vmexitstat $(DESTDIR)$(BINDIR)/vmexitstat
	install -D -m 0644 user/vmexitstat.1 $(DESTDIR)$(MANDIR)/man1/vmexitstat.1
	install -D -m 0644 $B/completion/bash $(DESTDIR)$(BASHDIR)/vmexitstat
	install -D -m 0644 $B/completion/zsh $(DESTDIR)$(ZSHDIR)/_vmexitstat
	install -D -m 0644 $B/completion/fish $(DESTDIR)$(FISHDIR)/vmexitstat.fish
	install -D -m 0644 -t $(DESTDIR)$(PUBDIR) user/published/*.json

.PHONY: install-monitoring
install-monitoring:
	install -D -m 0644 -t $(DESTDIR)$(MONDIR) $(addprefix user/monitoring/,$(MONITORING))
	install -D -m 0644 -t $(DESTDIR)$(UNITDIR) $(addprefix user/monitoring/,$(UNITS))
	sed -i 's|@BINDIR@|$(BINDIR)|' $(DESTDIR)$(UNITDIR)/vmexit-export.service
	sed -i 's|/usr/local/share|$(PREFIX)/share|' $(DESTDIR)$(MONDIR)/README.md

# The module's source, where DKMS builds it for each kernel: dkms install vmexit/VERSION
.PHONY: install-dkms
install-dkms:
	install -d -m 0755 $(DESTDIR)$(DKMSDIR)
	cp --parents --preserve=timestamps $(KMOD_SRC) $(DESTDIR)$(DKMSDIR)
	sed 's/#MODULE_VERSION#/$(VMEXIT_VERSION)/' kmod/dkms.conf >$(DESTDIR)$(DKMSDIR)/dkms.conf
	install -D -m 0644 kmod/vmexit.8 $(DESTDIR)$(MANDIR)/man8/vmexit.8

.PHONY: uninstall
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/vmexitstat $(addprefix $(DESTDIR)$(MANDIR)/,man1/vmexitstat.1 man8/vmexit.8)
	rm -f $(DESTDIR)$(BASHDIR)/vmexitstat $(DESTDIR)$(ZSHDIR)/_vmexitstat $(DESTDIR)$(FISHDIR)/vmexitstat.fish
	rm -f $(DESTDIR)$(MODDIR)/vmexit.ko
	rm -f $(addprefix $(DESTDIR)$(PUBDIR)/,$(notdir $(wildcard user/published/*.json)))
	rm -f $(addprefix $(DESTDIR)$(MONDIR)/,$(MONITORING)) $(addprefix $(DESTDIR)$(UNITDIR)/,$(UNITS))
	$(if $(DESTDIR),,depmod $(release))

# Not a package's source, which dpkg knows of.
.PHONY: uninstall-dkms
uninstall-dkms:
	$Q! dpkg -S $(DKMSDIR) >/dev/null 2>&1 || { echo "$(DKMSDIR) is vmexit-dkms's: apt-get purge vmexit-dkms" >&2; exit 1; }
	$(if $(DESTDIR),,-dkms remove vmexit/$(VMEXIT_VERSION) --all)
	rm -rf $(DESTDIR)$(DKMSDIR) $(DESTDIR)$(MANDIR)/man8/vmexit.8

# ---- packages ---------------------------------------------------------------

include tests/packages/packages.mk

# ---- demo, tests ------------------------------------------------------------

.PHONY: demo
demo: tool $B/kmod/6.12/vmexit.ko $B/cvmsim/cvmsim.elf $B/tests/cvmctl | deps-guest
	$Qtests/demo

include tests/qemu/qemu.mk
include tests/lab/lab.mk
include tests/tests.mk

.PHONY: clean
clean:
	rm -rf $B
