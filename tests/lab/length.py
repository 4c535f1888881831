#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What a probe takes by a lab record, in instructions, net of the bracket.

usage: length.py PROBE RECORD    ("/insn" goes without saying)
"""
import json
import sys

probe, file = sys.argv[1:]
if "/" not in probe:
    probe += "/insn"
with open(file, encoding="utf-8") as record:
    took = [p["net_min"] for p in json.load(record)["probes"] if p["probe"] == probe and "net_min" in p]
if not took:
    sys.exit(f"{file} has no figure of {probe}")
print(int(took[0]))
