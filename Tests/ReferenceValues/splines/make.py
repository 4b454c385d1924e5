"""Cardinal natural cubic splines by scipy 1.17.1 (numpy 2.4.6): natural_splines.json.

Value k of column "place" is the spline that is 1 at knots[place] and 0 at the other knots, at points[k]; outside the knots
the straight line of the end knot's value and slope. Run here: python3 make.py
"""
import json
import numpy as np
from scipy.interpolate import CubicSpline

CASES = {
    "uneven": [-3.25, -1.0, 0.0, 0.125, 2.5, 40.0],
    "three": [1.0, 2.0, 7.0],
    "far from zero": [1e6, 1e6 + 0.5, 1e6 + 3, 1e6 + 4],
}


def values(knots, place, points):
    spline = CubicSpline(knots, np.eye(len(knots))[place], bc_type="natural")
    inside = spline(np.clip(points, knots[0], knots[-1]))
    before, after = np.minimum(points - knots[0], 0), np.maximum(points - knots[-1], 0)
    return inside + before * spline(knots[0], 1) + after * spline(knots[-1], 1)


cases = {}
for name, knots in CASES.items():
    knots = np.array(knots)
    span = knots[-1] - knots[0]
    points = np.linspace(knots[0] - span / 2, knots[-1] + span / 2, 23)
    columns = [[float(v) for v in values(knots, place, points)] for place in range(len(knots))]
    cases[name] = {"knots": knots.tolist(), "points": points.tolist(), "columns": columns}
with open("natural_splines.json", "w") as file:
    json.dump(cases, file, indent=1)
    file.write("\n")
