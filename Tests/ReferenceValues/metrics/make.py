#!/usr/bin/env python3
"""Writes metrics.json beside this file: a made-up portfolio with ties, weights, accounts, amounts and costs, and every metric of it.

    python3 -m venv v && v/bin/pip install empulse==0.13.1 scikit-learn mpmath && v/bin/python make.py

R 4.2.2 with pROC 1.18.0, rms 6.5-0 and Hmisc 4.8-0 (Debian) must be there for make.R. By whom each value is: "by". What no package
has (expected ties, within-bin terms, clustered DeLong, profits with an amount a row) is computed from its definition, on rows
repeated as often as their weight says, without sorting tricks.
"""
import json, math, os, random, subprocess
import numpy as np
from mpmath import mp, mpf, quad, betainc, exp, log
from sklearn import metrics as sk
import empulse.metrics as em

mp.dps = 30
HERE = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(20)
N = 180
rows = []
for i in range(N):
    account = i // 3
    eta = round(rng.gauss(-1, 1.4) * 4) / 4          # ties
    y = int(rng.random() < 1 / (1 + math.exp(-(0.3 + 0.8 * eta))))
    rows.append(dict(account=account, eta=eta, y=y, w=rng.choice([1, 1, 2, 3]), amount=round(math.exp(rng.gauss(6, 1)), 2),
                     fp=round(rng.uniform(5, 40), 2), fn=round(rng.uniform(50, 400), 2), tp=round(rng.uniform(1, 10), 2), tn=0.25))
values = {}


def put(name, value, by):
    values[name] = {"value": float(value), "by": by}


csv = "eta,y,w\n" + "".join(f"{r['eta']},{r['y']},{r['w']}\n" for r in rows)
for line in subprocess.run(["Rscript", os.path.join(HERE, "make.R")], input=csv, text=True, capture_output=True, check=True).stdout.splitlines():
    name, value = line.split()
    put(name, value, "R")

