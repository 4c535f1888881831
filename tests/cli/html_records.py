#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes the records that html.sh wants pages of, in the directory it is given.

Samples are drawn from seeded distributions with a tail, so that curves have a
form; names, reasons and machines hold what a page has to escape, cut or wrap.
"""
import copy
import json
import math
import os
import random
import sys

HOSTILE = "<script>alert(1)</script>\"&'"
REASON = "<b>took</b> \"#UD\" & 'nothing' answers, however long one waits for it to do so"
LONG = "cpuid:0xffffffff.4294967295"
RUNS = 5
SAMPLES = 2000


def index_of(value):
    shift = max(0, value.bit_length() - 8)
    return shift * 128 + (value >> shift)


def draw(rng, middle, nr=SAMPLES):
    """Around the middle, every hundredth far above."""
    values = []
    for _ in range(nr):
        value = middle * math.exp(rng.gauss(0, 0.02))
        if rng.random() < 0.01:
            value *= rng.uniform(1.5, 8)
        values.append(max(1, round(value)))
    return values


def result(probe, route, values, reason=None):
    buckets = {}
    for value in values:
        buckets[index_of(value)] = buckets.get(index_of(value), 0) + 1
    return {"probe": probe, "route": route, "cpu": 0,
            "state": "unsupported" if reason else "done", "reason": reason,
            "executed": len(values) + 100, "disturbed": 0,
            "count": len(values), "min": min(values, default=0),
            "max": max(values, default=0), "sum": sum(values),
            "span": sum(values), "buckets": sorted(map(list, buckets.items()))}


def record(platform, probes, seed, runs=RUNS, samples=SAMPLES, **machine):
    """probes: (name, route, typical cycles) or (name, None, reason)."""
    rng = random.Random(seed)
    doc = {
        "format": "vmexitstat-record", "version": 1,
        "created_by": "html_records.py", "unit": "cycles",
        "histogram": {"sub_bits": 7, "max_bits": 40},
        "fingerprint": dict({
            "platform": platform, "hypervisor": "KVM", "evidence": [HOSTILE],
            "isolation": "SEV; " + HOSTILE, "vmpl": "0" if platform == "SEV-SNP" else "",
            "sys_hypervisor": "", "dmi": HOSTILE,
            "cpu_model": HOSTILE, "microcode": "0xa001173",
            "kernel": "6.12 #1 SMP", "boot_id": f"boot-{seed}", "cmdline": "",
            "mitigations": "l1tf: Not affected; spectre_v1: " + HOSTILE,
            "clocksource": "kvm-clock", "idle": "haltpoll", "swiotlb": "",
            "tsc_khz": 2450000, "tsc_step": 21, "bracket": "lfence rdtsc",
            "tsc_invariant": True, "tsc_exits": False,
            "module": "0.1.0", "emulated": None}, **machine),
        "settings": {"source": "module", "samples": samples, "warmup": 100,
                     "batch_us": 50, "cpus": "0", "serial": False},
        "runs": []}
    for run in range(runs):
        drift = math.exp(rng.gauss(0, 0.005))
        doc["runs"].append({
            "started": f"2026-11-21T21:40:{run:02}Z", "elapsed_ms": 5,
            "steal_ms": 0,
            "results": [
                result(name, "unknown", [], what) if route is None else
                result(name, route, draw(rng, what * drift, samples))
                for name, route, what in probes]})
    return doc


INSN = [("cpuid:0x0", 1300), ("cpuid:0x1", 1310), (LONG, 1290),
        ("rdmsr:0x1b", 1500), ("wrmsr:0x4b564d05", 1650), ("in:0x21", 2400),
        ("out:0x80", 9800), ("mmio:0xfee00030", 3100)]
REFERENCE = [("null/insn", "none", 52), ("trap/insn", "none", 1100)]


def general():
    return REFERENCE + [(f"{name}/insn", "VMEXIT", cycles)
                        for name, cycles in INSN] + [
        ("hypercall:1/insn", "VMEXIT", 1200),
        ("in:0x608/insn", "VMEXIT", 2500)]  # that no other side has


def snp():
    probes = REFERENCE + [("cpuid:0x0/insn", "#VC", 1900)]
    for name, cycles in INSN[1:]:
        probes.append((f"{name}/insn", "#VC+VMGEXIT", cycles * 2.9 + 2500))
    probes.append(("hypercall:1/insn", None, REASON))
    probes.append(("sev-info/ghcb-msr", "VMGEXIT", 3000))
    for name, cycles in INSN:
        probes.append((f"{name}/ghcb-page", "VMGEXIT", cycles * 2.9))
    return probes


def tdx():
    probes = REFERENCE + [("cpuid:0x0/insn", "TDX-module", 700),
                          ("cpuid:0x5/insn", "#VE", 1500),
                          ("in:0x71/insn", "paravisor", 5000)]
    for name, cycles in INSN[1:]:
        probes.append((f"{name}/insn", "#VE+TDVMCALL", cycles * 3.5 + 1500))
        probes.append((f"{name}/tdvmcall", "TDVMCALL", cycles * 3.5))
    probes.append(("hypercall:1/tdvmcall", "TDVMCALL", 4000))
    probes.append(("vp-info/tdcall", "TDX-module", 900))
    return probes


def published():
    return {
        "format": "vmexitstat-published", "version": 1, "title": HOSTILE,
        "source": "a paper & its <tables>", "date": "2025",
        "platform": "SEV-SNP", "machine": HOSTILE, "notes": "'gross' & \"rough\"",
        "unit": "cycles", "statistic": "p50",
        "figures": [
            {"name": "CPUID", "probe": "cpuid:0x1/insn",
             "route": "#VC+VMGEXIT", "value": 6500},
            {"name": "in", "probe": "in:0x21/ghcb-page", "route": "VMGEXIT",
             "value": 7000},
            {"name": HOSTILE, "probe": None, "route": "unknown",
             "value": 12}]}


def main():
    def save(name, doc):
        path = os.path.join(sys.argv[1], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            json.dump(doc, out)

    save("general.json", record("General VM", general(), 1))
    save("snp.json", record("SEV-SNP", snp(), 2))
    save("tdx.json", record("TDX", tdx(), 3, cpu_model="Intel", idle="menu"))
    save("again.json", record("SEV-SNP", snp(), 4))
    for side, probes in (("General VM", general()), ("SEV-SNP", snp())):
        emulated = record(side, probes, 5, 2, 200, emulated="a <sim> & more")
        save(f"emulated-{side[:3]}.json", emulated)
        for i in range(3):
            save(f"dir-{side[:3]}/{i}.json", record(side, probes, 6 + i, 2, 500))
    save("published.json", published())
    many = [("null/insn", "none", 52)] + [
        (f"rdmsr:0x{i:x}/insn", "VMEXIT", 1000 + i % 700) for i in range(10000)]
    doc = record("General VM", many, 9, 2, 3)
    save("many.json", doc)
    other = copy.deepcopy(doc)
    other["fingerprint"]["platform"] = "SEV-ES"
    save("many-es.json", other)


main()
