"""Markdown tables of what was measured, and whether the aims are met."""

from .data import COLUMN_GROWTH, FIT_SETS, ROW_GROWTH
from .solvers import FIT_PEERS, PATH_PEERS

ACCURATE = 1e-8
PATH_RESIDUAL = 1e-7
TITLES = {"ridge": "ridge", "ml": "maximum likelihood"}
# Of the data sets that an aim is set for: the share of the fastest peer's time.
AIM = 1 / 3


def latest(rows):
    """Each measurement's last row: later ones replace earlier."""
    return list({(r["part"], r["set"], r["peer"], r["objective"], r["threads"]): r for r in rows}.values())


def best(rows, part, data, peer, objective):
    """The faster of a peer's thread counts; a failure only where there is nothing else."""
    wanted = (part, data, peer, objective)
    found = [r for r in rows if (r["part"], r["set"], r["peer"], r["objective"]) == wanted]
    return min(found, key=lambda r: (not is_measured(r), r.get("seconds", 0)), default=None)


def is_measured(row):
    return row is not None and "seconds" in row


def is_accurate(row):
    return is_measured(row) and row.get("error", 1) <= ACCURATE


def names(peers, objective, is_ours):
    return [p.name for p in peers if p.objective == objective and p.is_ours == is_ours]


def fastest_accurate(rows, data, objective):
    found = [best(rows, "fit", data, name, objective) for name in names(FIT_PEERS, objective, False)]
    return min(filter(is_accurate, found), key=lambda r: r["seconds"], default=None)


def fastest_peers(rows, count):
    """Names of the peers that reach the accuracy on every data set measured, by the product of their times."""
    sets = {r["set"] for r in rows if r["part"] == "fit" and r["objective"] == "ridge"}
    products = {}
    for name in names(FIT_PEERS, "ridge", False):
        found = [best(rows, "fit", data, name, "ridge") for data in sets]
        if sets and all(map(is_accurate, found)):
            products[name] = 1.0
            for row in found:
                products[name] *= row["seconds"]
    return sorted(products, key=products.get)[:count]


def seconds(row):
    return f"{row['seconds']:.3g}" if is_measured(row) else row["failure"] if row else "not run"


def power(value):
    return "" if value is None else f"{value:.0e}"


def percent(value):
    return f"{100 * value:.1f} %"


def times(row, other):
    """How many times faster `row` is than `other`."""
    return f"{other['seconds'] / row['seconds']:.1f}" if is_measured(row) and is_measured(other) else ""


def markdown(titles, lines):
    if not lines:
        return "(nothing measured)\n"
    cells = [titles, ["---"] * len(titles), *lines]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in cells)


def measured_sets(rows):
    present = {(r["set"], r["objective"]) for r in rows if r["part"] == "fit"}
    return [(d, o) for o in TITLES for d in FIT_SETS if (d.name, o) in present]


def dimensions(data):
    return f"{data.name}: {data.rows:,} × {data.columns}".replace(",", " ")


def fit_table(rows):
    """Ours with both BLAS libraries beside the fastest peer that is accurate."""
    lines, verdicts = [], []
    for data, objective in measured_sets(rows):
        plain, slim = (best(rows, "fit", data.name, name, objective) for name in names(FIT_PEERS, objective, True))
        peer = fastest_accurate(rows, data.name, objective)
        rival = f"{peer['peer']}: {peer['seconds']:.3g}" if peer else "none measured reaches 1e-8"
        lines.append([
            dimensions(data), TITLES[objective], seconds(plain), seconds(slim), rival, times(plain, peer),
            times(slim, peer), accuracy(plain), accuracy(peer), memory(plain), memory(peer),
        ])
        verdicts += fit_verdicts(data, objective, plain, slim, peer)
    titles = [
        "data", "objective", "Bellwether, s", "with reference BLAS, s", "fastest peer with error ≤ 1e-8, s",
        "times faster", "with reference BLAS", "error", "its error", "memory", "its memory",
    ]
    return markdown(titles, lines) + "\n" + "\n".join(verdicts) + "\n"


def accuracy(row):
    return power(row.get("error")) if is_measured(row) else ""


def memory(row):
    return percent(row["memory"]) if is_measured(row) else ""


def verdict(is_met, text):
    return f"- {'met' if is_met else 'MISSED'}: {text}"


def fit_verdicts(data, objective, plain, slim, peer):
    if not is_measured(plain):
        return []
    at = f"{data.name}, {TITLES[objective]}"
    lines = [
        verdict(plain["memory"] < 0.05, f"{at}: memory {percent(plain['memory'])} of the matrix (aim: under 5 %)"),
        verdict(is_accurate(plain), f"{at}: coefficient error {power(plain.get('error'))} (aim: at most 1e-8)"),
    ]
    if not peer:
        return lines + [f"- {at}: no peer measured reaches 1e-8"]
    share = plain["seconds"] / peer["seconds"]
    lines.append(verdict(share <= AIM, f"{at}: {share:.2f} of the time of {peer['peer']} (aim: 0.33)"))
    if is_measured(slim):
        share = slim["seconds"] / peer["seconds"]
        lines.append(verdict(share <= 1, f"{at}, reference BLAS: {share:.2f} of its time (aim: 1)"))
    return lines