p = lambda r: 1 / (1 + exp(-mpf(r["eta"])))
CURVES = {}
for kind in ("plain", "weighted"):
    long = [r for r in rows for _ in range(r["w"] if kind == "weighted" else 1)]
    y = np.array([r["y"] for r in rows]); s = np.array([r["eta"] for r in rows]); w = np.array([r["w"] if kind == "weighted" else 1 for r in rows])
    P = np.array([float(p(r)) for r in rows])
    put(f"{kind}.auc", sk.roc_auc_score(y, s, sample_weight=w), "scikit-learn roc_auc_score")
    put(f"{kind}.average_precision", sk.average_precision_score(y, s, sample_weight=w), "scikit-learn average_precision_score")
    put(f"{kind}.log_loss", sk.log_loss(y, P, sample_weight=w), "scikit-learn log_loss")
    put(f"{kind}.brier", sk.brier_score_loss(y, P, sample_weight=w), "scikit-learn brier_score_loss")
    fpr, tpr, _ = sk.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
    put(f"{kind}.ks", max(tpr - fpr), "scikit-learn roc_curve")
    CURVES[f"{kind}.roc"] = [float(np.interp(x, *[np.array(v) for v in zip(*[(f, max(t for g, t in zip(fpr, tpr) if g == f)) for f in sorted(set(fpr))])])) for x in [i / 20 for i in range(21)]]
    # Brier decomposition and ECE over bins by the middle of the tied ranks, definitions summed row by row.
    n = len(long)
    place = lambda r: (sum(q["eta"] < r["eta"] for q in long) + mpf(sum(q["eta"] == r["eta"] for q in long)) / 2) / n
    bins = {}
    at = {r["eta"]: min(9, int(place(r) * 10)) for r in rows}
    for r in long:
        bins.setdefault(at[r["eta"]], []).append(r)
    rate = mpf(sum(r["y"] for r in long)) / n
    rel = res = wit = ece = mpf(0)
    for members in bins.values():
        k = len(members); f = sum(p(r) for r in members) / k; o = mpf(sum(r["y"] for r in members)) / k
        rel += k * (f - o) ** 2 / n; res += k * (o - rate) ** 2 / n; ece += k * abs(f - o) / n
        wit += sum((p(r) - f) ** 2 - 2 * (p(r) - f) * (r["y"] - o) for r in members) / n
    for name, value in [("brier_reliability", rel), ("brier_resolution", res), ("brier_uncertainty", rate * (1 - rate)), ("brier_within", wit), ("ece", ece)]:
        put(f"{kind}.{name}", value, "definition, mpmath")
    num = sum((r["y"] - p(r)) * (1 - 2 * p(r)) for r in long)
    put(f"{kind}.spiegelhalter_z", num / mp.sqrt(sum((1 - 2 * p(r)) ** 2 * p(r) * (1 - p(r)) for r in long)), "definition, mpmath")

    def caught(capacity, value, pool):
        """Expected sum of value among `capacity` rows, ties at the edge drawn at random."""
        total, left = mpf(0), mpf(capacity)
        for eta in sorted({r["eta"] for r in pool}, reverse=True):
            tied = [r for r in pool if r["eta"] == eta]
            total += sum(mpf(value(r)) for r in tied) * min(mpf(1), left / len(tied))
            left -= min(left, len(tied))
        return total
    events = sum(r["y"] for r in long)
    put(f"{kind}.lift_top_decile", caught(mpf(n) / 10, lambda r: r["y"], long) / events * 10, "definition")
    put(f"{kind}.lift_capacity", caught(25, lambda r: r["y"], long) / events * n / 25, "definition")
    put(f"{kind}.arr_caught_top_decile", caught(mpf(n) / 10, lambda r: r["y"] * r["amount"], long) / sum(mpf(r["y"] * r["amount"]) for r in long), "definition")
    CURVES[f"{kind}.gains"] = [float(caught(mpf(n) * i / 20, lambda r: r["y"], long) / events) for i in range(21)]
    pr = []
    for i in range(21):
        for eta in sorted(set(s), reverse=True):
            got = sum(r["y"] for r in long if r["eta"] >= eta); flagged = sum(1 for r in long if r["eta"] >= eta)
            if got * 20 >= i * events:
                pr.append(got / flagged); break
    CURVES[f"{kind}.precision_recall"] = pr
    CURVES[f"{kind}.net_benefit"] = [float(sum(mpf(1 if r["y"] else 0) - (0 if r["y"] else 1) * mpf(i) / 50 / (1 - mpf(i) / 50) for r in long if p(r) >= mpf(i) / 50) / n) for i in range(1, 26)]
    a = np.array([r["amount"] for r in rows]) * w
    put(f"{kind}.arr_auc", sk.roc_auc_score(y, s, sample_weight=a), "scikit-learn")
    put(f"{kind}.arr_average_precision", sk.average_precision_score(y, s, sample_weight=a), "scikit-learn")
    put(f"{kind}.arr_log_loss", sk.log_loss(y, P, sample_weight=a), "scikit-learn")
    put(f"{kind}.arr_brier", sk.brier_score_loss(y, P, sample_weight=a), "scikit-learn")
    total = sum(mpf(r["amount"]) for r in long); lost = sum(mpf(r["amount"]) * r["y"] for r in long); left, got = total / 10, mpf(0)
    for eta in sorted(set(s), reverse=True):
        tied = [r for r in long if r["eta"] == eta]; size = sum(mpf(r["amount"]) for r in tied)
        got += sum(mpf(r["amount"]) * r["y"] for r in tied) * min(mpf(1), left / size); left -= min(left, size)
    put(f"{kind}.arr_lift_top_decile", got / lost * 10, "definition")
    # Profits: contact 15, incentive 5 %, Beta(6, 14).
    def profits(pool):
        for eta in [math.inf] + sorted({r["eta"] for r in pool}, reverse=True):
            inside = [r for r in pool if r["eta"] >= eta]
            yield sum(mpf(r["amount"]) * mpf("0.95") * r["y"] for r in inside), sum(15 + (1 - r["y"]) * mpf(r["amount"]) * mpf("0.05") for r in inside)
    lines = list(profits(long))
    put(f"{kind}.max_profit", max(mpf("0.3") * b - c for b, c in lines) / n, "definition, mpmath")
    best = lambda g: max(g * b - c for b, c in lines)
    cuts = sorted({mpf(0), mpf(1)} | {c for c in ((c2 - c1) / (b2 - b1) for b1, c1 in lines for b2, c2 in lines if b2 > b1) if 0 < c < 1})
    knots = [cuts[0]] + [c for c in cuts[1:-1]] + [cuts[-1]]
    # Exact between the places where two cut-offs earn the same.
    expected = mpf(0)
    for lo, hi in zip(knots, knots[1:]):
        mid = (lo + hi) / 2; b, c = max(lines, key=lambda l: mid * l[0] - l[1])
        expected += b * mpf("0.3") * betainc(7, 14, lo, hi, regularized=True) - c * betainc(6, 14, lo, hi, regularized=True)
    put(f"{kind}.expected_max_profit", expected / n, "definition, mpmath")
    ly = [r["y"] for r in long]
    acts = [int(p(r) >= (mpf(r["fp"]) - r["tn"]) / (mpf(r["fp"]) - r["tn"] + mpf(r["fn"]) - r["tp"])) for r in long]
    costs = {f"{k}_cost": np.array([r[k] for r in long]) for k in ("fp", "fn", "tp", "tn")}
    put(f"{kind}.savings", em.savings_score(ly, acts, **costs), "empulse savings_score")
    put(f"{kind}.one_amount.max_profit", em.mpc_score(ly, [r["eta"] for r in long], accept_rate=0.3, clv=200, incentive_cost=10, contact_cost=1), "empulse mpc_score")
    put(f"{kind}.one_amount.expected_max_profit", em.empc_score(ly, [r["eta"] for r in long], alpha=6, beta=14, clv=200, incentive_cost=10, contact_cost=1), "empulse empc_score")

