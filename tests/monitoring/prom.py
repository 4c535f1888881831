#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What "vmexitstat export" writes: which series and labels there are, a file like it, and a file whose
counters grow.

prom.py make HOST            a file for one of HOSTS, on stdout
prom.py check FILE           the file has nothing but what is in SERIES, and all of that
prom.py feed FILE DIRECTORY  FILE's counters times 1000, 2000, ... as DIRECTORY/vmexit.prom, one a second
"""
import math
import os
import re
import sys
import time

PROBE = {"exit", "path", "parameter", "route"}
SERIES = {
    "vmexit_duration_seconds_bucket": PROBE | {"le"},
    "vmexit_duration_seconds_sum": PROBE,
    "vmexit_duration_seconds_count": PROBE,
    "vmexit_executed_total": PROBE,
    "vmexit_disturbed_total": PROBE,
    "vmexit_info": {"version", "platform", "hypervisor"},
    "vmexit_tsc_hertz": set(),
    "vmexit_monitor_running": set(),
}
COUNTERS = [name for name in SERIES if name.endswith(("_bucket", "_sum", "_count", "_total"))]

# Of each host what it is, how long an exit takes it, in microseconds, and by which route.
SNP = {"platform": "SEV-SNP", "hypervisor": "KVM"}
GENERAL = {"platform": "General VM", "hypervisor": "KVM"}
TCG = 'cvmsim on "QEMU TCG"'
HOSTS = {
    "snp": (SNP, 6.1, "#VC+VMGEXIT", ""),
    "general": (GENERAL, 1.3, "VMEXIT", ""),
    "emulated-snp": (SNP, 44, "#VC+VMGEXIT", TCG),
    "emulated-general": (GENERAL, 17, "VMEXIT", TCG),
}
R10 = 1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8
BOUNDS = [float(f"{m}e{e}") for e in range(-7, -2) for m in R10] + [0.01, math.inf]


def number(value):
    return "+Inf" if value == math.inf else f"{value:g}"


def labelled(labels):
    text = ",".join('%s="%s"' % (k, v.replace("\\", "\\\\").replace('"', '\\"')) for k, v in labels.items())
    return "{%s}" % text if text else ""


def make(host):
    """A tail of one in fifty samples that takes four times as long as the rest."""
    about, base, route, emulated = HOSTS[host]
    mark = {"emulated": emulated} if emulated else {}
    probes = [("cpuid", "insn", "0x1", route, 1), ("rdmsr", "insn", "0x1b", route, 1.9),
              ("sev-info", "ghcb-msr", "", "VMGEXIT", 0.7)]
    lines = ["# HELP vmexit_duration_seconds Duration of a VM exit, gross.",
             "# TYPE vmexit_duration_seconds histogram", "# UNIT vmexit_duration_seconds seconds"]
    totals = []
    for *names, factor in probes if route != "VMEXIT" else probes[:2]:
        labels = dict(zip(("exit", "path", "parameter", "route"), names)) | mark
        times = [base * factor * 1e-6 * (1 + 0.003 * i) * (4 if i % 50 == 0 else 1) for i in range(200)]
        for bound in BOUNDS:
            text = labelled(labels | {"le": number(bound)})
            lines.append(f"vmexit_duration_seconds_bucket{text} {sum(t <= bound for t in times)}")
        lines.append(f"vmexit_duration_seconds_sum{labelled(labels)} {math.fsum(times)!r}")
        lines.append(f"vmexit_duration_seconds_count{labelled(labels)} {len(times)}")
        totals += [f"vmexit_executed_total{labelled(labels)} 210", f"vmexit_disturbed_total{labelled(labels)} 3"]
    lines += sorted(totals, reverse=True)
    for name, labels, value in (("info", {"version": "0.1.0"} | about, 1), ("tsc_hertz", {}, 2.5e9),
                                ("monitor_running", {}, 1)):
        lines += [f"# TYPE vmexit_{name} gauge", f"vmexit_{name}{labelled(labels | mark)} {number(value)}"]
    return "\n".join(lines + ["# EOF", ""])


def parse(text):
    """(name, labels, value) of every sample."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            pairs = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")
            yield name, {k: re.sub(r"\\(.)", r"\1", v) for k, v in pairs}, float(value)


def check(text):
    seen = set()
    for name, labels, _ in parse(text):
        seen.add(name)
        if set(labels) - {"emulated"} != SERIES.get(name):
            sys.exit(f"{name} has labels {sorted(labels)}")
    if set(SERIES) - seen:
        sys.exit(f"no {sorted(set(SERIES) - seen)}")
    if not text.endswith("# EOF\n"):
        sys.exit("no end")


def scaled(text, by):
    def line(match):
        value = float(match[2]) * by
        return match[1] + (f"{value:.0f}" if value.is_integer() else repr(value))
    return re.sub(r"(?m)^((?:%s)(?:\{.*\})? )(\S+)$" % "|".join(COUNTERS), line, text)


def feed(path, directory):
    text = open(path).read()
    for second in range(1, 1200):
        with open(f"{directory}/vmexit.prom.new", "w") as f:
            f.write(scaled(text, 1000 * second))
        os.rename(f"{directory}/vmexit.prom.new", f"{directory}/vmexit.prom")
        time.sleep(1)


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "make":
        sys.stdout.write(make(*arguments))
    elif what == "check":
        check(open(*arguments).read())
    elif what == "feed":
        feed(*arguments)
    else:
        sys.exit(__doc__)
