#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""A lab record out of what the guest measured: instructions a sample, nothing that differs by the boot.

usage: record.py KERNEL PLATFORM PATHS [GUEST] <RECORD >LAB-RECORD

PATHS is a file of "PROBE NAME NUMBER": instructions on the way that a count does not weigh. KERNEL is the host's where
there is a GUEST of another.

Of a record's figures those that are exact: the least and the mean, each net, less that of the empty bracket.
On KVM the mean holds what interrupts of the host take, and only the least repeats: it stands alone.
On kvm-sev-es and kvm-sev-snp it is the guest's kernel and its host's, told apart by direct calls.
"""
import json
import sys


def read_paths(name):
    paths = {}
    with open(name, encoding="ascii") as lines:
        for line in lines:
            probe, what, number = line.split()
            paths.setdefault(probe, {})[what] = float(number) if "." in number else int(number)
    return paths


def parts(probes):
    """What is the guest's of an exit, and what its host's: both to the instruction, where all of it was measured.

    A direct call is the host's part but for the guest's own WRMSR of the GHCB MSR and the VMGEXIT. These are on the
    handler's way as well: there they are the guest's.
    """
    took = {probe["probe"]: probe["net_min"] for probe in probes if "net_min" in probe}
    own = took.get("wrmsr:0xc0010130/insn")
    for probe in probes:
        direct = took.get(probe["probe"].removesuffix("insn") + "ghcb-page")
        if None not in (own, direct) and probe["route"] == "#VC+VMGEXIT":
            probe["host"] = direct - own - 1
            probe["guest"] = probe["net_min"] - probe["host"]


def exact(kernel, platform, paths, record):
    results = record["runs"][0]["results"]
    null = next(r for r in results if r["probe"] == "null/insn")
    probes = []
    for result in results:
        probe = {"probe": result["probe"], "route": result["route"]}
        if result["state"] != "done":
            probe["unsupported"] = result["reason"]
        elif result["probe"] != "null/insn":
            probe["net_min"] = result["min"] - null["min"]
            if not platform.startswith("kvm"):
                probe["net_mean"] = round(result["sum"] / result["count"] - null["sum"] / null["count"], 3)
            if result["probe"] in paths:
                probe["on_path"] = paths[result["probe"]]
        else:
            continue
        probes.append(probe)
    if platform.startswith("kvm-sev"):
        parts(probes)
    return {
        "format": "vmexitstat-lab",
        "version": 1,
        "unit": "instructions a sample, of the guest" + (" and of the host's kernel" if platform.startswith("kvm") else ""),
        "kernel": kernel,
        "platform": platform,
        "bracket": null["min"],
        "probes": probes,
    }


def main():
    record = exact(sys.argv[1], sys.argv[2], read_paths(sys.argv[3]), json.load(sys.stdin))
    if len(sys.argv) > 4:
        record["guest_kernel"] = sys.argv[4]
    probes = ",\n".join("    " + json.dumps(probe) for probe in record.pop("probes"))
    print(json.dumps(record, indent=2)[:-2] + ',\n  "probes": [\n' + probes + "\n  ]\n}")


main()