# Clustered DeLong (Obuchowski 1997) as influence by brute force: accounts' sums, C / (C - 1).
ev = [r for r in rows if r["y"]]; ot = [r for r in rows if not r["y"]]
win = lambda e, o: mpf(1) if e["eta"] > o["eta"] else mpf(1) / 2 if e["eta"] == o["eta"] else mpf(0)
auc = sum(win(e, o) for e in ev for o in ot) / (len(ev) * len(ot))
sums = {}
for e in ev:
    sums[e["account"]] = sums.get(e["account"], 0) + (sum(win(e, o) for o in ot) / len(ot) - auc) / len(ev)
for o in ot:
    sums[o["account"]] = sums.get(o["account"], 0) + (sum(win(e, o) for e in ev) / len(ev) - auc) / len(ot)
C = len({r["account"] for r in rows})
put("clustered_auc_standard_error", mp.sqrt(mpf(C) / (C - 1) * sum(v * v for v in sums.values())), "definition, mpmath")
# Clustered score test: exchangeable working correlation of the Pearson residuals, by all pairs.
long_eta = sorted(r["eta"] for r in rows)
knot = [long_eta[math.ceil(q * N - 1e-9) - 1] for q in (.05, .35, .65, .95)]
pos = lambda v: max(v, mpf(0)) ** 3
def basis(x):
    x = mpf(x); t = [mpf(k) for k in knot]
    return [mpf(1), x] + [pos(x - t[j]) - pos(x - t[2]) * (t[3] - t[j]) / (t[3] - t[2]) + pos(x - t[3]) * (t[2] - t[j]) / (t[3] - t[2]) for j in (0, 1)]
spread = lambda r: mp.sqrt(p(r) * (1 - p(r)))
pearson = lambda r: (r["y"] - p(r)) / spread(r)
together = [(a, b) for i, a in enumerate(rows) for j, b in enumerate(rows) if i != j and a["account"] == b["account"]]
rho = min(mpf(1), max(mpf(0), sum(pearson(a) * pearson(b) for a, b in together) / len(together)))
tot = [sum(basis(r["eta"])[i] * (r["y"] - p(r)) for r in rows) for i in range(4)]
V = mp.matrix(4, 4)
for (a, b), c in [((r, r), mpf(1)) for r in rows] + [(pair, rho) for pair in together]:
    left, right, f = basis(a["eta"]), basis(b["eta"]), c * spread(a) * spread(b)
    for i in range(4):
        for j in range(4):
            V[i, j] += f * left[i] * right[j]
T = sum(a * b for a, b in zip(tot, mp.lu_solve(V, mp.matrix(tot))))
put("clustered_calibration_correlation", rho, "definition, mpmath")
put("clustered_calibration_test", T, "definition, mpmath")
put("clustered_calibration_test_p", mp.gammainc(2, T / 2, mp.inf, regularized=True), "mpmath gammainc")

json.dump({"rows": rows, "values": values, "curves": CURVES}, open(os.path.join(HERE, "metrics.json"), "w"), indent=0)
print(len(values), "values")
