#!/usr/bin/env python3
"""Writes a long CSV of rows with a planted logistic truth, cheaply: blocks of rows are drawn once and written over and over, in a
new order each time, so that 20 GB take about as long as the disk does.

    long_csv.py OUT.csv --gigabytes 20 [--columns 40] [--blocks 16] [--rows 20000] [--seed 1]

Columns: id, numbers x1...xP of very different scales (1e-3 to 1e6, some far from 0, the first two correlated at .95, x3 with
missing values), a category `plan` of six levels, and `churned` (yes or no). Needs numpy.

Prints JSON: bytes, rows and the log loss of maximum likelihood on exactly these rows (Newton's method on the distinct blocks,
weighted by how often each was written; missing values at the mean, with an indicator, as `bellwether train` has them).
"""
import argparse
import numpy as np


def block(rng, rows, columns):
    z = rng.standard_normal((rows, columns))
    z[:, 1] = 0.95 * z[:, 0] + np.sqrt(1 - 0.95**2) * z[:, 1]
    scale = 10.0 ** np.linspace(-3, 6, columns)
    x = z * scale + np.where(np.arange(columns) % 3 == 0, 100 * scale, 0)
    plan = rng.integers(0, 6, rows)
    beta = 0.6 * np.cos(np.arange(columns)) / np.sqrt(1 + np.arange(columns) / 8)
    eta = -1.2 + z @ beta + 0.3 * (plan - 2.5)
    y = rng.random(rows) < 1 / (1 + np.exp(-eta))
    missing = rng.random(rows) < 0.05
    return x, plan, y, missing


def text(first, x, plan, y, missing):
    lines = []
    for i in range(len(y)):
        cells = ["%.6g" % v for v in x[i]]
        if missing[i]:
            cells[2] = ""
        lines.append("c%d,%s,p%d,%s" % (first + i, ",".join(cells), plan[i], "yes" if y[i] else "no"))
    return ("\n".join(lines) + "\n").encode()


def design(parts):
    x = np.vstack([p[0] for p in parts]).copy()
    plan = np.concatenate([p[1] for p in parts])
    y = np.concatenate([p[2] for p in parts]).astype(float)
    missing = np.concatenate([p[3] for p in parts])
    # As the text has it: six significant digits; missing at the mean, with an indicator.
    x = np.vectorize(lambda v: float("%.6g" % v))(x)
    return x, plan, y, missing


def exact(parts, times):
    x, plan, y, missing = design(parts)
    w = np.concatenate([np.full(len(p[2]), float(t)) for p, t in zip(parts, times)])
    known = ~missing
    x[missing, 2] = np.average(x[known, 2], weights=w[known])
    mean = np.average(x, axis=0, weights=w)
    z = (x - mean) / np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
    z = np.column_stack([np.ones(len(y)), z, missing] + [plan == k for k in range(1, 6)])
    b = np.zeros(z.shape[1])
    for _ in range(30):
        mu = 1 / (1 + np.exp(-(z @ b)))
        step = np.linalg.solve((z * (w * mu * (1 - mu))[:, None]).T @ z, z.T @ (w * (y - mu)))
        b += step
        if np.max(np.abs(step)) < 1e-12:
            break
    eta = z @ b
    return np.average(np.logaddexp(0, eta) - y * eta, weights=w)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--gigabytes", type=float, default=1)
    parser.add_argument("--columns", type=int, default=40)
    parser.add_argument("--blocks", type=int, default=16)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    parts = [block(rng, options.rows, options.columns) for _ in range(options.blocks)]
    texts = [text(k * options.rows, *part) for k, part in enumerate(parts)]
    header = "id," + ",".join("x%d" % (j + 1) for j in range(options.columns)) + ",plan,churned\n"
    written, times = 0, [0] * options.blocks
    with open(options.out, "wb", buffering=0) as file:
        written += file.write(header.encode())
        while written < options.gigabytes * 1e9:
            for k in rng.permutation(options.blocks):
                written += file.write(texts[k])
                times[k] += 1
                if written >= options.gigabytes * 1e9:
                    break
    rows = sum(times) * options.rows
    print('{"bytes": %d, "rows": %d, "exact_log_loss": %.12f}' % (written, rows, exact(parts, times)))


if __name__ == "__main__":
    main()
