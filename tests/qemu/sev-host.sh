# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# sev_host: what KVM asks of a CPU before it takes SEV-ES guests, to stand in -cpu behind the model's name.
# shellcheck disable=SC2034 # by who sources it
sev_host=+svm,+npt,+nrip-save,+decodeassists,+lbrv,+flushbyasid,phys-bits=48,x-sev-host=on
