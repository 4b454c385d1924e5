"""Data sets that every language can make bit by bit, and their exact solutions.

Uniform numbers are a hash of stream and row: stream * 0xD1342543DE82EF95 + row * 0x9E3779B97F4A7C15 (mod 2^64, rows
count from 1), mixed as SplitMix64 does, and the upper 53 bits times 2^-53. Near-normal ones are 2 (u1 + u2 + u3 - 1.5):
mean 0, variance 1, no library function. A file of n rows is the beginning of every longer one with the same columns.

  A 100 000 x 30, B 1 000 000 x 50   normal, binary and right-skewed columns in turn
  A_raw                              A in units of 1, 10, 100 and 1000, normal columns three units off zero
  C 200 000 x 300                    ten common factors; the last 20 columns are sums of two others up to 1e-4
  D 100 000 x 100                    ten common factors, one column of five has an effect (lasso path)

Files: NAME.X.f64, row-major little-endian float64, and NAME.y.u8, one byte an outcome.
"""

from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Callable

import numpy as np

BLOCK = 65_536
INTERCEPT = -1.5


def uniform(stream, rows):
    """In [0, 1), one for each of the row numbers `rows` (which count from 0)."""
    constant = np.uint64(stream * 0xD1342543DE82EF95 % 2**64)
    with np.errstate(over="ignore"):
        z = np.arange(rows.start + 1, rows.stop + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + constant
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def flat(seed, rows):
    return uniform(4 * seed + 1, rows)


def normal(seed, rows):
    return (sum(uniform(4 * seed + draw, rows) for draw in (1, 2, 3)) - 1.5) * 2.0


def effect(j):
    return ((7 * j) % 11 - 5) / 10


def mixed_column(seed, j, rows):
    if j % 5 == 3:
        return (flat(seed + j, rows) < 0.1 + 0.1 * (j % 7)).astype(np.float64)
    if j % 5 == 4:
        u = flat(seed + j, rows)
        return u / (1.02 - u)
    return normal(seed + j, rows)


# A recipe fills a block of the matrix and returns the effects of its columns.


def mixed(x, seed, rows):
    for j in range(x.shape[1]):
        x[:, j] = mixed_column(seed, j, rows)
    # Many columns with the effects of few would separate the outcomes.
    strength = min(1.0, sqrt(50 / x.shape[1]))
    return [effect(j) * (0.1 if j % 5 == 4 else 1) * strength for j in range(x.shape[1])]


def collinear(x, seed, rows, free=280):
    factors = [normal(seed + 1000 + k, rows) for k in range(10)]
    for j in range(x.shape[1]):
        own = normal(seed + j, rows)
        if j < free:
            x[:, j] = 0.9 * factors[j % 10] + 0.4358898943540674 * own
        else:
            x[:, j] = x[:, j - free] + x[:, j - free + 1] + 1e-4 * own
    return [effect(j) * 0.15 if j < free else 0.0 for j in range(x.shape[1])]


def sparse(x, seed, rows):
    factors = [normal(seed + 1000 + k, rows) for k in range(10)]
    for j in range(x.shape[1]):
        x[:, j] = 0.5 * factors[j % 10] + 0.8660254037844386 * normal(seed + j, rows)
    return [effect(j) * 0.6 if j % 5 == 0 else 0.0 for j in range(x.shape[1])]


def in_raw_units(x):
    for j in range(x.shape[1]):
        x[:, j] *= 10.0 ** (j % 4)
        if j % 5 in (0, 1, 2):
            x[:, j] += 10.0 ** (j % 4) * 3


@dataclass(frozen=True)
class DataSet:
    name: str
    rows: int
    columns: int
    seed: int
    recipe: Callable = mixed
    units: Callable = lambda x: None
    # Whose files hold it, where those are longer.
    stored: str = ""

    @property
    def bytes(self):
        return self.rows * self.columns * 8

    def paths(self, folder):
        stem = self.stored or self.name
        return Path(folder, f"{stem}.X.f64"), Path(folder, f"{stem}.y.u8")

    def is_made(self, folder):
        x, y = self.paths(folder)
        return x.exists() and x.stat().st_size >= self.bytes and y.exists() and y.stat().st_size >= self.rows

    def blocks(self):
        """The matrix and the outcomes, a block of rows at a time."""
        for first in range(0, self.rows, BLOCK):
            rows = range(first, min(first + BLOCK, self.rows))
            x = np.empty((len(rows), self.columns))
            log_odds = np.full(len(rows), INTERCEPT)
            for j, weight in enumerate(self.recipe(x, self.seed, rows)):
                log_odds += weight * x[:, j]
            y = flat(self.seed + 5000, rows) < 1 / (1 + np.exp(-log_odds))
            self.units(x)
            yield x, y.astype(np.uint8)

    def make(self, folder):
        Path(folder).mkdir(parents=True, exist_ok=True)
        x_path, y_path = self.paths(folder)
        # Under another name until whole: an interrupted run leaves nothing that looks made.
        part = x_path.with_suffix(".part")
        with open(part, "wb") as x_file, open(y_path, "wb") as y_file:
            for x, y in self.blocks():
                x.tofile(x_file)
                y.tofile(y_file)
        part.rename(x_path)

    def load(self, folder):
        x, y = self.paths(folder)
        count = self.rows * self.columns
        return np.fromfile(x, count=count).reshape(self.rows, -1), np.fromfile(y, np.uint8, self.rows)

    def mapped(self, folder):
        x, y = self.paths(folder)
        return np.memmap(x, np.float64, "r", shape=(self.rows, self.columns)), np.fromfile(y, np.uint8, self.rows)


FIT_SETS = [
    DataSet("A", 100_000, 30, 1000),
    DataSet("A_raw", 100_000, 30, 1000, units=in_raw_units),
    DataSet("B", 1_000_000, 50, 2000),
    DataSet("C", 200_000, 300, 3000, collinear),
]
PATH_SETS = [DataSet("D", 100_000, 100, 4000, sparse)]
LONGEST = 10_000_000
ROW_GROWTH = [DataSet(f"{n} x 20", n, 20, 7000, stored="growth20") for n in (10_000, 100_000, 1_000_000, LONGEST)]
COLUMN_GROWTH = [DataSet(f"20000 x {p}", 20_000, p, 10_000, stored=f"growth_{p}") for p in (10, 30, 100, 300, 1000)]
DATA_SETS = {data.name: data for data in FIT_SETS + PATH_SETS + ROW_GROWTH + COLUMN_GROWTH}

# Objectives: the sum of the losses, plus this times half the sum of squared coefficients (intercept free).
RIDGE = {"ridge": 1.0, "ml": 0.0}


def sums(x, y, coefficients, dtype=np.float64):
    """Log loss and gradient, both sums over the rows; the intercept comes first."""
    weights = coefficients.astype(dtype)
    loss, gradient = dtype(0), np.zeros(len(weights), dtype)
    for first in range(0, len(y), BLOCK):
        block = np.asarray(x[first : first + BLOCK], dtype)
        outcome = y[first : first + BLOCK].astype(dtype)
        predictor = block @ weights[1:] + weights[0]
        decay = np.exp(-np.abs(predictor))
        loss += np.sum(np.maximum(predictor, 0) - outcome * predictor + np.log1p(decay))
        residual = np.where(predictor >= 0, 1 / (1 + decay), decay / (1 + decay)) - outcome
        gradient[0] += residual.sum()
        gradient[1:] += residual @ block
    return loss, gradient


def hessian(x, coefficients):
    size = len(coefficients)
    total = np.zeros((size, size))
    for first in range(0, len(x), BLOCK):
        block = np.column_stack([np.ones(len(x[first : first + BLOCK])), x[first : first + BLOCK]])
        p = 1 / (1 + np.exp(-(block @ coefficients)))
        block *= np.sqrt(p * (1 - p))[:, None]
        total += block.T @ block
    return total


@dataclass(frozen=True)
class Reference:
    """The minimum of an objective: Newton's iteration ended with gradients of 80 bits."""

    coefficients: np.ndarray
    log_loss: float

    @staticmethod
    def path(folder, data, objective):
        return Path(folder, f"ref_{data.name}_{objective}.npz")

    @staticmethod
    def load(folder, data, objective):
        path = Reference.path(folder, data, objective)
        if not path.exists():
            return None
        stored = np.load(path)
        return Reference(np.r_[stored["b0"], stored["b"]], float(stored["logloss"]))

    @staticmethod
    def make(folder, data, objective):
        x, y = data.load(folder)
        point = solve(x, y, RIDGE[objective])
        log_loss = float(sums(x, y, point, np.longdouble)[0] / data.rows)
        double = point.astype(np.float64)
        np.savez(Reference.path(folder, data, objective), b0=double[0], b=double[1:], logloss=log_loss)
        return Reference(double, log_loss)


def solve(x, y, ridge):
    """Newton in float64 to seven digits, then by the last Hessian and 80-bit gradients until steps shrink no more."""
    point = np.zeros(x.shape[1] + 1, np.longdouble)
    dtype, last = np.float64, np.inf
    for _ in range(100):
        gradient = sums(x, y, point, dtype)[1]
        gradient[1:] += dtype(ridge) * point[1:].astype(dtype)
        if dtype is np.float64:
            curvature = hessian(x, point.astype(np.float64))
            curvature[np.diag_indices(len(point))] += np.r_[0, np.full(x.shape[1], ridge)]
            scale = np.sqrt(np.diag(curvature))
            scaled = curvature / np.outer(scale, scale)
        step = np.linalg.solve(scaled, (gradient / scale).astype(np.float64)) / scale
        # In standard errors.
        length = float(np.max(np.abs(step * scale)))
        if dtype is np.longdouble and length >= last / 2:
            return point
        point, last = point - step, length
        if dtype is np.longdouble and length < 1e-15:
            return point
        if length < 1e-7:
            dtype = np.longdouble
    raise RuntimeError("the reference did not settle in 100 steps")
