#!/usr/bin/env python3
"""Writes results.json beside this file: maximum likelihood of the hard designs in 50-digit arithmetic.

usage: make.py [REFERENCE_FOLDER]   (mpmath 1.3; with the folder, results.json also takes over the cases of its
reference.json that may be shipped)

The designs hold 17 digits, read here as exact decimals of the nearest double. Newton's method until the gradient is below
1e-40. `left_out` are columns that are constant or combinations of earlier ones to within 1e-7 (relative).
"""
import json, os, sys
from mpmath import mp, mpf, matrix, lu_solve, exp, log, inverse, sqrt

mp.dps = 50
HERE = os.path.dirname(os.path.abspath(__file__))
LEFT_OUT = {
    "constant_feature___zero_feature": ["x2", "x3"],
    "exact_duplicate_column": ["x3"],
    "duplicate_1e-9": ["x3"],
}
SEPARATED = ["complete_separation", "quasi-separation", "dummy_trap", "steep"]
SHIPPED = ["spector", "birthwt", "budworm", "menarche", "mtcars", "endometrial"]


def design(name):
    rows = [[float(v) for v in line.split(",")] for line in open(f"{HERE}/hard/{name}.csv")]
    names = [f"x{j}" for j in range(1, len(rows[0]))]
    kept = [j for j, n in enumerate(names) if n not in LEFT_OUT.get(name, [])]
    x = [[mpf(1)] + [mpf(r[j + 1]) for j in kept] for r in rows]
    return [r[0] for r in rows], x, ["(Intercept)"] + [names[j] for j in kept]


def terms(x, y, b):
    k = len(b)
    gradient, hessian, loss = [mpf(0)] * k, matrix(k, k), mpf(0)
    for row, outcome in zip(x, y):
        eta = sum(v * c for v, c in zip(row, b))
        mu = 1 / (1 + exp(-eta))
        loss += log(1 + exp(eta)) - outcome * eta
        for i in range(k):
            gradient[i] += (mu - outcome) * row[i]
            for j in range(k):
                hessian[i, j] += mu * (1 - mu) * row[i] * row[j]
    return loss, matrix(gradient), hessian


def fit(name):
    y, x, names = design(name)
    # Centred and scaled columns start Newton's method well; exact arithmetic needs it for nothing else.
    n, k = len(x), len(names)
    means = [mpf(0)] + [sum(r[j] for r in x) / n for j in range(1, k)]
    scales = [mpf(1)] + [sqrt(sum((r[j] - means[j]) ** 2 for r in x) / n) for j in range(1, k)]
    z = [[(r[j] - means[j]) / scales[j] for j in range(k)] for r in x]
    b = [mpf(0)] * k
    for _ in range(60):
        loss, gradient, hessian = terms(z, y, b)
        step = lu_solve(hessian, gradient)
        t = mpf(1)
        while terms(z, y, [c - t * s for c, s in zip(b, step)])[0] > loss + mpf(10) ** -40:
            t /= 2
        b = [c - t * s for c, s in zip(b, step)]
        if max(abs(g) for g in gradient) < mpf(10) ** -40:
            break
    loss, gradient, hessian = terms(z, y, b)
    variance = inverse(hessian)
    back = [[mpf(1)] + [-means[j] / scales[j] for j in range(1, k)]]
    back += [[1 / scales[j] if i == j else mpf(0) for i in range(k)] for j in range(1, k)]
    coefficients = [sum(c * v for c, v in zip(row, b)) for row in back]
    errors = [sqrt(sum(row[i] * variance[i, j] * row[j] for i in range(k) for j in range(k))) for row in back]
    text = lambda v: mp.nstr(v, 22)
    return {
        "left_out": LEFT_OUT.get(name, []),
        "ml_coef": dict(zip(names, map(text, coefficients))),
        "ml_se": dict(zip(names, map(text, errors))),
        "loglik": text(-loss),
    }


results = json.load(open(f"{HERE}/results.json")) if os.path.exists(f"{HERE}/results.json") else {}
if len(sys.argv) > 1:
    reference = json.load(open(sys.argv[1] + "/reference.json"))
    results.update({name: {k: v for k, v in reference[name].items() if k != "seconds"} for name in SHIPPED})
for path in sorted(os.listdir(f"{HERE}/hard")):
    name = path.removesuffix(".csv")
    if name not in SEPARATED:
        results[name] = fit(name)
        print(name, results[name]["ml_coef"], file=sys.stderr)
json.dump(results, open(f"{HERE}/results.json", "w"), indent=1)
