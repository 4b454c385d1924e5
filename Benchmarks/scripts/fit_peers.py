#!/usr/bin/env python3
"""The learner beside scikit-learn, statsmodels, glum, glmnet and LIBLINEAR: one machine, one run, the same raw files.

  fit_peers.py all                       everything below in this order, about 20 minutes; also `make peers`
  fit_peers.py gen [SET ...]             data sets A, A_raw, B, C (fits) and D (path); 1 GB
  fit_peers.py reference [SET ...]       exact coefficients: Newton's iteration with 80-bit gradients
  fit_peers.py run [SET ...]             whole fits of A, B and C: ridge and maximum likelihood
  fit_peers.py path                      lasso path of D, 100 strengths
  fit_peers.py growth                    time as rows (1e4 to 1e7) and columns (10 to 1 000) grow; 2 GB more
  fit_peers.py limits                    memory bandwidth and matrix product of this machine
  fit_peers.py table [PART ...]          Markdown: fit, peers, path, growth, limits, versions; are the aims met?

Objectives: sum of the losses + 1/2 |b|^2, intercept free (ridge), and the sum alone (ml). Each peer is set to converge
and runs in a process of its own, data in memory, after a warm-up on the first rows; the best of several repeats counts.
A peer that has threads runs with 2 and with 1, and the table takes the better: two OpenBLAS threads cost some more than
they gain. Ours runs with 2. Memory is the most that was resident during the fits beyond what was before them.
What is not installed is skipped. What was measured is appended to the results and not measured again without --again,
so that a run can be resumed.

Needs NumPy, and measures what it finds of
  pip install scikit-learn statsmodels glum liblinear-official skglm threadpoolctl
  apt-get install r-base-core r-cran-glmnet
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from peers import limits, measure, report
from peers.data import COLUMN_GROWTH, DATA_SETS, FIT_SETS, LONGEST, PATH_SETS, RIDGE, ROW_GROWTH, Reference
from peers.solvers import FIT_PEERS, PATH_PEERS

BENCHMARKS = Path(__file__).resolve().parent.parent
FITTED = ["A", "B", "C"]
GROWTH_PEERS = ["scikit-learn newton-cholesky, tol 1e-10", "glum irls-ls, gradient_tol 1e-10"]


def say(text):
    print(text, flush=True)


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def append(path, row):
    with open(path, "a") as out:
        out.write(json.dumps(row) + "\n")


def r_packages():
    """Of R's packages, those that a peer needs and that are there."""
    try:
        code = 'if (requireNamespace("glmnet", quietly = TRUE)) cat("glmnet")'
        return subprocess.run(["Rscript", "-e", code], capture_output=True, text=True).stdout.split()
    except FileNotFoundError:
        return []


def make(data, folder):
    if not data.is_made(folder):
        say(f"making {data.paths(folder)[0]}")
        data.make(folder)


def generate(given):
    for name in given.sets or [d.name for d in FIT_SETS + PATH_SETS]:
        make(DATA_SETS[name], given.data)


def reference(given):
    for name in given.sets or FITTED:
        for objective in RIDGE:
            demand(DATA_SETS[name], given)
            if given.again or not Reference.path(given.data, DATA_SETS[name], objective).exists():
                found = Reference.make(given.data, DATA_SETS[name], objective)
                say(f"{name} {objective}: log loss {found.log_loss:.16f}")


def demand(data, given):
    if not data.is_made(given.data):
        sys.exit(f"{data.paths(given.data)[0]}: not there or too short; make it with: {sys.argv[0]} gen {data.name}")


def warn_if_busy():
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"the load average is {load:.1f}: times of a busy machine tell little")


def measure_all(given, kind, sets, peers, effort):
    """Every peer on every set, what is measured already left out; rows go to the results as they come."""
    place = measure.Place(given.data, given.results, given.bench)
    done = {row_key(r) for r in read(given.results) if r["part"] != "limits"}
    installed = r_packages()
    for data in sets:
        demand(data, given)
    warn_if_busy()
    present = []
    for peer in peers:
        if given.peer.lower() in peer.name.lower():
            absence = peer.absence(given.bench, installed)
            say(f"skipped: {absence} ({peer.name}, {peer.objective})") if absence else present.append(peer)
    for data in sets:
        for peer in present:
            if peer.sets and data.name not in peer.sets:
                continue
            for threads in peer.threads:
                key = (kind, data.name, peer.name, peer.objective, threads)
                if given.again or key not in done:
                    row = measure.row(peer, kind, data, threads, place, effort.of(peer))
                    append(given.results, row)
                    say(summary(row))


