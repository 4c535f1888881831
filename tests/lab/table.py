#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The table of path lengths in the README beside this.

usage: table.py measure [PLATFORM]  each kernel on each platform by tests/lab/lab, into lengths.json and README.md;
                                    or on that one, and of the others stays what was there
       table.py render              lengths.json into README.md
       table.py check               whether README.md says what lengths.json says; prints where not

Kernels are the oldest and the newest of Debian's stable series that can be fetched today, and the newest there is.
"""
import difflib
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
LENGTHS = HERE / "lengths.json"
README = HERE / "README.md"
BEGIN, END = "<!-- made by make lab-table -->\n", "<!-- until here -->\n"

# What has a way through the kernel on each platform; on KVM through the host's.
CVM = ["cpuid:0x0", "cpuid:0x1", "rdmsr:0x1b", "wrmsr:0x4b564d05", "in:0x21", "out:0x80", "mmio:0xfed00000", "hypercall:1"]
PROBES = {
    "sev-es": CVM,
    "sev-snp": CVM,
    "tdx": ["cpuid:0x16", "cpuid:0x40000000", "rdmsr:0x4b564d05", "wrmsr:0x4b564d05", "in:0x21", "out:0x80", "mmio:0xfed00000"],
    "kvm": ["cpuid:0x0", "rdmsr:0x1b", "wrmsr:0x4b564d05", "in:0x21", "out:0x80", "hypercall:1"],
    "kvm-sev-es": CVM,
    # The guest answers leaf 0 itself.
    "kvm-sev-snp": CVM[1:],
}
# Platforms that kernels of a series cannot be on: Debian's 6.1 is no TD, and its KVM takes no SNP guests.
NOT = {"6.1": ["tdx", "kvm-sev-snp"]}
TITLES = {"sev-es": "SEV-ES", "sev-snp": "SEV-SNP", "tdx": "TDX", "kvm": "KVM host", "kvm-sev-es": "KVM host of SEV-ES",
          "kvm-sev-snp": "KVM host of SEV-SNP"}
# Of what is on the way: what costs more than an instruction does, and the way in and out.
APART = ["wrmsr", "ibpb", "lfence", "verw", "mfence", "vmgexit", "tdcall"]


def releases():
    """Oldest and newest of each stable series, the newest of the last."""
    for series in ("6.1", "6.12", "7.3"):
        found = subprocess.run([TOP / "tests/guest/fetch", "releases", series], check=True, capture_output=True,
                               text=True).stdout.split()
        yield from dict.fromkeys((found[0], found[-1]) if series < "7" else found[-1:])


def measure(alone):
    lengths = json.loads(LENGTHS.read_text()) if alone else {}
    if alone:
        lengths[alone] = {}
    for release in releases():
        for platform, probes in PROBES.items():
            if alone not in ("", platform):
                continue
            if platform in NOT.get(".".join(release.split(".")[:2]), []):
                continue
            print(f"table: {release} on {platform}", file=sys.stderr)
            out = TOP / f"build/lab/{release}-{platform}.json"
            command = [HERE / "lab", "--kernel", release, "--platform", platform, "-o", out]
            for probe in probes:
                command += ["--probe", probe + "/insn"]
                if platform.startswith("kvm-sev"):
                    command += ["--probe", probe + "/ghcb-page"]
            # Part of each direct call, which tells the host's part from the guest's.
            if platform.startswith("kvm-sev"):
                command += ["--probe", "wrmsr:0xc0010130/insn"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            of = {probe["probe"].removesuffix("/insn"): probe for probe in json.loads(out.read_text())["probes"]}
            lengths.setdefault(platform, {})[release] = {
                probe: {"route": of[probe]["route"], "length": of[probe].get("host", of[probe]["net_min"]),
                        "apart": {what: n for what, n in of[probe].get("on_path", {}).items() if what in APART}}
                for probe in probes
            }
    LENGTHS.write_text(json.dumps(lengths, indent=1) + "\n")


def apart(probe):
    return ", ".join(f"{what.upper()} {number}" for what, number in sorted(probe["apart"].items())) or "-"


def rows(lengths):
    for platform, kernels in lengths.items():
        names = list(kernels)
        host = platform.startswith("kvm")
        yield f"| {TITLES[platform]} | route | " + " | ".join(n.removesuffix("-amd64") for n in names) + \
            (" |" if host else " | of these |")
        yield "|---|---|" + "--:|" * len(names) + ("" if host else "---|")
        for probe in kernels[names[-1]]:
            of = [kernels[name][probe] for name in names]
            # A kernel may have another way through.
            cells = [probe, " / ".join(dict.fromkeys(each["route"] for each in of))] + [f"{each['length']:,}".replace(",", " ") for each in of]
            if not host:
                cells.append(" / ".join(dict.fromkeys(apart(each) for each in of)))
            yield "| " + " | ".join(cells) + " |"
        yield ""


def rendered():
    text = README.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END, 1)[1]
    return text, head + BEGIN + "\n" + "\n".join(rows(json.loads(LENGTHS.read_text()))) + END + tail


def main():
    what, alone = (sys.argv[1:] + ["", ""])[:2]
    if what not in ("measure", "render", "check") or alone and (what != "measure" or alone not in PROBES):
        sys.exit(__doc__)
    if what == "measure":
        measure(alone)
    text, wanted = rendered()
    if what == "check":
        sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), wanted.splitlines(True), "tests/lab/README.md", "lengths.json"))
        return text != wanted
    README.write_text(wanted, encoding="utf-8")
    return 0


sys.exit(main())
