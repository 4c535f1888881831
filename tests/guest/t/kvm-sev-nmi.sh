# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# A part of kvm-sev.sh: NMIs, which tests/kvmsev/nmi.h makes. KVM does not say where it injects one. But where an exit
# goes on to the VMM and that asks for one, KVM injects it as it goes back, which is between the module's brackets.

every=$((0xf5)) period=$((0xf6))

# shellcheck disable=SC2059 # the value is the format
nmi_set() { printf "\\$(printf %03o "$2")" | dd bs=1 seek="$1" conv=notrunc of=/dev/port 2>/dev/null; }

# injected: since the last nmi_set of more than 0.
injected() { dd bs=1 skip=$every count=2 if=/dev/port 2>/dev/null | od -A n -t u2 | tr -d ' '; }

# taken: by this guest, since it booted.
taken() { awk '$1 == "NMI:" { for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i; print n }' /proc/interrupts; }

N=200
ok "a handler of NMIs" insmod /nmistorm.ko count=0

# The support check, which is not timed, comes before the seventh.
for probe in $(supported | grep -E '^((in|out):0x80|mmio:0xfed00000)/'); do
	before=$(taken)
	nmi_set $every 7
	vmexitstat run -q -s module -r 1 -n "$N" --warmup 0 -P "$probe" --csv >/tmp/run.csv
	nmi_set $every 0
	sent=$(injected)
	is "$(value "$probe" executed /tmp/run.csv)" $((N + 1)) "$probe: executed under NMIs"
	is "$sent $(($(taken) - before))" "$(((N + 1) / 7)) $(((N + 1) / 7))" "$probe: each seventh with an NMI, which came"
	is "$(value "$probe" disturbed /tmp/run.csv) $(value "$probe" samples /tmp/run.csv)" "$sent $((N - sent))" \
		"$probe: as many samples disturbed as KVM injected NMIs in them"
done

# Wherever they meet it.
before=$(taken)
nmi_set $period 20
ok "NMIs by the clock" sh -c 'vmexitstat run -q -r 1 -n 500 --csv >/tmp/run.csv'
nmi_set $period 0
sent=$(injected)
disturbed=$(for probe in $(column probe /tmp/run.csv); do value "$probe" disturbed /tmp/run.csv; done | awk '{ n += $1 } END { print n }')
diag "$sent NMIs, $disturbed samples disturbed"
is "$(($(taken) - before))" "$sent" "each one that KVM was told of came"
ok "they disturbed samples, none more than one" test "$disturbed" -gt 0 -a "$disturbed" -le "$sent"
