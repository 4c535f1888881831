#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# enroll.py VARIABLES CERTIFICATE OUT: OVMF's variables with the certificate (DER) as a machine owner key: what shim's
# MokManager does at the console once "mokutil --import" has asked for it.
# VARIABLES begins with a firmware volume's header, whose length is at 48, and that of the store, 28 bytes
# (EDK II, MdeModulePkg/Include/Guid/VariableFormat.h); shim reads MokList (its README.mok-variables).

import struct
import sys
import uuid

SHIM_LOCK = uuid.UUID("605dab50-e046-4300-abb6-3dd810dd8b23").bytes_le
X509 = uuid.UUID("a5c059a1-94e4-4aa7-87b5-ab155c2bf072").bytes_le
# Of boot services alone: shim does not believe one that a running system can write.
NON_VOLATILE, BOOTSERVICE_ACCESS = 1, 2
START, ADDED = 0x55aa, 0x3f
# Start, state, attributes, count, time, key, length of name and data, vendor; name and data follow.
HEADER = struct.Struct("<HBxIQ16sIII16s")

variables, certificate, out = sys.argv[1:]
with open(variables, "rb") as file:
    store = bytearray(file.read())
with open(certificate, "rb") as file:
    der = file.read()

name = "MokList\0".encode("utf-16-le")
data = X509 + struct.pack("<III", 28 + 16 + len(der), 0, 16 + len(der)) + SHIM_LOCK + der
entry = HEADER.pack(START, ADDED, NON_VOLATILE | BOOTSERVICE_ACCESS, 0, bytes(16), 0, len(name), len(data), SHIM_LOCK)
entry += name + data

at = struct.unpack_from("<H", store, 48)[0] + 28
while struct.unpack_from("<H", store, at)[0] == START:
    lengths = HEADER.unpack_from(store, at)[6:8]
    at = at + HEADER.size + sum(lengths) + 3 & ~3
if store[at:at + len(entry)] != b"\xff" * len(entry):
    sys.exit(f"enroll.py: {variables}: no room behind its variables, at {at}")
store[at:at + len(entry)] = entry
with open(out, "wb") as file:
    file.write(store)
