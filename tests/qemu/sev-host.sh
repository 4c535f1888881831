# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What KVM asks of a machine before it takes SEV-ES guests, to stand in -cpu behind the model's name; and SEV-SNP ones: an
# RMP that firmware has set memory aside for, an IOMMU that knows of it, no hypervisor.
# shellcheck disable=SC2034 # by who sources it
sev_host=+svm,+npt,+monitor,+nrip-save,+decodeassists,+lbrv,+flushbyasid,phys-bits=48,x-sev-host=on
# shellcheck disable=SC2034
snp_host=-hypervisor,$sev_host,x-rmp-base=0x70000000 snp_memory="memmap=16M\$0x70000000"
# shellcheck disable=SC2034
snp_devices=(-machine q35 -device amd-iommu -device "amd-psp,rmp-base=0x70000000")
