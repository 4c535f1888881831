# SPDX-License-Identifier: GPL-2.0
#
# Path lengths of kernels that are built here.

# What a lab's guest takes, but for the module, which is for one kernel.
LAB_NEEDS := $B/vmexitstat $B/cvmsim/cvmsim.elf $B/tests/cvmctl

PLATFORM ?=
.PHONY: lab
lab: $(LAB_NEEDS) $(if $(filter kvm%,$(PLATFORM)),$(QEMU)) | deps-build deps-guest $(if $(wildcard $(KERNEL)/.),deps-lab)
	$Qtests/lab/lab --kernel "$(if $(filter file,$(origin KERNEL)),,$(KERNEL))" --platform "$(PLATFORM)" \
		$(if $(GUEST),--guest "$(GUEST)")

# Each kernel of README.md's table on each platform, or on PLATFORM alone, fetched where need be: six minutes and the
# download.
.PHONY: lab-table
lab-table: $(LAB_NEEDS) $(if $(filter-out kvm%,$(PLATFORM)),,$(QEMU)) | deps-build deps-guest
	$Qtests/lab/table.py measure $(PLATFORM)

# Where the host's half of one exit is spent, function by function: a minute.
.PHONY: lab-functions
lab-functions: $(LAB_NEEDS) $(QEMU) $B/tests/kvmsev $B/kmod/6.12/vmexit.ko | deps-build deps-guest
	$Qtests/lab/functions "$(KERNEL)" "$(PLATFORM)" "$(EXIT)"

MAX ?= +10
# All that is missing, before anything is built.
bisect-args := GOOD BAD TREE EXIT PLATFORM
ifneq ($(filter bisect,$(MAKECMDGOALS)),)
bisect-lacks := $(strip $(foreach v,$(bisect-args),$(if $($v),,$v)))
$(if $(bisect-lacks),$(error make bisect $(bisect-args:%=%=...) [MAX=+10]: which $(bisect-lacks)?))
endif
.PHONY: bisect
bisect: $(LAB_NEEDS) $(if $(filter kvm%,$(PLATFORM)),$(QEMU)) | deps-build deps-guest deps-lab
	$Qtests/lab/bisect $(foreach v,$(bisect-args) MAX,"$($v)")

$B/lab/history: tests/lab/history $(wildcard tests/lab/history.d/*) | deps-guest deps-lab
	@echo "  GIT     $@"
	@mkdir -p $(@D)
	$Qtests/lab/history $@
	$Qtouch $@

# Four whole kernels and three dozen boots, some of them to their time limit: an hour, no part of make check.
.PHONY: check-bisect
check-bisect: $(LAB_NEEDS) $(QEMU) $B/tests/kvmsev $B/lab/history | deps-build deps-check deps-guest deps-lab
	$Qprove -v --exec tests/run bisect:sev-snp bisect:tdx bisect:kvm bisect:kvm-sev-es
