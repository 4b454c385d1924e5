"""What crosses the connection when a database reduces its readings: the same accounts with ever more readings.

Usage: push_down.py PROGRAM DRIVER FOLDER [MILLIONS ...]
Needs python's duckdb to make the readings (Parquet, by DuckDB's own SQL) and libduckdb.so as the ADBC driver to ask them.
Prints one JSON line a size: readings, rows of features, rows that crossed, seconds; the last line compares.
"""
import json, os, re, subprocess, sys, time

import duckdb

ACCOUNTS = 10_000
SIGNALS = """version: 1
signals:
  login: {category: usage, dimension: interest, direction: good}
  use: {category: usage, dimension: interest, direction: good}
  ticket: {category: communication, dimension: current-state, direction: bad}
features:
  logins: {kind: count, signal: login, windows: [7, 30, 90, 365]}
  login_trend: {kind: trend, signal: login, window: 180, period: 30, relative: true}
  login_deviation: {kind: deviation, signal: login, window: 30}
  use_sum: {kind: sum, signal: use, windows: [30, 90]}
  use_mean: {kind: mean, signal: use, window: 90}
  use_ratio: {kind: baseline_ratio, signal: use, window: 30}
  last_ticket: {kind: recency, signal: ticket, lookback: 730, never: tracking}
  worst_ticket: {kind: minimum, signal: ticket, window: 180}
  tickets: {kind: count, signal: ticket, windows: [30, 90]}
"""


def make(folder, millions):
    os.makedirs(folder, exist_ok=True)
    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute(f"COPY (SELECT 'A' || i AS account_id, DATE '2021-01-01' AS signed_on FROM range({ACCOUNTS}) t(i)) "
                 f"TO '{folder}/accounts.parquet'")
    base.execute(f"""COPY (SELECT 'A' || i AS account_id, CAST(DATE '2024-01-01' + CAST(i % 365 + 365 * y AS INTEGER) AS DATE)
        AS renewal_date, CASE WHEN (i * 7 + y) % 9 = 0 THEN 'churned' ELSE 'renewed' END AS outcome
        FROM range({ACCOUNTS}) t(i), range(2) u(y)) TO '{folder}/renewals.parquet'""")
    # hash() is uniform: three signals, four years, values of tenths; every fiftieth reading became known days later.
    base.execute(f"""COPY (SELECT 'A' || (hash(i) % {ACCOUNTS}) AS account_id, o AS occurred_at,
        CASE hash(i + 1) % 3 WHEN 0 THEN 'login' WHEN 1 THEN 'use' ELSE 'ticket' END AS signal,
        (hash(i + 2) % 1000) / 10.0 AS value,
        CASE WHEN hash(i + 3) % 50 = 0 THEN o + INTERVAL 5 DAY END AS known_at
        FROM (SELECT i, TIMESTAMPTZ '2021-06-01 00:00:00+00' + to_seconds(CAST(hash(i + 4) % 126144000 AS BIGINT)) AS o
              FROM range({millions} * 1000000) t(i))) TO '{folder}/events.parquet'""")
    with open(f"{folder}/signals.yaml", "w") as file:
        file.write(SIGNALS)


def run(program, driver, folder, pushed):
    place = (f"adbc:{driver}?entrypoint=duckdb_adbc_init&accounts={folder}/accounts.parquet"
             f"&renewals={folder}/renewals.parquet&events={folder}/events.parquet")
    out = f"{folder}/{'pushed' if pushed else 'read'}.csv"
    begin = time.time()
    done = subprocess.run([program, "features", "--data", place, "--config", folder, "--days-before", "90", "-o", out]
                          + (["--push-down"] if pushed else []), capture_output=True, text=True, timeout=5400)
    if done.returncode:
        sys.exit(f"status {done.returncode}: {done.stderr}")
    crossed = re.search(r"([0-9\s,]+) rows crossed", done.stderr)
    rows = re.search(r"([0-9]+) rows of", done.stderr)
    return int(re.sub(r"[^0-9]", "", crossed[1])) if crossed else None, int(rows[1]), time.time() - begin, out


def same(a, b):
    worst = 0.0
    with open(a) as one, open(b) as two:
        for x, y in zip(one, two):
            if x != y:
                for p, q in zip(x.rstrip().split(","), y.rstrip().split(",")):
                    if p != q:
                        worst = max(worst, abs(float(p) - float(q)) / max(1, abs(float(p))))
    return worst


def main():
    program, driver, folder = sys.argv[1:4]
    found = []
    for millions in [int(m) for m in sys.argv[4:]] or [20, 200]:
        place = f"{folder}/{millions}"
        begin = time.time()
        make(place, millions)
        made = time.time() - begin
        crossed, rows, seconds, out = run(program, driver, place, True)
        line = {"readings": millions * 1_000_000, "rows": rows, "crossed": crossed, "seconds": round(seconds, 1),
                "made_in": round(made, 1)}
        if millions <= 20:
            _, _, line["seconds_read"], plain = run(program, driver, place, False)
            line["seconds_read"] = round(line["seconds_read"], 1)
            line["largest_difference"] = same(plain, out)
        os.remove(f"{place}/events.parquet")
        found.append(line)
        print(json.dumps(line), flush=True)
    first, last = found[0], found[-1]
    growth = last["crossed"] / first["crossed"] - 1
    print(json.dumps({"readings_times": last["readings"] / first["readings"], "crossed_more": round(growth, 4),
                      "holds": growth < 0.5}))


main()