def peers_table(rows):
    """Everyone, at the better of their thread counts."""
    lines = []
    for data, objective in measured_sets(rows):
        ours = best(rows, "fit", data.name, names(FIT_PEERS, objective, True)[0], objective)
        for peer in (p for p in FIT_PEERS if p.objective == objective):
            row = best(rows, "fit", data.name, peer.name, objective)
            if row:
                lines.append([dimensions(data), TITLES[objective], peer.name, *details(row), times(ours, row)])
    titles = [
        "data", "objective", "solver", "threads", "s", "CPU s", "spread", "error", "excess loss", "memory", "load",
        "times ours",
    ]
    return markdown(titles, lines)


def details(row):
    if not is_measured(row):
        return [row["threads"], seconds(row), *[""] * 5, f"{row['load']:.1f}"]
    return [
        row["threads"], seconds(row), f"{row['cpu_seconds']:.3g}",
        percent(row["spread"]) if row["repeats"] > 1 else "one run", power(row.get("error")),
        power(row.get("excess_loss")), percent(row["memory"]), f"{row['load']:.1f}",
    ]


def path_table(rows):
    lines = []
    found = {p.name: best(rows, "path", "D", p.name, "lasso") for p in PATH_PEERS}
    ours, default = found["Bellwether"], found["glmnet, thresh=1e-7 (default)"]
    for name, row in found.items():
        if row:
            reached = [f"{row['cpu_seconds']:.3g}", power(row["residual"])] if is_measured(row) else ["", ""]
            lines.append([name, row["threads"], seconds(row), *reached, memory(row), times(ours, row)])
    titles = ["lasso path, 100 strengths", "threads", "s", "CPU s", "KKT residual", "memory", "times ours"]
    text = markdown(titles, lines)
    if not is_measured(ours):
        return text
    text += "\n" + verdict(
        ours["residual"] <= PATH_RESIDUAL, f"KKT residual {power(ours['residual'])} (aim: at most 1e-7)"
    )
    if is_measured(default):
        share = ours["seconds"] / default["seconds"]
        text += "\n" + verdict(share <= 1, f"{share:.2f} of the time of glmnet at its default (aim: 1)")
    return text + "\n"


def growth_table(rows):
    present = {r["peer"] for r in rows if r["part"] == "growth"}
    columns = [p.name for p in FIT_PEERS if p.objective == "ridge" and p.name in present]
    lines = []
    for data in ROW_GROWTH + COLUMN_GROWTH:
        found = [best(rows, "growth", data.name, name, "ridge") for name in columns]
        if any(found):
            faster = [times(found[0], row) for row in found[1:]]
            reached = [power(row["gradient"]) if is_measured(row) else "" for row in found]
            lines.append([
                f"{data.rows:,} × {data.columns}".replace(",", " "), *map(seconds, found), " / ".join(faster),
                " / ".join(reached),
            ])
    titles = [*(f"{name}, s" for name in columns), "times ours", "largest gradient of the mean objective"]
    return markdown(["rows × columns", *titles], lines)


def limits_table(rows, limits):
    """Distance to the memory bandwidth and to the speed of a product of matrices."""
    if not limits:
        return "(limits not measured)\n"
    lines = []
    for data, objective in measured_sets(rows):
        row = best(rows, "fit", data.name, "Bellwether", objective)
        if is_measured(row) and "evaluations" in row:
            # One for means and scales, one an evaluation. The last step may go unread: at most one too many.
            reads = row["evaluations"] + 1
            reading = reads * data.bytes / limits["bandwidth"]
            gram = data.rows * data.columns * (data.columns + 1) / limits["flops"]
            lines.append([
                dimensions(data), TITLES[objective], f"{row['seconds']:.3g}", reads, f"{reading:.3g}",
                f"{row['seconds'] / reading:.1f}", f"{gram:.3g}", f"{row['seconds'] / gram:.1f}",
            ])
    titles = [
        "data", "objective", "s", "reads", "s of the reads alone", "times these", "s of one Gram matrix", "times this",
    ]
    note = (
        f"\nTwo cores read {limits['bandwidth'] / 1e9:.0f} GB/s and multiply at {limits['flops'] / 1e9:.0f} GFLOP/s "
        "(float64, the BLAS of NumPy). Assumed: every evaluation in the trace and the means and scales read the matrix "
        "once, from memory (A fits the cache); one Hessian takes rows × columns × (columns + 1) FLOP. A fit "
        "that cannot go by gradients forms several.\n"
    )
    return markdown(titles, lines) + note


def circumstances(rows):
    """Versions and how busy the machine was."""
    versions = sorted({f"{r['version']} ({r['blas']})" for r in rows if is_measured(r)})
    loads = [r["load"] for r in rows]
    text = "\n".join(f"- {v}" for v in versions)
    if loads:
        first = min(r["time"] for r in rows)
        text += f"\n- load average from {min(loads):.1f} to {max(loads):.1f}; measured {first} and later"
    return text + "\n"


TABLES = {
    "fit": fit_table, "peers": peers_table, "path": path_table, "growth": growth_table, "limits": limits_table,
    "versions": circumstances,
}


def tables(all_rows, wanted):
    limits = next((r for r in reversed(all_rows) if r["part"] == "limits"), None)
    rows = latest(r for r in all_rows if r["part"] != "limits")
    made = {name: TABLES[name](rows, limits) if name == "limits" else TABLES[name](rows) for name in wanted or TABLES}
    return "\n".join(f"### {name}\n\n{text}" for name, text in made.items())
