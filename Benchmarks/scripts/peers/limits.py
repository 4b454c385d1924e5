"""What the machine can do at best: reading memory and multiplying matrices, by two processes or threads."""

import multiprocessing
import os
import time

import numpy as np

from .measure import THREAD_VARIABLES

CORES = 2


def read_rate(barrier, rates):
    """Bytes a second of this process while the others read too: the best of several sums of squares of 256 MiB."""
    values = np.ones(1 << 25)
    best = np.inf
    for _ in range(8):
        barrier.wait()
        start = time.perf_counter()
        np.dot(values, values)
        best = min(best, time.perf_counter() - start)
    rates.put(values.nbytes / best)


def multiply_rate(rates):
    """FLOP a second of a product of square float64 matrices."""
    size, best = 2500, np.inf
    left = right = np.ones((size, size))
    for _ in range(5):
        start = time.perf_counter()
        left @ right
        best = min(best, time.perf_counter() - start)
    rates.put(2 * size**3 / best)


def collect(target, processes, threads):
    """The sum of what processes report; a fresh interpreter each, since BLAS reads its threads at start."""
    context = multiprocessing.get_context("spawn")
    rates = context.Queue()
    arguments = (context.Barrier(processes),) if processes > 1 else ()
    os.environ |= {name: str(threads) for name in THREAD_VARIABLES}
    started = [context.Process(target=target, args=(*arguments, rates)) for _ in range(processes)]
    for process in started:
        process.start()
    total = sum(rates.get(timeout=60) for _ in started)
    for process in started:
        process.join()
    return total


def measure():
    return {
        "part": "limits", "bandwidth": collect(read_rate, CORES, 1), "flops": collect(multiply_rate, 1, CORES),
        "load": os.getloadavg()[0], "time": time.strftime("%Y-%m-%dT%H:%M:%S"),
    }
