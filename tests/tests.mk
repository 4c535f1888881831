# SPDX-License-Identifier: GPL-2.0
#
# make check: every test is a name that tests/run knows; prove runs them and
# counts.

# A room each, as in user/; and of include/vmexit and tests/cvmsim.
UNIT_TESTS := $(patsubst tests/unit/%.c,unit:%,$(wildcard tests/unit/*/*.c))
CLI_TESTS := $(patsubst tests/cli/%.sh,cli:%,$(wildcard tests/cli/*.sh))
CVMSIM_PLATFORMS := sim sev sev-es sev-snp
SMP_PLATFORMS := $(CVMSIM_PLATFORMS) tdx
# Kernels that cannot be such a guest; tests/matrix knows why.
not-sev-snp := 5.10
not-tdx := 5.10 6.1
# on KERNELS,PLATFORMS,VARIANT: the tests of that kind
on = $(foreach k,$1,$(foreach p,$2,$(if $(filter $k,$(not-$p)),,guest:$p-$k$3)))
PLATFORMS := tcg kvm $(CVMSIM_PLATFORMS) vtom tdx
MATRIX := $(call on,$(KERNELS),$(PLATFORMS)) $(call on,$(FLAVOURS),tcg)
# Guests of a real KVM, 6.12's or the one they say to be on. 6.1's takes no SNP guests.
SEV_TESTS := $(foreach kernel,6.1 6.12 7.3,$(addprefix guest:kvm-sev-,es-$(kernel) es-$(kernel)-on-6.1 es-$(kernel)-on-7.3 \
	snp-$(kernel) snp-$(kernel)-on-7.3))
# As much of it as 25 minutes hold: the oldest kernel, that of Debian's stable release and the newest, each platform and
# each kind of test once or twice.
GUEST_TESTS := $(call on,5.10,tcg sev-es) $(call on,6.12,tcg kvm sim tdx vtom) guest:tcg-7.3 guest:sev-snp-7.3 \
	$(call on,6.12,$(SMP_PLATFORMS),-smp) $(call on,6.12,kvm sim,-icount) \
	guest:sev-snp-6.12-hosts guest:sev-es-6.12-signs guest:sev-es-6.12-routes guest:tdx-6.12-reduceve \
	guest:tcg-6.12-latency guest:tcg-6.12-mmio guest:sev-snp-6.12-compare guest:tcg-5.10-monitor \
	guest:sim-6.12-monitor-icount guest:tcg-5.10-watch guest:kvm-sev-snp-6.12 \
	guest:tcg-6.12-doctor guest:uefi-6.12
# All there is on any kernel, but for those.
MORE_TESTS := $(filter-out $(GUEST_TESTS),$(MATRIX) $(call on,5.10 6.1 6.12 7.3,kvm $(CVMSIM_PLATFORMS) tdx,-icount) \
	$(call on,6.12 7.3,$(SMP_PLATFORMS),-smp) \
	guest:sev-es-6.12-hosts guest:sev-snp-7.3-routes guest:sev-es-7.3-older guest:tdx-6.12-fences guest:sim-6.12-monitor \
	guest:sev-snp-7.3-monitor guest:tdx-6.12-monitor guest:tcg-6.12-ynl \
	$(call on,6.12-debug,tcg) $(call on,6.12-debug,tcg,-faults) $(call on,6.12-debug,tcg,-latency) \
	$(SEV_TESTS) guest:kvm-sev-es-6.12-icount guest:kvm-sev-snp-6.12-icount \
	guest:kvm-sev-es-6.12-smp guest:kvm-sev-snp-6.12-smp) \
	$(addprefix lab:,sev-snp-6.12 kvm-sev-es-6.12 kvm-sev-snp-6.12) qemu kvm-selftests rmp grafana alarms
# Those of minutes first: one that begins last has a CPU to itself, and the other has nothing to do.
LONG_TESTS := guest:kvm-sev-snp-6.12 static unit:compare/claims guest:sev-es-5.10 guest:tcg-5.10-watch
CHECKS := $(strip $(UNIT_TESTS) schema fuzz:record $(CLI_TESTS) harness $(GUEST_TESTS))
CHECKS := $(LONG_TESTS) $(filter-out $(LONG_TESTS),$(CHECKS))
T ?= $(CHECKS)

.PHONY: check
check: tool check-needs | deps-unit deps-check $(if $(filter guest:% lab:% harness static cli:ktap qemu kvm-selftests rmp,$T),deps-guest) \
		$(if $(filter static,$T),deps-static) $(if $(filter kvm-selftests,$T)$(findstring -debug,$T),deps-lab) \
		$(if $(filter cli:html,$T),deps-browser) $(if $(filter cli:monitoring,$T),deps-systemd) \
		$(if $(filter grafana,$T),deps-grafana) \
		$(if $(filter cli:completion,$T),deps-shells)
	$Qtests/check $(T)

# Only what the chosen tests need.
.PHONY: check-needs
check-needs: $(if $(filter unit:%,$T),unit-needs) $(if $(filter fuzz:%,$T),fuzz-needs) \
	$(if $(filter guest:% harness,$T),guest-needs) \
	$(if $(filter guest:kvm-sev-% lab:kvm% qemu kvm-selftests rmp,$T),$(QEMU) $B/tests/kvmsev) \
	$(if $(filter lab:%,$T),$(LAB_NEEDS) $B/kmod/6.12/vmexit.ko) \
	$(if $(filter cli:monitoring,$T),$B/kmod/6.12/vmexit.ko) \
	$(if $(filter qemu,$T),$B/vmexitstat $B/kmod/6.12/vmexit.ko $B/kmod-prefixes/6.12/prefixes.ko) \
	$(if $(filter rmp,$T),$B/kmod-rmp/6.12/rmp.ko) \
	$(if $(filter alarms,$T),$B/tests/false_alarms) $(if $(call guest-kernels,tcg,-ynl),$B/tests/ynl_check)

# ---- on this machine --------------------------------------------------------

UNIT_FLAGS := -Itests/unit
$B/unit/%: tests/unit/%.c tests/unit/unit.c tests/unit/sample.c \
		tests/unit/unit.h tests/unit/sample.h $(USER_LIB) | deps-unit
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) $(UNIT_FLAGS) -o $@ $(filter %.c %.o,$^) \
		$(LIBS) $(shell pkg-config --libs check)

# What nothing of the tool's includes.
$B/unit/vmexit/isolation: include/vmexit/isolation.h

# Not the tool's: cvmsim's, which has no other way to be fed.
$B/unit/cvmsim/opcode: tests/cvmsim/opcode.c $(wildcard tests/cvmsim/*.h)

.PHONY: unit-needs
unit-needs: $(patsubst unit:%,$B/unit/%,$(filter unit:%,$T))

# All that a record passes through, with every check the compiler has.
FUZZ_SRC := tests/fuzz/fuzz_record.c tests/unit/sample.c \
	$(foreach room,lib record compare view,$(wildcard user/$(room)/*.c))
$B/fuzz/fuzz_record: $(FUZZ_SRC) $(wildcard user/*/*.h include/*/*.h include/*/*/*.h) \
		tests/unit/sample.h Makefile | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) $(UNIT_FLAGS) -O1 -fsanitize=address,undefined \
		-fno-sanitize-recover=all -o $@ $(filter %.c,$^) $(LIBS)

.PHONY: fuzz-needs
fuzz-needs: $B/fuzz/fuzz_record

# ---- the hypervisor under some guests -----------------------------------------

include tests/cvmsim/cvmsim.mk

# ---- modules only tests load ------------------------------------------------

# The module with some functions replaced: $1.c in tests/guest/$1 says why; $2: which ones.
define wrapped-module
$B/kmod-$1/%/vmexit.ko: $(KMOD_SRC) $(wildcard tests/guest/$1/*) Makefile | deps-build deps-guest
	@mkdir -p $$(@D)
	@echo "  KMOD    $$@"
	$Qcp -a --parents $(KMOD_SRC) $$(@D)
	$Qcp -a tests/guest/$1/. $$(@D)
	$Q{ cat Kbuild; echo 'vmexit-y += $1.o'; echo 'ccflags-y += -I$$$$(src)'; \
		echo 'ldflags-y += $(patsubst %,--wrap=vmexit_%,$2)'; } >$$(@D)/Kbuild
	$Q$$(SUB)$$(call kbuild,$$*,$$(@D)) modules
endef
$(eval $(call wrapped-module,spread,loop_trap loop_inb loop_outb))
$(eval $(call wrapped-module,broken,loop_ghcb_msr finish_ghcb ghcb_find))

# Modules of their own: a yardstick, NMIs on demand, CPUs that stay.
KMOD_COMPAT := kmod/compat.h kmod/compat.mk kmod/compat
define test-module
$B/kmod-$1/%/$2.ko: $(wildcard tests/guest/$1/* kmod/compat* kmod/compat/*.c) | deps-build deps-guest
	@mkdir -p $$(@D)
	@echo "  KMOD    $$@"
	$Qcp -a --parents $(KMOD_COMPAT) $$(@D)
	$Qcp -a tests/guest/$1/. $$(@D)
	$Q$$(SUB)$$(call kbuild,$$*,$$(@D)) modules
endef
$(eval $(call test-module,loop,plainloop))
$(eval $(call test-module,nmistorm,nmistorm))
$(eval $(call test-module,nooffline,nooffline))
$(eval $(call test-module,faulty,faulty))
$(eval $(call test-module,rulebreaker,rulebreaker))
$(eval $(call test-module,prefixes,prefixes))
$(eval $(call test-module,rmp,rmp))

# The module's GHCB calls by themselves.
$B/kmod-direct/%/direct.ko: $(wildcard tests/guest/direct/*) $(wildcard kmod/ghcb*.[ch] kmod/tdx.[ch] kmod/compat* kmod/compat/*.c kmod/mmio.h) \
		$(wildcard include/*/*.h include/*/*/*.h) | deps-build deps-guest
	@mkdir -p $(@D)
	@echo "  KMOD    $@"
	$Qcp -a --parents kmod/ghcb*.[ch] kmod/tdx.[ch] $(KMOD_COMPAT) kmod/mmio.h include $(@D)
	$Qcp -a tests/guest/direct/. $(@D)
	$Q$(SUB)$(call kbuild,$*,$(@D)) modules

# Built anew each time, into a place of its own, for the warnings alone.
SPARSE ?= 2
.PHONY: kmod-sparse
kmod-sparse: | deps-static deps-guest
	@mkdir -p $B/kmod-sparse
	$Qcp -a --parents $(KMOD_SRC) $B/kmod-sparse
	$Q$(SUB)$(call kbuild,$(SPARSE_KERNEL),$B/kmod-sparse) W=1 C=$(SPARSE) modules

# ---- programs only tests run ------------------------------------------------

$B/tests/false_alarms: tests/monitoring/false_alarms.c | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -o $@ $< -lm

# Of a kernel's source, 150 MB, as the laboratory's history is.
$B/tests/ynl_check: tests/ynl/build tests/ynl/ynl_check.c include/uapi/linux/vmexit.yaml | deps-build deps-check deps-guest
	@echo "  YNL     $@"
	$Qtests/ynl/build $@

$B/tests/netlink_fuzz: tests/guest/prog/netlink_fuzz.c include/uapi/linux/vmexit.h | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -static -o $@ $<

$B/tests/spread_check: tests/guest/prog/spread_check.c tests/guest/spread/spread.h $(USER_LIB) | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -o $@ $< $(USER_LIB) $(LIBS)

$B/tests/cvmctl: tests/guest/prog/cvmctl.c tests/cvmsim/control.h | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -static -o $@ $<

# In an archive that is kept, so it stands alone.
$B/tests/kvmsev: $(wildcard tests/kvmsev/*.[ch]) | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -static -pthread -o $@ $(filter %.c,$^)

# Those that ask the module by what the tool is made of.
$B/tests/dump_cost $B/tests/monitor_dump: $B/tests/%: tests/guest/prog/%.c $(USER_LIB) | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -o $@ $< $(USER_LIB) $(LIBS)

$B/tests/read_cost $B/tests/sysfs_storm: $B/tests/%: tests/guest/prog/%.c | deps-build
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$Q$(CC) $(CFLAGS_ALL) -static -o $@ $<

# What the chosen guests need, by the kernel in their names.
guest-kernels = $(foreach k,$(KERNELS) $(FLAVOURS) $(DEBUG),$(if $(filter $(1:%=guest:%-$k$2),$T),$k))
SEV_KERNELS = $(call guest-kernels,kvm-sev-es kvm-sev-snp) \
	$(foreach on,-icount -smp -on-6.1 -on-7.3,$(call guest-kernels,kvm-sev-es kvm-sev-snp,$(on)))
CVMSIM_KERNELS = $(call guest-kernels,$(CVMSIM_PLATFORMS) vtom tdx) \
	$(call guest-kernels,$(CVMSIM_PLATFORMS) tdx,-icount) $(call guest-kernels,sev-es sev-snp,-hosts) \
	$(call guest-kernels,sev-es,-signs) $(call guest-kernels,sev-es sev-snp,-routes) \
	$(call guest-kernels,tdx,-reduceve) $(call guest-kernels,tdx,-fences) $(call guest-kernels,sev-snp,-compare) \
	$(call guest-kernels,$(SMP_PLATFORMS),-smp) $(call guest-kernels,sim sev-snp tdx,-monitor) $(call guest-kernels,sim,-monitor-icount) $(if $(filter guest:sev-es-7.3-older,$T),6.12 7.3)
GUEST_NEEDS = $B/vmexitstat $B/tests/netlink_fuzz $B/tests/spread_check $B/tests/monitor_dump $B/tests/read_cost $B/tests/sysfs_storm \
	$(patsubst %,$B/kmod/%/vmexit.ko,$(sort $(call guest-kernels,tcg kvm uefi) $(call guest-kernels,tcg,-mmio) $(call guest-kernels,tcg,-monitor) $(call guest-kernels,tcg,-watch) \
		$(call guest-kernels,tcg,-ynl) $(call guest-kernels,tcg,-faults) $(call guest-kernels,tcg,-latency) $(call guest-kernels,tcg,-doctor) $(if $(call guest-kernels,tcg,-doctor),5.10) \
		$(call guest-kernels,kvm,-icount) $(SEV_KERNELS) $(CVMSIM_KERNELS))) \
	$(patsubst %,$B/kmod-spread/%/vmexit.ko,$(call guest-kernels,tcg)) \
	$(patsubst %,$B/kmod-nmistorm/%/nmistorm.ko,$(sort $(call guest-kernels,tcg) $(call guest-kernels,tcg,-latency) $(SEV_KERNELS) $(CVMSIM_KERNELS))) \
	$(patsubst %,$B/kmod-rulebreaker/%/rulebreaker.ko,$(sort $(CVMSIM_KERNELS) $(if $(filter harness,$T),6.12))) \
	$(patsubst %,$B/kmod-broken/%/vmexit.ko,$(sort $(call guest-kernels,sev-es sev-snp) $(if $(filter harness,$T),6.12))) \
	$(patsubst %,$B/kmod-direct/%/direct.ko,$(sort $(CVMSIM_KERNELS))) \
	$(if $(CVMSIM_KERNELS)$(filter harness,$T),$B/cvmsim/cvmsim.elf $B/cvmsim-O0/cvmsim.elf $B/tests/cvmctl) \
	$(patsubst %,$B/kmod-faulty/%/faulty.ko,$(call guest-kernels,tcg,-faults)) \
	$(patsubst %,$B/kmod-nooffline/%/nooffline.ko,$(call guest-kernels,tcg)) \
	$(patsubst %,$B/kmod-loop/%/plainloop.ko,$(call guest-kernels,kvm,-icount))
.PHONY: guest-needs
guest-needs: $(GUEST_NEEDS) | deps-guest

# ---- figures ----------------------------------------------------------------

.PHONY: bench
bench: $B/vmexitstat $B/tests/dump_cost $B/tests/monitor_dump $B/tests/read_cost $B/kmod/6.12/vmexit.ko \
		$B/cvmsim/cvmsim.elf $B/tests/cvmctl | deps-check deps-guest
	$Qprove -v --exec tests/run bench:tcg-6.12-bench bench:kvm-6.12-bench bench:tcg-6.12-bench8 \
		bench:sim-6.12-monitor-icount

# ---- what takes longer ----------------------------------------------------------

# Every compiler here, at every level; what is asked of headers; and bisections. Run before a change is called done.
.PHONY: check-compilers
check-compilers: | deps-build deps-unit deps-guest deps-lab
	$Qprove -v --exec tests/run compilers compat

# All of it, whatever fails, loads and unloads a hundred times each; then which kernel was which guest.
.PHONY: check-all
check-all:
	$Qstatus=0; \
	$(MAKE) --no-print-directory deps-readers || status=1; \
	CYCLES=100 $(MAKE) --no-print-directory check || status=1; \
	$(MAKE) --no-print-directory check T="$(MORE_TESTS)" || status=1; \
	$(MAKE) --no-print-directory check-compilers || status=1; \
	$(MAKE) --no-print-directory check-bisect || status=1; \
	$(MAKE) --no-print-directory check-packages || status=1; \
	$(if $(SUB),tests/matrix $(MATRIX) || status=1;) \
	exit $$status
