#!/usr/bin/env python3
"""Writes diagnosis.json beside this file: influence, variance inflation and link tests of the shipped designs in 50-digit
arithmetic (Python 3.11, mpmath 1.3), from the formulas alone.

R 4.2.2 is no reference for these: `hatvalues`, `cooks.distance` and `vcov` of a glm use the weights of the iterate before the
last, so its figures agree to 4-8 digits only, and `dfbeta` uses deviance residuals.
"""
import json, os
from mpmath import mp, mpf, matrix, lu_solve, exp, log, inverse, sqrt, det, erfc

mp.dps = 50
HERE = os.path.dirname(os.path.abspath(__file__))
DESIGNS = os.path.join(HERE, "../regression/designs")
GROUPS = {"birthwt": {"age": ["age"], "lwt": ["lwt"], "race": ["raceblack", "raceother"], "smoke": ["smoke"],
                      "ptl": ["ptl"], "ht": ["ht"], "ui": ["ui"]}}


def read(name):
    lines = [line.strip().split(",") for line in open(f"{DESIGNS}/{name}.csv")]
    names = [n.strip('"') for n in lines[0]][2:]
    rows = [[mpf(float(v)) for v in line] for line in lines[1:]]
    return names, [r[2:] for r in rows], [r[0] for r in rows], [r[1] for r in rows]


def newton(x, y, w):
    k = len(x[0])
    b = [mpf(0)] * k
    # Scaled columns start Newton's method well; exact arithmetic needs it for nothing else.
    scale = [max(abs(r[j]) for r in x) for j in range(k)]
    z = [[r[j] / scale[j] for j in range(k)] for r in x]
    for _ in range(60):
        g, h = [mpf(0)] * k, matrix(k, k)
        for row, yi, wi in zip(z, y, w):
            mu = 1 / (1 + exp(-sum(v * c for v, c in zip(row, b))))
            for i in range(k):
                g[i] += wi * (yi - mu) * row[i]
                for j in range(k):
                    h[i, j] += wi * mu * (1 - mu) * row[i] * row[j]
        step = lu_solve(h, matrix(g))
        b = [c + s for c, s in zip(b, step)]
        if max(abs(s) for s in step) < mpf(10) ** -42:
            break
    return [c / s for c, s in zip(b, scale)]


def information(x, w, b):
    k = len(b)
    h = matrix(k, k)
    mus = []
    for row, wi in zip(x, w):
        mu = 1 / (1 + exp(-sum(v * c for v, c in zip(row, b))))
        mus.append(mu)
        for i in range(k):
            for j in range(k):
                h[i, j] += wi * mu * (1 - mu) * row[i] * row[j]
    return h, mus


def xlogy(a, b):
    return mpf(0) if a == 0 else a * log(b)


def influence(x, y, w, b):
    k = len(b)
    h, mus = information(x, w, b)
    v = inverse(h)
    out = {"leverage": [], "pearson": [], "deviance": [], "cook": [], "changes": []}
    for row, yi, wi, mu in zip(x, y, w, mus):
        way = [sum(v[a, c] * row[c] for c in range(k)) for a in range(k)]
        lev = wi * mu * (1 - mu) * sum(a * c for a, c in zip(way, row))
        pearson = (yi - mu) * sqrt(wi / (mu * (1 - mu)))
        dev = 2 * wi * (xlogy(yi, yi / mu) + xlogy(1 - yi, (1 - yi) / (1 - mu)))
        out["leverage"].append(lev)
        out["pearson"].append(pearson)
        out["deviance"].append((1 if yi > mu else -1) * sqrt(dev))
        out["cook"].append((pearson / (1 - lev)) ** 2 * lev / k)
        out["changes"].append([a * wi * (yi - mu) / (1 - lev) for a in way])
    return out, v


def inflation(v, names, groups):
    k = v.rows
    r = matrix(k - 1, k - 1)
    for a in range(1, k):
        for c in range(1, k):
            r[a - 1, c - 1] = v[a, c] / sqrt(v[a, a] * v[c, c])

    def block(places):
        if not places:
            return mpf(1)
        m = matrix(len(places), len(places))
        for a, i in enumerate(places):
            for c, j in enumerate(places):
                m[a, c] = r[i, j]
        return det(m)

    every = list(range(k - 1))
    out = {}
    for name, columns in groups.items():
        own = [names.index(c) - 1 for c in columns]
        out[name] = block(own) * block([p for p in every if p not in own]) / block(every)
    return out


def link(x, y, w, b):
    eta = [sum(v * c for v, c in zip(row, b)) for row in x]
    x2 = [[mpf(1), e, e * e] for e in eta]
    b2 = newton(x2, y, w)
    v = inverse(information(x2, w, b2)[0])
    z = b2[2] / sqrt(v[2, 2])
    return {"slope": b2[1], "estimate": b2[2], "std_error": sqrt(v[2, 2]), "p": erfc(abs(z) / sqrt(mpf(2)))}


def text(v):
    if isinstance(v, dict):
        return {k: text(a) for k, a in v.items()}
    return [text(a) for a in v] if isinstance(v, list) else mp.nstr(v, 17)


results = {}
for name in ["spector", "birthwt", "budworm", "menarche", "mtcars"]:
    names, x, y, w = read(name)
    b = newton(x, y, w)
    values, v = influence(x, y, w, b)
    if name in ("birthwt", "menarche"):
        values["changes"] = values["changes"][:5]
    values["vif"] = inflation(v, names, GROUPS.get(name, {n: [n] for n in names[1:]}))
    values["link"] = link(x, y, w, b)
    results[name] = text(values)
json.dump(results, open(f"{HERE}/diagnosis.json", "w"), indent=0)
