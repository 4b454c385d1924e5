#!/usr/bin/env python3
"""Feature extraction beside DuckDB (tuned), Polars and pandas, in one run on one machine, and value for value.

  feature_peers.py DIR [--rounds 3] [--peers duckdb,polars,pandas]

DIR is what `../shared/bench/peer_features.py gen DIR` made. Needs a Python with duckdb, polars, pandas and pyarrow, and the
benchmark built (`swift build -c release --package-path Benchmarks --product bench`). Each round runs every peer once, ours first,
so that a busy minute hits all alike. Wall clock and processor seconds are of the whole process, from CSV to a feature file; peak
memory is that of the process (RSS, mapped file included where it is resident)."""
import argparse, json, os, resource, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "..", "..", "..", "shared", "bench", "peer_features.py")


def run(command):
    """Wall seconds, processor seconds and peak MiB of a process and its children."""
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def differences(ours, theirs):
    """The largest difference by group of columns, relative to 1 + |value|."""
    import pandas as pd, numpy as np
    a = pd.read_csv(ours).sort_values("renewal_id").reset_index(drop=True)
    b = pd.read_parquet(theirs).sort_values("renewal_id").reset_index(drop=True)
    assert list(a.renewal_id) == list(b.renewal_id), "other rows"
    assert set(a.columns) == set(b.columns), set(a.columns) ^ set(b.columns)
    worst = {}
    for column in b.columns:
        x, y = a[column].to_numpy(float), b[column].to_numpy(float)
        assert (np.isnan(x) == np.isnan(y)).all(), f"{column}: missing elsewhere"
        gap = np.nan_to_num(np.abs(x - y) / (1 + np.abs(y)))
        group = column.split("_")[0]
        worst[group] = max(worst.get(group, 0.0), float(gap.max()))
    return len(a), worst


def main():
    p = argparse.ArgumentParser()
    p.add_argument("dir")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--peers", default="duckdb,polars,pandas")
    p.add_argument("--options", default="", help="further options of bench features, such as --memory 4000000000")
    a = p.parse_args()
    folder = tempfile.mkdtemp()
    ours = os.path.join(folder, "ours.csv")
    extra = {"duckdb": ["--fast"]}
    commands = {"bellwether": [os.path.join(HERE, "..", "peer_features.sh"), a.dir, ours] + a.options.split()}
    for peer in filter(None, a.peers.split(",")):
        out = os.path.join(folder, peer + ".parquet")
        commands[peer] = [sys.executable, PEERS, peer, a.dir, "--src", "csv", "--out", out] + extra.get(peer, [])
    with open(os.path.join(a.dir, "events.csv"), "rb") as events:  # warm the page cache
        while events.read(1 << 24):
            pass
    results = {name: [] for name in commands}
    for _ in range(a.rounds):
        for name, command in commands.items():
            results[name].append(run(command)[:3])
    summary = {}
    for name, rows in results.items():
        wall, cpu, peak = ([row[i] for row in rows] for i in range(3))
        summary[name] = {"wall": sorted(wall), "cpu": sorted(cpu), "peak_mib": max(peak)}
    fastest = min((statistics.median(v["wall"]), k) for k, v in summary.items() if k != "bellwether") if len(summary) > 1 else None
    print(f"{'':12}{'wall s (median, range)':>30}{'CPU s':>10}{'peak MiB':>10}")
    for name, v in summary.items():
        wall = v["wall"]
        print(f"{name:12}{statistics.median(wall):>12.2f} ({wall[0]:.2f}-{wall[-1]:.2f}){statistics.median(v['cpu']):>14.1f}{v['peak_mib']:>10.0f}")
    if fastest:
        print(f"fastest peer: {fastest[1]}; {fastest[0] / statistics.median(summary['bellwether']['wall']):.2f} times our time")
    for peer in commands:
        if peer != "bellwether":
            rows, worst = differences(ours, os.path.join(folder, peer + ".parquet"))
            print(f"{peer}: {rows} rows, largest difference by group " + ", ".join(f"{k} {v:.1e}" for k, v in worst.items()))
            break


main()
