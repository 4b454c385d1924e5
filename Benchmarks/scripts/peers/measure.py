"""One peer on one data set, in a process of its own, and what its coefficients are worth."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from . import solvers
from .data import BLOCK, DATA_SETS, RIDGE, Reference, sums

THREAD_VARIABLES = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"]
DISTRIBUTIONS = {"sklearn": "scikit-learn", "liblinear": "liblinear-official"}


@dataclass(frozen=True)
class Effort:
    """How often, and how long at most: repeats end after `budget` seconds, and after `timeout` the process."""

    repeats: int = 5
    budget: float = 5.0
    timeout: float = 45.0

    def of(self, peer):
        return Effort(self.repeats, min(self.budget, 1.0) if peer.is_slow else self.budget, self.timeout)


@dataclass(frozen=True)
class Place:
    """Where things are."""

    data: Path
    results: Path
    bench: Path


@dataclass
class Job:
    """What a child process of this script is told, as JSON."""

    kind: str
    peer: int
    data: str
    folder: str
    repeats: int
    budget: float


class Failure(Exception):
    pass


def status(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def processor():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peers(kind):
    return solvers.PATH_PEERS if kind == "path" else solvers.FIT_PEERS


def lambda_grid(x, y):
    """100 strengths in equal ratios from the one that holds everything to a thousandth of it, for mean losses."""
    largest = np.abs((y - y.mean()) @ x).max() / len(y)
    return largest * 10 ** (-3 * np.arange(100) / 99)


def libraries():
    """The BLAS libraries of this process, if threadpoolctl is there to tell."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "unknown"
    return ", ".join(sorted({f"{i['internal_api']} {i['version']}" for i in threadpool_info() if i["version"]}))


def measure_here(text):
    """The child: loads data, warms up on the first rows (code is loaded then), fits, and prints what `bench` prints."""
    job = Job(**json.loads(text))
    warnings.simplefilter("ignore")
    peer, data = peers(job.kind)[job.peer], DATA_SETS[job.data]
    x, y = data.load(job.folder)
    settings = dict(peer.settings)
    if job.kind == "path":
        settings["lambdas"] = lambda_grid(x, y)
    warm_up(peer, settings, x, y)
    run = peer.solver(x, y, **settings)
    Path("/proc/self/clear_refs").write_text("5")
    before, seconds, cpu = status("VmRSS"), [], []
    while len(seconds) < job.repeats and sum(seconds) <= job.budget:
        start, start_cpu = time.perf_counter(), processor()
        coefficients, iterations = run()
        seconds.append(time.perf_counter() - start)
        cpu.append(processor() - start_cpu)
    result = {
        "seconds": seconds, "cpu_seconds": cpu, "coefficients": np.asarray(coefficients).ravel().tolist(),
        "iterations": iterations, "peak_extra_bytes": max(0, status("VmHWM") - before), "blas": libraries(),
        "version": f"{peer.package} {version(DISTRIBUTIONS.get(peer.package, peer.package))}",
    }
    print("\n" + json.dumps(result))


def warm_up(peer, settings, x, y):
    rows = min(len(x), 20 * x.shape[1])
    try:
        peer.solver(x[:rows].copy(), y[:rows].copy(), **settings)()
    except Exception:  # So few rows may be too few to fit; the code is loaded all the same.
        pass


def command(peer, kind, data, threads, place, effort):
    x, y = (str(path) for path in data.paths(place.data))
    if peer.is_ours:
        return [
            str(place.bench), *peer.solver, "--x", x, "--y", y, "--rows", str(data.rows), "--columns",
            str(data.columns), "--threads", str(threads), "--repeat", str(effort.repeats),
        ]
    if peer.is_r:
        lambdas = write_lambdas(data, place) if kind == "path" else "-"
        return [
            "Rscript", str(Path(__file__).with_name("solvers.R")), peer.solver, peer.objective, x, y, str(data.rows),
            str(data.columns), str(effort.repeats), str(effort.budget), lambdas, str(peer.settings.get("thresh", "-")),
        ]
    job = Job(kind, peers(kind).index(peer), data.name, str(place.data), effort.repeats, effort.budget)
    return [sys.executable, sys.argv[0], "one", json.dumps(asdict(job))]


