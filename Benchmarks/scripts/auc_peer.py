#!/usr/bin/env python3
"""AUC of the same ten million scores by bellwether's bench and by scikit-learn, in turn, on the same machine.

    auc_peer.py BENCH [--python PYTHON-WITH-SCIKIT-LEARN] [--rows 10000000] [--rounds 3]

Prints JSON: seconds of each, their ratio (of the medians), both AUCs and their difference.
"""
import argparse, json, os, statistics, subprocess, sys, tempfile

PEER = """
import json, sys, time, numpy as np
from sklearn.metrics import roc_auc_score
s = np.fromfile(sys.argv[1], '<f8'); y = np.fromfile(sys.argv[2], 'u1')
t = time.perf_counter(); a = roc_auc_score(y, s); print(json.dumps({"seconds": time.perf_counter() - t, "auc": float(a)}))
"""
MAKE = """
import sys, numpy as np
r = np.random.default_rng(1); n = int(sys.argv[3]); s = r.normal(-1.5, 1.5, n)
s.astype('<f8').tofile(sys.argv[1]); (r.random(n) < 1 / (1 + np.exp(-s))).astype('u1').tofile(sys.argv[2])
"""
options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("bench")
options.add_argument("--python", default=sys.executable)
options.add_argument("--rows", type=int, default=10_000_000)
options.add_argument("--rounds", type=int, default=3)
given = options.parse_args()
with tempfile.TemporaryDirectory() as folder:
    x, y = os.path.join(folder, "x.f64"), os.path.join(folder, "y.u8")
    subprocess.run([given.python, "-c", MAKE, x, y, str(given.rows)], check=True)
    ours, theirs = [], []
    for _ in range(given.rounds):
        result = json.loads(subprocess.check_output([given.bench, "metrics", "--x", x, "--y", y, "--replicates", "0", "--runs", "1"]))
        ours.append(result["auc_seconds"][0])
        peer = json.loads(subprocess.check_output([given.python, "-c", PEER, x, y]))
        theirs.append(peer["seconds"])
print(json.dumps({"rows": given.rows, "bellwether_seconds": ours, "scikit_learn_seconds": theirs,
                  "times_as_fast": statistics.median(theirs) / statistics.median(ours),
                  "auc": result["auc"], "difference": result["auc"] - peer["auc"]}, indent=1))
