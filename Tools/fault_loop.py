"""Every system call of every command that writes a file is made to fail, in every way it may, and the output is looked at:
the old bytes or the new ones, status 0 exactly when they are new, no temporary file left. Then the same run is killed at
random moments. Needs strace; started by `make faults`.

usage: fault_loop.py PROGRAM FOLDER [--kills N] [--share S] [--only COMMAND,COMMAND...]
  --share S   every S-th fault only (for a short run)
"""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import sys
import time

# What each call may answer. The fourteen kinds of fault.
SPACE = ["ENOSPC", "EIO", "EDQUOT", "EFBIG"]
OPEN = ["EACCES", "EPERM", "EROFS", "EMFILE", "ENFILE", "ELOOP", "ENOENT", "ENOMEM"]
FAULTS = {
    "openat": OPEN + ["ENOSPC", "EINTR"], "read": ["EIO", "EINTR", "EAGAIN"], "pread64": ["EIO", "EINTR"],
    "write": SPACE + ["EINTR", "EAGAIN"], "pwrite64": SPACE + ["EINTR"], "writev": SPACE, "ftruncate": SPACE + ["EPERM"],
    "fsync": SPACE, "fdatasync": SPACE, "close": ["EIO", "ENOSPC", "EDQUOT"], "rename": ["EACCES", "EIO", "ENOSPC", "EROFS"],
    "fchmod": ["EPERM", "EIO", "EROFS"], "flock": ["ENOMEM", "EINTR"], "unlink": ["EACCES", "EIO"],
    "newfstatat": ["EACCES", "EIO", "ENOMEM", "ELOOP"], "fstat": ["EIO", "ENOMEM"], "statx": ["EACCES", "EIO"],
    "lseek": ["EIO"], "mmap": ["ENOMEM"], "munmap": ["ENOMEM"], "mprotect": ["ENOMEM"], "madvise": ["EINTR", "ENOMEM"],
    "getdents64": ["EIO", "ENOMEM"], "clone3": ["EAGAIN", "ENOMEM"], "brk": ["ENOMEM"], "getrandom": ["EAGAIN", "EIO"],
    "prlimit64": ["EPERM"], "rt_sigprocmask": ["EINVAL"], "rt_sigaction": ["EINVAL"], "getcwd": ["ENOENT"],
    "readlink": ["EACCES", "EIO"], "sched_getaffinity": ["EPERM"], "sysinfo": ["EPERM"], "mremap": ["ENOMEM"],
    "epoll_create1": ["EMFILE"], "eventfd2": ["EMFILE"], "epoll_ctl": ["ENOMEM"], "timerfd_create": ["EMFILE"],
}
DEADLINE = 60


class Case:
    """A command with the name of the file it writes."""

    def __init__(self, name, output, *arguments):
        self.name, self.output, self.arguments = name, output, arguments


def cases(data, model, table):
    account = open(os.path.join(data, "accounts.csv")).read().split("\n")[1].split(",")[0]
    day = ["--as-of", "2026-06-30"]
    folder = ["--data", data]
    return [
        Case("train", "m.json", "train", "--table", table, "--outcome", "y", "--id", "id", "--terms", "linear"),
        Case("score", "s.csv", "score", "--model", model[1], "--table", table, "--format", "csv"),
        Case("score-data", "s.csv", "score", "--model", model[0], *folder, *day),
        Case("features", "f.csv", "features", *folder, "--days-before", "90"),
        Case("check", "c.json", "check", *folder),
        Case("compare", "c.md", "compare", "--model", model[0], *folder),
        Case("retention", "r.csv", "retention", *folder, *day),
        Case("report", "r.html", "report", "--model", model[0], *folder, *day),
        Case("plot", "p.svg", "plot", "calendar", "--model", model[0], *folder, *day),
        Case("export", "e.sql", "export", "--model", model[1], "--to", "sql", "--dialect", "duckdb"),
        Case("explain", "e.html", "explain", account, "--model", model[0], *folder, *day, "--what-if"),
    ]


def run(program, case, folder, trace=()):
    """Status and seconds; the program is ended at the deadline."""
    command = [*trace, program, *case.arguments, "-q", "-o", case.output]
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env={"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"})
    try:
        status = process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        status = "hang"
    return status, time.monotonic() - start


def calls(program, case, folder):
    """How often each call is made by a thread at most: faults are counted by thread."""
    log = os.path.join(folder, "strace.log")
    run(program, case, folder, ["strace", "-f", "-qq", "-o", log])
    counts = collections.Counter()
    for line in open(log, errors="replace"):
        found = re.match(r"(\d+) +(\w+)\(", line)
        if found:
            counts[found.group(1, 2)] += 1
    os.remove(log)
    most = collections.Counter()
    for (_, call), count in counts.items():
        most[call] = max(most[call], count)
    return most


class Finding(Exception):
    pass


def told(finding):
    """Said at once: the whole takes an hour."""
    print(finding, flush=True)
    return finding


def judge(case, folder, status, old, new, was_killed=False):
    path = os.path.join(folder, case.output)
    content = open(path, "rb").read() if os.path.exists(path) else None
    if status == "hang":
        raise Finding("does not end")
    if content not in (old, new):
        raise Finding(f"status {status}, the output is neither old nor new ({len(content or b'')} bytes)")
    if (status == 0) != (content == new) and not was_killed:
        raise Finding(f"status {status}, but the output is {'new' if content == new else 'old'}")
    left = [name for name in os.listdir(folder) if ".tmp-" in name]
    if left and not was_killed and isinstance(status, int) and 0 <= status < 126:
        raise Finding(f"status {status} leaves {left}")


