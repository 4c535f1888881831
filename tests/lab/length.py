#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What the one probe of a lab record takes, in instructions, net of the bracket.

usage: length.py RECORD
"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as record:
    probe, = json.load(record)["probes"]
if "net_min" not in probe:
    sys.exit(f"{probe['probe']} is not supported: {probe['unsupported']}")
print(int(probe["net_min"]))