def write_lambdas(data, place):
    path = place.results.with_name(f"{data.name}.lambdas.f64")
    lambda_grid(*data.load(place.data)).tofile(path)
    return str(path)


def run(peer, kind, data, threads, place, effort):
    """What the peer's process printed; `Failure` says why there is nothing."""
    environment = os.environ | {name: str(threads) for name in THREAD_VARIABLES} | peer.environment
    process = subprocess.Popen(
        command(peer, kind, data, threads, place, effort), env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    try:
        output, errors = process.communicate(timeout=effort.timeout)
    except subprocess.TimeoutExpired:
        raise Failure(f"over {effort.timeout:.0f} s") from None
    finally:
        # The process and what it started, however this ends.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        raise Failure(f"failed: {(errors.strip().splitlines() or ['no message'])[-1]}")
    return json.loads(output[output.index("{") :])


def row(peer, kind, data, threads, place, effort):
    """A line of results."""
    line = {
        "part": kind, "set": data.name, "rows": data.rows, "columns": data.columns, "peer": peer.name,
        "ours": peer.is_ours, "objective": peer.objective, "threads": threads, "load": os.getloadavg()[0],
        "time": time.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    try:
        found = run(peer, kind, data, threads, place, effort)
    except Failure as failure:
        return line | {"failure": str(failure)}
    seconds = found["seconds"]
    line |= {
        "seconds": min(seconds), "cpu_seconds": min(found["cpu_seconds"]), "repeats": len(seconds),
        "spread": max(seconds) / min(seconds) - 1, "memory": found["peak_extra_bytes"] / data.bytes,
        "iterations": found["iterations"], "blas": found["blas"],
        "version": found.get("version", f"Bellwether, kernels {found.get('kernels')}"),
    }
    if "trace" in found:
        line["evaluations"] = len(found["trace"])
    return line | judge(kind, data, peer, found, place)


def judge(kind, data, peer, found, place):
    coefficients = np.array(found["coefficients"], dtype=np.float64)
    if kind == "path":
        return {"residual": path_residual(data, place, coefficients)}
    if kind == "growth":
        gradient = sums(*data.mapped(place.data), coefficients)[1] + RIDGE[peer.objective] * np.r_[0, coefficients[1:]]
        return {"gradient": float(np.max(np.abs(gradient)) / data.rows)}
    reference = Reference.load(place.data, data, peer.objective)
    if reference is None:
        return {}
    log_loss = sums(*data.mapped(place.data), coefficients)[0] / data.rows
    return {
        "error": float(np.max(np.abs(coefficients - reference.coefficients))),
        "excess_loss": float(log_loss - reference.log_loss),
    }


def path_residual(data, place, coefficients):
    """The largest violation of an optimality condition, of mean losses, over all strengths, columns and intercepts."""
    x, y = data.load(place.data)
    lambdas, points = lambda_grid(x, y), coefficients.reshape(-1, data.columns + 1)
    if len(points) != len(lambdas):
        return float("nan")
    gradient = np.zeros_like(points)
    for first in range(0, len(x), BLOCK):
        block = x[first : first + BLOCK]
        residual = 1 / (1 + np.exp(-(block @ points[:, 1:].T + points[:, 0]))) - y[first : first + BLOCK, None]
        gradient[:, 0] += residual.sum(axis=0)
        gradient[:, 1:] += residual.T @ block
    gradient /= len(x)
    slopes, weights = gradient[:, 1:], points[:, 1:]
    active = np.abs(slopes + lambdas[:, None] * np.sign(weights))
    idle = np.maximum(np.abs(slopes) - lambdas[:, None], 0)
    return float(max(np.abs(gradient[:, 0]).max(), np.where(weights != 0, active, idle).max()))
