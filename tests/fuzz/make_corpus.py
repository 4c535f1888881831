#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes the corpus: one valid record and what was done to it.

Run it after the form of a record changed, then look at what changed in
corpus/ with git. Each file is tiny; corpus/EXPECTED says for each what
record_load()'s message has to contain, or "ok".
"""
import json
import os
import shutil

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")
EXPECTED = []


def emit(name, data, expect):
    if isinstance(data, str):
        data = data.encode()
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(data)
    EXPECTED.append(f"{name}\t{expect}\n")


def base():
    return {
        "format": "vmexitstat-record", "version": 1,
        "created_by": "vmexitstat 0.1.0", "unit": "cycles",
        "histogram": {"sub_bits": 7, "max_bits": 40},
        "fingerprint": {
            "platform": "General VM", "hypervisor": "KVM",
            "evidence": ["CPUID 0x1 ECX bit 31"], "cpu_model": "EPYC",
            "microcode": "0xa001173", "kernel": "6.12", "boot_id": "6f0c",
            "cmdline": "", "mitigations": "", "clocksource": "kvm-clock",
            "idle": "haltpoll", "swiotlb": "", "tsc_khz": 2450000,
            "tsc_invariant": True, "tsc_exits": False, "module": "0.1.0",
            "emulated": None},
        "settings": {"source": "module", "samples": 10, "warmup": 3,
                     "batch_us": 50, "cpus": "0", "serial": False},
        "runs": [{
            "started": "2026-11-21T21:40:00Z", "elapsed_ms": 5, "steal_ms": 0,
            "results": [
                result("null/insn", "none", [(52, 9), (78, 1)], 52, 78, 546),
                result("cpuid:0x0/insn", "VMEXIT", [(698, 6), (1481, 1)],
                       2990, 206000, 223943),
                dict(result("hypercall:1/insn", "unknown", [], 0, 0, 0),
                     state="unsupported", reason="#UD", executed=1)]}]}


def result(probe, route, buckets, low, high, total):
    count = sum(c for _, c in buckets)
    return {"probe": probe, "route": route, "cpu": 0, "state": "done",
            "reason": None, "executed": count + 3, "disturbed": 0,
            "count": count, "min": low, "max": high, "sum": total,
            "span": total, "buckets": [list(b) for b in buckets]}


def text(doc):
    return json.dumps(doc, separators=(",", ":"))


def changed(name, expect, change):
    doc = base()
    change(doc)
    emit(name, text(doc), expect)


def put(*path):
    """put(a, b, value) sets doc[a][b] = value."""
    def change(doc):
        for key in path[:-2]:
            doc = doc[key]
        doc[path[-2]] = path[-1]
    return change


def drop(*path):
    def change(doc):
        for key in path[:-1]:
            doc = doc[key]
        del doc[path[-1]]
    return change


R = ("runs", 0, "results")
NUL, CPUID, HYPER = R + (0,), R + (1,), R + (2,)


def syntax():
    whole = text(base())
    emit("empty.json", "", "is empty")
    emit("blank.json", " \n\t\n", "line 3, column 0")
    emit("truncated-start.json", whole[:1], "line 1, column")
    emit("truncated-middle.json", whole[:len(whole) // 2], "line 1, column")
    emit("truncated-end.json", whole[:-1], "line 1, column")
    emit("truncated-string.json", whole[:12], "line 1, column")
    emit("junk-behind.json", whole + "\nx", "line 2, column")
    emit("two-records.json", whole + whole, "line 1, column")
    emit("nul-behind.json", whole + "\0", "line 1, column")
    emit("nul-inside.json", whole.replace("KVM", "K\0M"), "line 1, column")
    emit("nul-escaped.json", whole.replace("KVM", "K\\u0000M"),
         "line 1, column")
    emit("utf8-invalid.json", whole.encode().replace(b"KVM", b"K\xffM"),
         "line 1, column")
    emit("utf8-overlong.json", whole.encode().replace(b"KVM", b"\xc0\xaf"),
         "line 1, column")
    emit("utf8-surrogate.json", whole.replace("KVM", "\\ud800"),
         "line 1, column")
    emit("utf16.json", whole.encode("utf-16"), "line 1, column")
    emit("bom.json", b"\xef\xbb\xbf" + whole.encode(), "line 1, column")
    emit("nan.json", whole.replace('"elapsed_ms":5', '"elapsed_ms":NaN'),
         "line 1, column")
    emit("infinity.json", whole.replace('"elapsed_ms":5',
                                        '"elapsed_ms":-Infinity'),
         "line 1, column")
    emit("hex-number.json", whole.replace('"elapsed_ms":5',
                                          '"elapsed_ms":0x5'),
         "line 1, column")
    emit("leading-zero.json", whole.replace('"elapsed_ms":5',
                                            '"elapsed_ms":05'),
         "line 1, column")
    emit("real-overflow.json", whole.replace('"elapsed_ms":5',
                                             '"elapsed_ms":1e999'),
         "real number overflow")
    emit("integer-2-63.json", whole.replace('"elapsed_ms":5',
                                            f'"elapsed_ms":{2**63}'),
         "too big integer")
    emit("integer-hundred-digits.json",
         whole.replace('"elapsed_ms":5', '"elapsed_ms":' + "9" * 100),
         "too big integer")
    emit("integer-below-2-63.json",
         whole.replace('"elapsed_ms":5', f'"elapsed_ms":-{2**63 + 1}'),
         "too big negative integer")
    emit("single-quotes.json", whole.replace('"', "'"), "line 1, column")
    emit("trailing-comma.json", whole.replace("]}]}", "],}]}"),
         "line 1, column")
    emit("comment.json", "/* a */" + whole, "line 1, column")
    emit("nesting-arrays.json", "[" * 5000, "maximum parsing depth")
    emit("nesting-objects.json", '{"a":' * 3000, "maximum parsing depth")
    emit("nesting-in-summary.json",
         whole[:-1] + ',"summary":' + "[" * 2500 + "]" * 2500 + "}",
         "maximum parsing depth")
    emit("duplicate-top.json", whole.replace('"unit"', '"version":1,"unit"'),
         "duplicate object key")
    emit("duplicate-member.json",
         whole.replace('"cpu":0', '"cpu":0,"cpu":0', 1),
         "duplicate object key")
    emit("html.json", "<!doctype html><html></html>\n", "line 1, column")
    emit("elf.json", b"\x7fELF\x02\x01\x01" + bytes(9), "line 1, column")
    emit("escape-in-syntax.json", b'{"format\x1b[2J": 1}', "line 1, column")


def kind():
    emit("array.json", "[]", "a record is an object, this is an array")
    emit("null.json", "null", "line 1, column")
    emit("number.json", "1", "line 1, column")
    emit("object.json", "{}", 'member "format" is missing')
    changed("format-other.json", 'format: "fio"', put("format", "fio"))
    changed("version-2.json", "version: 2, and only 1", put("version", 2))
    changed("version-0.json", "version: 0, and only 1", put("version", 0))
    changed("version-text.json", "version: an integer", put("version", "1"))
    changed("version-real.json", "version: an integer", put("version", 1.0))
    changed("version-negative.json", "version: -1 is", put("version", -1))
    changed("unit-ns.json", 'unit: "ns"', put("unit", "ns"))
    changed("histogram-sub-bits.json", "histogram.sub_bits: 63",
            put("histogram", "sub_bits", 63))
    changed("histogram-array.json", "histogram: an object",
            put("histogram", [7, 40]))
    changed("unknown-top.json", 'unknown member "extra"', put("extra", 1))
    changed("summary-number.json", "summary: an array", put("summary", 1))
    changed("no-runs.json", 'member "runs" is missing', drop("runs"))
    changed("runs-null.json", "runs: an array", put("runs", None))
    changed("runs-1001.json", "runs: 1001 entries",
            put("runs", [{}] * 1001))
    changed("run-number.json", "runs[0]: an object", put("runs", [7]))
    changed("ok-no-runs.json", "ok", put("runs", []))
    changed("ok-no-results.json", "ok", put("runs", 0, "results", []))
    changed("ok-summary-nonsense.json", "ok",
            put("summary", [{"p50": "\u001b[31m"}, [[1e300]]]))


def machine():
    fp = "fingerprint"
    changed("fingerprint-missing.json", 'member "fingerprint" is', drop(fp))
    changed("fingerprint-text.json", "fingerprint: an object", put(fp, "x"))
    changed("fingerprint-unknown.json", 'unknown member "gpu"',
            put(fp, "gpu", "x"))
    changed("platform-unknown.json", "fingerprint.platform",
            put(fp, "platform", "Enclave"))
    changed("platform-number.json", "fingerprint.platform: a string",
            put(fp, "platform", 2))
    changed("evidence-nested.json", "fingerprint.evidence[0]: a string",
            put(fp, "evidence", [[]]))
    changed("tsc-khz-huge.json", "fingerprint.tsc_khz",
            put(fp, "tsc_khz", 2**32))
    changed("emulated-true.json", "fingerprint.emulated: a string",
            put(fp, "emulated", True))
    changed("terminal-escape.json", "control character U+001B",
            put(fp, "hypervisor", "\033]0;pwned\007"))
    changed("bidi-override.json", "control character U+202E",
            put(fp, "hypervisor", "\u202eMVK"))
    changed("ok-emulated.json", "ok", put(fp, "emulated", "QEMU TCG"))
    changed("ok-tsc-step.json", "ok", put(fp, "tsc_step", 21))
    changed("ok-bracket.json", "ok", put(fp, "bracket", "lfence rdtsc"))
    changed("ok-isolation.json", "ok", put(fp, "isolation", "SEV; SEV-ES; BTBIsolation;; ;"))
    changed("ok-vmpl.json", "ok", put(fp, "vmpl", "2"))
    changed("ok-dmi.json", "ok", put(fp, "dmi", "QEMU pc; SeaBIOS 1.16"))
    changed("isolation-list.json", "fingerprint.isolation: a string",
            put(fp, "isolation", ["SEV"]))
    changed("sys-hypervisor-null.json", "fingerprint.sys_hypervisor: a string",
            put(fp, "sys_hypervisor", None))
    changed("vmpl-number.json", "fingerprint.vmpl: a string", put(fp, "vmpl", 2))
    changed("tsc-step-negative.json", "fingerprint.tsc_step",
            put(fp, "tsc_step", -21))
    changed("bracket-null.json", "fingerprint.bracket: a string",
            put(fp, "bracket", None))
    changed("ok-tsc-unknown.json", "ok", put(fp, "tsc_khz", 0))
    changed("source-unknown.json", "settings.source",
            put("settings", "source", "dice"))
    changed("samples-negative.json", "settings.samples: -1",
            put("settings", "samples", -1))
    changed("started-nonsense.json", "runs[0].started",
            put("runs", 0, "started", "%s%n%n%n"))


def figures():
    where = "runs[0].results[1]"
    changed("result-null.json", where + ": an object", put(*CPUID, None))
    changed("result-unknown.json", where + ": unknown member",
            put(*CPUID, "p50", 1))
    changed("probe-nonsense.json", where + ".probe", put(*CPUID, "probe", "x"))
    changed("probe-long.json", where + ".probe",
            put(*CPUID, "probe", "cpuid:" + "9" * 3000))
    changed("probe-other-spelling.json", where + ".probe",
            put(*CPUID, "probe", "cpuid:0/insn"))
    changed("probe-twice.json", where + ".probe: on this CPU already",
            put(*CPUID, "probe", "null/insn"))
    changed("route-nonsense.json", where + ".route",
            put(*CPUID, "route", "VMEXIT "))
    changed("state-pending.json", where + ".state",
            put(*CPUID, "state", "pending"))
    changed("reason-missing.json", "runs[0].results[2].reason",
            put(*HYPER, "reason", None))
    changed("unsupported-with-samples.json", where + ".count: unsupported",
            lambda d: (put(*CPUID, "state", "unsupported")(d),
                       put(*CPUID, "reason", "x")(d)))
    changed("count-more.json", where + ".count: 8, but",
            put(*CPUID, "count", 8))
    changed("count-overflow.json", where + ".count: 7, but",
            put(*CPUID, "buckets", [[698, 2**63 - 1], [700, 2**63 - 1],
                                    [701, 9]]))
    changed("count-above-samples.json", where + ".count: 7, and settings",
            lambda d: (put("settings", "samples", 6)(d),
                       put(*NUL, "count", 1)(d), put(*NUL, "max", 52)(d),
                       put(*NUL, "sum", 52)(d),
                       put(*NUL, "buckets", [[52, 1]])(d)))
    changed("executed-less.json", where + ".executed",
            put(*CPUID, "executed", 6))
    changed("disturbed-huge.json", where + ".executed",
            put(*CPUID, "disturbed", 2**63 - 1))
    changed("min-elsewhere.json", where + ".min", put(*CPUID, "min", 2992))
    changed("min-above-max.json", where + ".min: 299200 is above",
            put(*CPUID, "min", 299200))
    changed("max-elsewhere.json", where + ".max", put(*CPUID, "max", 2**63 - 1))
    changed("sum-too-small.json", where + ".sum", put(*CPUID, "sum", 0))
    changed("sum-too-large.json", where + ".sum",
            put(*CPUID, "sum", 2**63 - 1))
    changed("sums-overflow.json", where + ".sum: all results'",
            lambda d: [put(*r)(d) for r in (
                NUL + ("buckets", [[4351, 2]]), NUL + ("count", 2),
                NUL + ("min", 2**62 - 1), NUL + ("max", 2**62 - 1),
                NUL + ("sum", 2**63 - 2))])
    changed("executed-overflow.json", where + ".executed: all results'",
            put(*NUL, "executed", 2**63 - 1))
    changed("bucket-descending.json", where + ".buckets[1]: 1481 is out",
            lambda d: d["runs"][0]["results"][1]["buckets"].insert(
                0, [1481, 1]) or put(*CPUID, "buckets", [[1481, 1],
                                                          [1481, 1]])(d))
    changed("bucket-index-huge.json", where + ".buckets[0]",
            put(*CPUID, "buckets", [[4352, 7]]))
    changed("bucket-index-2-32.json", where + ".buckets[0]",
            put(*CPUID, "buckets", [[2**32, 7]]))
    changed("bucket-empty.json", where + ".buckets[0]: 0 is out",
            put(*CPUID, "buckets", [[698, 0]]))
    changed("bucket-single.json", where + ".buckets[0]: a pair",
            put(*CPUID, "buckets", [[698]]))
    changed("bucket-object.json", where + ".buckets[0]: a pair",
            put(*CPUID, "buckets", [{"index": 698, "count": 7}]))
    changed("buckets-4353.json", where + ".buckets: 4353 entries",
            put(*CPUID, "buckets", [[0, 1]] * 4353))
    changed("ok-last-bucket.json", "ok",
            lambda d: [put(*r)(d) for r in (
                CPUID + ("buckets", [[4351, 2]]), CPUID + ("count", 2),
                CPUID + ("min", 2**40), CPUID + ("max", 2**61),
                CPUID + ("sum", 2**61 + 2**40))])
    changed("ok-cancelled.json", "ok", put(*CPUID, "state", "cancelled"))
    changed("ok-offline.json", "ok", put(*CPUID, "state", "offline"))


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    os.makedirs(HERE)
    changed("ok.json", "ok", lambda d: None)
    syntax()
    kind()
    machine()
    figures()
    with open(os.path.join(HERE, "EXPECTED"), "w", encoding="ascii") as out:
        out.writelines(EXPECTED)


main()
