#!/usr/bin/env python3
"""Licences, sources and bans of every crate that is built, from `cargo metadata` (what cargo-deny checks, without
building it). Prints one line; fails with a list."""
import json
import subprocess
import sys

ALLOWED = {
    "MIT", "MIT-0", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "0BSD",
    "Unicode-3.0", "Unicode-DFS-2016", "CC0-1.0", "Unlicense", "BSL-1.0", "CDLA-Permissive-2.0", "bzip2-1.0.6",
}
# File-level copyleft, used unchanged: nothing of ours is under it, and its text travels with the binary's notices.
UNCHANGED = {"MPL-2.0"}
BANNED = {
    "openssl": "TLS is rustls",
    "openssl-sys": "TLS is rustls",
    "native-tls": "TLS is rustls",
    "aws-lc-sys": "rustls with ring builds without cmake",
    "rumorph": "its dictionary is under a share-alike licence",
}


def parse(text):
    """SPDX expression -> true when some choice of it is allowed."""
    tokens = text.replace("/", " OR ").replace("(", " ( ").replace(")", " ) ").split()
    position = 0

    def either():
        nonlocal position
        value = both()
        while position < len(tokens) and tokens[position] == "OR":
            position += 1
            value = both() or value
        return value

    def both():
        nonlocal position
        value = one()
        while position < len(tokens) and tokens[position] == "AND":
            position += 1
            value = one() and value
        return value

    def one():
        nonlocal position
        token = tokens[position]
        position += 1
        if token == "(":
            value = either()
            position += 1
            return value
        if position + 1 < len(tokens) and tokens[position] == "WITH":
            token = f"{token} WITH {tokens[position + 1]}"
            position += 2
        return token in ALLOWED or token in UNCHANGED

    return either()


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    used = {node["id"] for node in metadata["resolve"]["nodes"]}
    faults = []
    packages = [p for p in metadata["packages"] if p["id"] in used]
    for package in packages:
        name = f"{package['name']} {package['version']}"
        if package["name"] in BANNED:
            faults.append(f"{name}: banned: {BANNED[package['name']]}")
        if package["source"] is not None and not package["source"].startswith("registry+"):
            faults.append(f"{name}: comes from {package['source']}, not from the registry")
        licence = package["license"]
        if not licence:
            faults.append(f"{name}: states no licence")
        elif not parse(licence):
            faults.append(f"{name}: {licence} is not on the list")
    for fault in faults:
        print(fault)
    print(f"licences: {len(packages)} crates, {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main())
