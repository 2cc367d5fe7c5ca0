"""Writes what pip found as requirements with their digests: `make crawlers` installs by them.

Its argument is the file of `pip install --dry-run --report`.
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as report:
    found = json.load(report)["install"]

print("# Operators and purposes of crawlers: `make crawlers` writes and reads it.")
for package in sorted(found, key=lambda one: one["metadata"]["name"]):
    name, version = package["metadata"]["name"], package["metadata"]["version"]
    digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
    print(f"{name}=={version} --hash=sha256:{digest}")
