#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""One exit's way through a host, function by function, out of where each of its instructions was.

usage: functions.py trace MONITOR    has the emulator say so for some seconds, and ends it
       functions.py count LOG TRACE  prints "FUNCTION INSTRUCTIONS", by the symbols in the log

An exit is what the host executes between two instructions of its guest. Most are alike: the shortest that comes in
one of twenty is the one without an interrupt.
"""
import base64
import bisect
import collections
import gzip
import re
import socket
import sys
import time

IS_GUEST = 0x200000  # HF_GUEST_MASK of QEMU's hflags
TRACED = re.compile(r"Trace \d+: 0x[0-9a-f]+ \[[0-9a-f]+/([0-9a-f]+)/([0-9a-f]+)/")
SECONDS = 4


def trace(monitor):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(monitor)
        for command in ("stop", "singlestep on", "log exec,nochain", "cont", "", "stop", "log none", "quit"):
            if not command:
                time.sleep(SECONDS)
                continue
            s.send(command.encode() + b"\n")
            time.sleep(0.2)


def symbols(log):
    with open(log, encoding="ascii", errors="replace") as f:
        told = re.search(r"^symbols: begin\s(.*?)^symbols: end", f.read(), re.S | re.M)
    text = gzip.decompress(base64.b64decode(re.sub(r"\s", "", told.group(1)))).decode()
    rows = sorted((int(row[0], 16), row[2]) for row in map(str.split, text.splitlines()))
    # Below the kernel.
    rows.insert(0, (0, "[VMM]"))
    return [row[0] for row in rows], [row[1] for row in rows]


def exits(lines):
    way = None
    for line in lines:
        at = TRACED.match(line)
        if not at:
            continue
        if not int(at.group(2), 16) & IS_GUEST:
            if way is not None:
                way.append(int(at.group(1), 16))
        else:
            if way:
                yield way
            way = []


def count(log, path):
    addresses, names = symbols(log)
    with open(path, encoding="ascii", errors="replace") as lines:
        ways = list(exits(lines))
    lengths = collections.Counter(map(len, ways))
    if len(ways) < 100:
        sys.exit(f"functions: {len(ways)} exits are too few: it was at something else, or does not exit; once more?")
    usual = [length for length, n in lengths.items() if n * 20 > len(ways)]
    if not usual:
        sys.exit("functions: no exit comes often enough to be told from others")
    way = next(way for way in ways if len(way) == min(usual))
    functions = collections.Counter(names[bisect.bisect_right(addresses, at) - 1] for at in way)
    print(f"# {len(way)} instructions, as {lengths[len(way)]} of {len(ways)} exits")
    for name, instructions in functions.items():
        print(name, instructions)


if sys.argv[1] == "trace":
    trace(sys.argv[2])
else:
    count(sys.argv[2], sys.argv[3])
