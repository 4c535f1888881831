#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a record whose figures are known, for the tests of compare and check.

    make_records.py FILE [MEMBER=VALUE...] [PROBE[@ROUTE]=VALUES...]

VALUES are one number a run, between commas: what every sample of that run took,
in cycles, net (null is 52 throughout, and is added); so p50, mean and min are
that very number. "-" for a run without samples, "!REASON" for a probe that is
not supported. A run may also be A;B;...: its samples. MEMBER is a path into the
document like fingerprint.cpu_model or settings.samples; VALUE is text where text
stands there, else JSON. All are of one boot unless told otherwise.
"""
import json
import sys

BRACKET = 52
SAMPLES = 10


def bucket(value):
    """vmexit_hist_index()"""
    if value < 256:
        return value
    shift = value.bit_length() - 1 - 7
    return shift * 128 + (value >> shift)


def result(probe, route, values, reason=None):
    samples = [int(v) for v in values]
    buckets = {}
    for value in samples:
        buckets[bucket(value)] = buckets.get(bucket(value), 0) + 1
    return {
        "probe": probe, "route": route, "basis": "habit", "expected": route, "cpu": 0,
        "state": "unsupported" if reason else "done", "reason": reason,
        "executed": len(samples) + 3, "disturbed": 0, "count": len(samples),
        "min": min(samples, default=0), "max": max(samples, default=0),
        "sum": sum(samples), "span": sum(samples),
        "buckets": [list(b) for b in sorted(buckets.items())]}


def document(runs):
    return {
        "format": "vmexitstat-record", "version": 1,
        "created_by": "make_records.py", "unit": "cycles",
        "histogram": {"sub_bits": 7, "max_bits": 40},
        "fingerprint": {
            "platform": "General VM", "hypervisor": "KVM",
            "evidence": ["made up"], "isolation": "", "vmpl": "", "sys_hypervisor": "",
            "dmi": "QEMU pc; SeaBIOS 1.16", "cpu_model": "AMD EPYC 7B13",
            "microcode": "0xa001173", "kernel": "6.12.117 #1", "boot_id": "made up",
            "cmdline": "", "mitigations": "", "clocksource": "kvm-clock",
            "idle": "haltpoll", "swiotlb": "", "tsc_khz": 2000000,
            "tsc_step": 1, "bracket": "lfence rdtsc", "tsc_invariant": True, "tsc_exits": False, "module": "0.1.0",
            "emulated": None},
        "settings": {"source": "module", "samples": SAMPLES, "warmup": 3,
                     "batch_us": 50, "cpus": "0", "serial": False},
        "runs": [{
            "started": "2026-11-22T07:00:00Z", "elapsed_ms": 100,
            "steal_ms": 0,
            "results": [result("null/insn", "none", [BRACKET] * SAMPLES)]}
                 for _ in range(runs)]}


def set_member(doc, path, text):
    *parents, last = path.split(".")
    for parent in parents:
        doc = doc[int(parent)] if isinstance(doc, list) else doc[parent]
    is_text = isinstance(doc[last], str) or last == "emulated"
    doc[last] = text if is_text else json.loads(text)


def add_probe(doc, name, values):
    name, _, route = name.partition("@")
    for run, text in zip(doc["runs"], values):
        if text == "-":
            continue
        if text.startswith("!"):
            run["results"].append(result(name, "unknown", [], text[1:]))
            continue
        samples = [int(v) + BRACKET for v in text.split(";")]
        if len(samples) == 1:
            samples *= SAMPLES
        run["results"].append(result(name, route or "VMEXIT", samples))


def main():
    members, probes = [], []
    for arg in sys.argv[2:]:
        name, _, value = arg.partition("=")
        (probes if "/" in name else members).append((name, value))
    values = [(n, v.split(",") if not v.startswith("!") else None, v)
              for n, v in probes]
    runs = max([len(v) for _, v, _ in values if v] or [5])
    doc = document(runs)
    for name, split, text in values:
        add_probe(doc, name, split or [text] * runs)
    for name, value in members:
        set_member(doc, name, value)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(doc, out)


main()