def row_key(row):
    return row["part"], row["set"], row["peer"], row["objective"], row["threads"]


def summary(row):
    reached = next((f"{name} {row[name]:.1e}" for name in ("error", "residual", "gradient") if name in row), "")
    result = row.get("failure") or f"{row['seconds']:.4f} s, {row['cpu_seconds']:.4f} CPU s, {reached}"
    return f"{row['set']} {row['objective']}: {row['peer']}, threads {row['threads']}: {result}"


def run(given):
    peers = [p for p in FIT_PEERS if given.objective in ("both", p.objective)]
    effort = measure.Effort(given.repeats, given.budget, given.timeout)
    measure_all(given, "fit", [DATA_SETS[name] for name in given.sets or FITTED], peers, effort)


def path(given):
    measure_all(given, "path", PATH_SETS, PATH_PEERS, measure.Effort(given.repeats, given.budget, given.timeout))


def growth(given):
    sets = [d for d in ROW_GROWTH + COLUMN_GROWTH if d.rows <= given.rows]
    # The longest file first: the shorter sets are its beginning.
    for data in sorted(sets, key=lambda d: -d.rows):
        make(data, given.data)
    fits = report.latest(r for r in read(given.results) if r["part"] == "fit")
    chosen = report.fastest_peers(fits, 2) or GROWTH_PEERS
    peers = [p for p in FIT_PEERS if p.objective == "ridge" and p.name in [*chosen, "Bellwether"]]
    measure_all(given, "growth", sets, peers, measure.Effort(min(given.repeats, 3), min(given.budget, 3.0), 60.0))


def measure_limits(given):
    if given.again or not any(r["part"] == "limits" for r in read(given.results)):
        row = limits.measure()
        append(given.results, row)
        say(f"limits: {row['bandwidth'] / 1e9:.1f} GB/s, {row['flops'] / 1e9:.0f} GFLOP/s")


def table(given):
    print(report.tables(read(given.results), given.parts))


def everything(given):
    given.sets, given.parts = [], []
    for step in (generate, reference, run, path, measure_limits, growth, table):
        step(given)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=BENCHMARKS / ".build/peers", help="folder of the data sets")
    shared.add_argument("--results", type=Path, help="JSON lines; results.jsonl beside the data unless given")
    shared.add_argument("--bench", type=Path, default=BENCHMARKS / ".build/release/bench", help="our program")
    shared.add_argument("--again", action="store_true", help="also what is there already")
    timing = argparse.ArgumentParser(add_help=False)
    timing.add_argument("--peer", default="", help="only peers with this in their name")
    timing.add_argument("--repeats", type=int, default=5, help="of each fit at most; slow peers mostly run once")
    timing.add_argument("--budget", type=float, default=5.0, help="no further repeat after so many seconds")
    timing.add_argument("--timeout", type=float, default=45.0, help="seconds for a peer's process, loading included")
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name, action, *parents):
        added = verbs.add_parser(name, parents=[shared, *parents])
        added.set_defaults(action=action)
        return added

    sets = argparse.ArgumentParser(add_help=False)
    sets.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(d.name for d in FIT_SETS + PATH_SETS)}")
    objective = argparse.ArgumentParser(add_help=False)
    objective.add_argument("--objective", choices=["ridge", "ml", "both"], default="both")
    rows = argparse.ArgumentParser(add_help=False)
    rows.add_argument("--rows", type=int, default=LONGEST, help="of the longest data set")
    verb("gen", generate, sets)
    verb("reference", reference, sets)
    verb("run", run, sets, objective, timing)
    verb("path", path, timing)
    verb("growth", growth, rows, timing)
    verb("limits", measure_limits)
    verb("table", table).add_argument("parts", nargs="*", metavar="PART")
    verb("all", everything, objective, rows, timing)
    # How this script starts itself anew for a peer written in Python.
    verbs.add_parser("one").add_argument("job")
    return parser


def checked(parser):
    given = parser.parse_args()
    if given.verb == "one":
        return given
    known = [data.name for data in FIT_SETS + (PATH_SETS if given.verb == "gen" else [])]
    for chosen, there, what in (("sets", known, "data set"), ("parts", report.TABLES, "table")):
        for name in getattr(given, chosen, []):
            if name not in there:
                parser.error(f"no {what} {name}; there are {', '.join(there)}")
    given.results = given.results or given.data / "results.jsonl"
    given.results.parent.mkdir(parents=True, exist_ok=True)
    return given


if __name__ == "__main__":
    given = checked(arguments())
    sys.exit(measure.measure_here(given.job) if given.verb == "one" else given.action(given))
