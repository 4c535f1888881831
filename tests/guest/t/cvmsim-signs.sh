# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Signs that contradict each other, $SIGN: a host may hide the hypervisor's bit, and a paravisor need not be
# Hyper-V's. What the kernel does itself counts most, and module and tool decide alike.
. /guest-lib.sh
. /common.sh
. /cvmsim-common.sh

# info SOURCE LABEL
info() { vmexitstat info -s "$1" | sed -n "s/^$2 *//p"; }
route() { vmexitstat list -s module | awk -v p="$1" '$1 == p || $2 == p { print $1 == p ? $2 : $3 }'; }

ok "the module loads" load_owned
vmexitstat info | sed 's/^/# /'
case $PLATFORM,$SIGN in
sim,hide-hypervisor)
	for source in module cpl3; do
		is "$(info $source platform), $(info $source hypervisor)" "unknown, hidden" "$source: no bare metal"
		ok "$source: says why" sh -c "vmexitstat info -s $source | grep -q 'something traps'"
		vmexitstat run -q -s $source -r 1 -n 50 -P cpuid:0x1 --csv >/tmp/run.csv
		is "$(for name in route host_entered; do column $name /tmp/run.csv | tail -n 1; done)" "$(printf "unknown\nunknown")" \
			"$source: whether CPUID exited is not said"
	done
	;;
sev-snp,hide-hypervisor)
	for source in module cpl3; do
		is "$(info $source platform), $(info $source hypervisor)" "SEV-SNP, hidden" "$source: SEV-SNP all the same"
	done
	is "$(route cpuid:0x1/insn) $(route cpuid:0x0/insn)" "#VC+VMGEXIT #VC" "its routes"
	ok "no call is made to a host that is not known" says cpuid:0x1/ghcb-page 'not KVM'
	cvmctl reset
	vmexitstat run -q -s module -r 1 -n 50 --warmup 0 -P cpuid:0x1 >/dev/null
	is "$(left_the_guest)" "ghcb 0x72 51;vc 0x72 51;" "and they are true"
	;;
sev-es,reflect-vc)
	is "$(info module platform)" paravisor-isolated "a paravisor, by SEV_STATUS"
	ok "and that is said" sh -c "vmexitstat info | grep -q 'ReflectVC: a paravisor takes #VC'"
	is "$(route cpuid:0x1/insn)" paravisor "its routes"
	for probe in cpuid:0x1/ghcb-page sev-info/ghcb-msr; do
		ok "$probe is not made beside it" says $probe 'VMGEXIT is for SEV-ES and SEV-SNP guests'
	done
	is "$(cvmctl counts | awk '$1 == "ghcb-msr" { n += $4 } END { print n + 0 }')" 0 "nor was any at load"
	;;
esac
ok "the module unloads" rmmod vmexit
done_testing
