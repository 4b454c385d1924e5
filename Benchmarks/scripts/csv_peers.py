#!/usr/bin/env python3
"""Reading a numeric CSV whole: seconds, CPU seconds and GB per CPU second of the peers that are installed, and of ours.

  csv_peers.py gen FILE --rows 2000000 --digits short|full     20 columns, about 300 MB at 2 000 000 short or 800 000 full
  csv_peers.py run FILE [--ours "bellwether check --table"]    best of 5 by CPU, each reader in a process of its own

Needs: pip install pandas polars duckdb pyarrow (each is skipped where it is missing). Run it on a quiet machine.
"""
import argparse, os, random, resource, shlex, subprocess, sys, time

PEERS = {
    "polars": "import polars as m; run = lambda f: m.read_csv(f)",
    "duckdb": "import duckdb as m; run = lambda f: m.execute(f\"create or replace table t as from read_csv('{f}')\")",
    "pyarrow": "import pyarrow.csv as m; run = lambda f: m.read_csv(f)",
    "pandas": "import pandas as m; run = lambda f: m.read_csv(f, float_precision='round_trip')",
}
LOOP = """
import resource, sys, time
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
best = (9e9, 9e9)
for _ in range(5):
    c, t = cpu(), time.time(); run(sys.argv[1]); best = min(best, (cpu() - c, time.time() - t))
print(*best)
"""


def gen(path, rows, digits):
    draw = random.Random(1)
    number = (lambda: f"{draw.gauss(0, 50):.3f}") if digits == "short" else (lambda: repr(draw.random()))
    with open(path, "w") as out:
        out.write(",".join(f"x{i}" for i in range(20)) + "\n")
        for _ in range(rows):
            out.write(",".join(number() for _ in range(20)) + "\n")


def ours(command, path):
    best = (9e9, 9e9)
    for _ in range(5):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
        subprocess.run(shlex.split(command) + [path], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, (sum(after[:2]) - sum(before[:2]), time.time() - start))
    return best


def run(path, command):
    results = {}
    for name, code in PEERS.items():
        found = subprocess.run([sys.executable, "-c", code + "\n" + LOOP, path], capture_output=True, text=True)
        if found.returncode == 0:
            results[name] = tuple(map(float, found.stdout.split()))
    if command:
        results["ours"] = ours(command, path)
    size = os.path.getsize(path) / 1e9
    for name, (cpu, wall) in sorted(results.items(), key=lambda item: item[1]):
        print(f"{name:8} {wall:6.2f} s  {cpu:6.2f} CPU s  {size / cpu:5.2f} GB/CPU s")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
verbs = parser.add_subparsers(dest="verb", required=True)
verb = verbs.add_parser("gen")
verb.add_argument("file"), verb.add_argument("--rows", type=int, default=2_000_000)
verb.add_argument("--digits", choices=["short", "full"], default="short")
verb = verbs.add_parser("run")
verb.add_argument("file"), verb.add_argument("--ours")
given = parser.parse_args()
gen(given.file, given.rows, given.digits) if given.verb == "gen" else run(given.file, given.ours)