def fresh(root, number, case, old):
    folder = os.path.join(root, f"w{number}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    if old is not None:
        open(os.path.join(folder, case.output), "wb").write(old)
    return folder


def faults(program, case, root, share, pool):
    old = b"old\n"
    folder = fresh(root, "ref", case, old)
    status, _ = run(program, case, folder)
    if status != 0:
        sys.exit(f"{case.name}: does not run: status {status}")
    new = open(os.path.join(folder, case.output), "rb").read()
    counts = calls(program, case, folder)
    jobs = [
        (call, fault, place) for call, count in sorted(counts.items()) for fault in FAULTS.get(call, [])
        for place in range(1, count + 1)
    ][::share]

    def one(job):
        call, fault, place = job
        folder = fresh(root, f"{case.name}-{os.getpid()}-{id(job)}", case, old)
        trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:error={fault}:when={place}"]
        status, _ = run(program, case, folder, trace)
        try:
            judge(case, folder, status, old, new)
            return status, None
        except Finding as finding:
            return status, told(f"{case.name}: {call} #{place} {fault}: {finding}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    results = list(pool.map(one, jobs))
    signals = sorted({f"{call} {fault} -> {status}" for (call, fault, _), (status, _) in zip(jobs, results)
                      if isinstance(status, int) and status < 0})
    unknown = sorted(call for call in counts if call not in FAULTS)
    ended = collections.Counter(str(status) for status, _ in results)
    print(f"{case.name}: {len(jobs)} faults at {sum(counts[c] for c in counts if c in FAULTS)} calls; status "
          + ", ".join(f"{k}: {v}" for k, v in sorted(ended.items())) + f"; not made to fail: {' '.join(unknown)}"
          + f"; ended by a signal: {', '.join(signals) or 'none'}", flush=True)
    return len(jobs), [finding for _, finding in results if finding]


def kills(program, case, root, number, pool):
    old = b"old\n"
    folder = fresh(root, "ref", case, old)
    _, seconds = run(program, case, folder)
    new = open(os.path.join(folder, case.output), "rb").read()
    randoms = random.Random(7)
    moments = [randoms.random() * seconds * 1.1 for _ in range(number)]

    def one(moment):
        folder = fresh(root, f"k{case.name}-{id(moment)}", case, old)
        process = subprocess.Popen(
            [program, *case.arguments, "-q", "-o", case.output], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin"})
        time.sleep(moment)
        process.kill()
        status = process.wait()
        try:
            judge(case, folder, status, old, new, was_killed=status == -9)
            left = any(".tmp-" in name for name in os.listdir(folder))
            if left:
                run(program, case, folder)
                judge(case, folder, 0, old, new)
                if any(".tmp-" in name for name in os.listdir(folder)):
                    raise Finding("the next run leaves the temporary file of the killed one")
            return left, None
        except Finding as finding:
            return False, told(f"{case.name}: killed after {moment:.3f} s: {finding}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    results = list(pool.map(one, moments))
    print(f"{case.name}: {number} kills, {sum(left for left, _ in results)} left a temporary file, swept by the next run", flush=True)
    return [finding for _, finding in results if finding]


def prepare(program, root):
    """A small portfolio, a small table, and a model of each."""
    folder, table = os.path.join(root, "data"), os.path.join(root, "t.csv")
    subprocess.run([program, "simulate", "--accounts", "60", "-o", folder, "-q"], check=True, stdout=subprocess.DEVNULL)
    shipped = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../datasets/acme")
    for name in ("signals.yaml", "scorecard.yaml"):
        text = open(os.path.join(shipped, name)).read()
        open(os.path.join(folder, name), "w").write(re.sub(r"(?ms)^overrides:.*?(?=^\S)", "", text))
    randoms = random.Random(4)
    with open(table, "w") as file:
        file.write("id,x,y\n")
        for row in range(200):
            x = randoms.random()
            file.write(f"r{row},{x},{int(randoms.random() < x)}\n")
    models = [os.path.join(root, name) for name in ("data.json", "table.json")]
    train = [program, "train", "-q", "--terms", "linear", "-o"]
    subprocess.run([*train, models[0], "--data", folder, "--days-before", "90"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*train, models[1], "--table", table, "--outcome", "y", "--id", "id"], check=True, stdout=subprocess.DEVNULL)
    return folder, models, table


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "root"):
        parser.add_argument(name)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--only")
    options = parser.parse_args()
    program, root = os.path.abspath(options.program), os.path.abspath(options.root)
    shutil.rmtree(root, ignore_errors=True)
    os.makedirs(root)
    folder, models, table = prepare(program, root)
    todo = [c for c in cases(folder, models, table) if options.only is None or c.name in options.only.split(",")]
    findings, made, start = [], 0, time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case in todo:
            count, found = faults(program, case, root, options.share, pool)
            made, findings = made + count, findings + found
        for case in todo:
            findings += kills(program, case, root, -(-options.kills // len(todo)), pool)
    print(f"{made} faults, {options.kills} kills, {len(findings)} findings, {time.monotonic() - start:.0f} s")
    sys.exit(3 if findings else 0)


main()
