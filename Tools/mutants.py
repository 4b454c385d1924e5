"""The tests are tested: every deliberate error of Tools/mutants.txt is built into a copy of the package as a switch, all at
once, and the tests that should notice run with one error at a time. An error is killed where they fail, crash or do not end.
Started by `make mutants`.

usage: mutants.py FOLDER [--only N,N...] [--no-build] [--jobs N] [--least SHARE]
"""
import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import time

LIST = "Tools/mutants.txt"
SWITCH = """import Foundation

/// Which of the deliberate errors is on; 0 for none.
let bellwetherMutant = ProcessInfo.processInfo.environment["BELLWETHER_MUTANT"].flatMap(Int.init) ?? 0
"""


class Mutant:
    """An error: the line it is in, what it replaces there, and the tests that should notice."""

    def __init__(self, number, file, tests, fault, old, new):
        self.number, self.file, self.tests, self.fault = int(number), file, tests, fault
        self.is_statement = old.startswith("--")
        self.context, self.new = (text.lstrip("-+").removeprefix(" ") for text in (old, new))
        self.old = re.search("«(.*)»", self.context).group(1) if "«" in self.context else self.context
        self.context = self.context.replace("«", "\0").replace("»", "\0")

    @property
    def room(self):
        return self.file.split("/")[0]

    def applied(self, text):
        plain = self.context.replace("\0", "")
        if text.count(plain) != 1:
            sys.exit(f"mutant {self.number}: {self.file} holds {text.count(plain)} times: {plain}")
        if self.is_statement:
            switch = f"if bellwetherMutant == {self.number} {{ {self.new} }} else {{ {self.old} }}"
        else:
            switch = f"(bellwetherMutant == {self.number} ? ({self.new}) : ({self.old}))"
        parts = self.context.split("\0")
        return text.replace(plain, parts[0] + switch + parts[2] if len(parts) == 3 else switch)


def mutants():
    lines = [line.rstrip("\n") for line in open(LIST) if line.strip() and not line.startswith("#")]
    found = []
    for head, old, new in zip(lines[::3], lines[1::3], lines[2::3]):
        match = re.fullmatch(r"(\d+) (\S+) \| (.*) \| (.*)", head)
        if not match or old[0] != "-" or new[0] != "+":
            sys.exit(f"{LIST}: not a mutant: {head}")
        found.append(Mutant(*match.groups(), old, new))
    if [mutant.number for mutant in found] != list(range(1, len(found) + 1)):
        sys.exit(f"{LIST}: the mutants are not numbered from 1 on")
    return found


def write_if_new(path, content):
    """Leaves a file that is as it should be untouched, so that it is not built again."""
    if os.path.exists(path):
        with open(path, "rb") as file:
            if file.read() == content:
                return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def files():
    """What git knows or would take, as it stands."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], check=True, stdout=subprocess.PIPE, text=True)
    return [name for name in listed.stdout.split("\0") if name and os.path.isfile(name)]


def copy_package(folder, all_mutants):
    contents = {}
    for name in files():
        with open(name, "rb") as file:
            contents[name] = file.read()
    contents["Package.swift"] = contents["Package.swift"].replace(b", .treatAllWarnings(as: .error)", b"")
    for mutant in all_mutants:
        name = os.path.join("Sources", mutant.file)
        contents[name] = mutant.applied(contents[name].decode()).encode()
        contents[os.path.join("Sources", mutant.room, "BellwetherMutant.swift")] = SWITCH.encode()
    for top in ["Sources", "Tests"]:
        for path, _, names in os.walk(os.path.join(folder, top)):
            for name in names:
                if os.path.relpath(os.path.join(path, name), folder) not in contents:
                    os.remove(os.path.join(path, name))
    for name, content in contents.items():
        write_if_new(os.path.join(folder, name), content)
        shutil.copymode(name, os.path.join(folder, name)) if os.path.exists(name) else None


def build(package, scratch):
    subprocess.run(
        ["swift", "build", "--build-tests", "-c", "release", "--package-path", package, "--scratch-path", scratch],
        check=True)


class Runner:
    """Runs tests with an error switched on."""

    def __init__(self, package, scratch):
        self.package = package
        self.program = os.path.join(scratch, "release", "bellwetherPackageTests.xctest")

    def run(self, tests, number, seconds):
        """Whether the tests passed, how many they were, and how long they took. They did not where they did not end."""
        began = time.monotonic()
        try:
            done = subprocess.run(
                ["timeout", "--signal=KILL", str(seconds), self.program, "--testing-library", "swift-testing", "--filter",
                 tests], cwd=self.package, env=os.environ | {"BELLWETHER_MUTANT": str(number), "SWIFT_BACKTRACE": "enable=no"},
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, errors="replace",
                timeout=seconds + 60)
        except subprocess.TimeoutExpired:
            return False, 0, seconds, ""
        count = re.search(r"Test run with (\d+) tests?", done.stdout)
        return done.returncode == 0, int(count.group(1)) if count else 0, time.monotonic() - began, done.stdout


def unchanged(runner, pool, all_tests):
    """How long each choice of tests may take: without any error all of them must pass."""
    limits = {}
    for tests, (passed, count, seconds, output) in zip(all_tests, pool.map(lambda tests: runner.run(tests, 0, 900), all_tests)):
        if not passed or count == 0:
            print(output[-3000:])
            sys.exit(f"without any error {count} tests of {tests} ran and did not pass")
        limits[tests] = int(60 + 10 * seconds)
        print(f"unchanged: {count} tests of {tests} pass in {seconds:.1f} s", flush=True)
    return limits


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("folder")
    options.add_argument("--only")
    options.add_argument("--no-build", action="store_true")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--least", type=float, default=0.9)
    asked = options.parse_args()
    all_mutants = mutants()
    folder = os.path.abspath(asked.folder)
    package, scratch = os.path.join(folder, "package"), os.path.join(folder, "build")
    if not asked.no_build:
        copy_package(package, all_mutants)
        build(package, scratch)
    wanted = [int(number) for number in asked.only.split(",")] if asked.only else None
    judged = [mutant for mutant in all_mutants if wanted is None or mutant.number in wanted]
    runner = Runner(package, scratch)
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        limits = unchanged(runner, pool, sorted({mutant.tests for mutant in judged}))
    killed, survivors = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        runs = pool.map(lambda mutant: runner.run(mutant.tests, mutant.number, limits[mutant.tests]), judged)
        for mutant, (passed, _, seconds, _) in zip(judged, runs):
            print(f"{mutant.number:4} {'SURVIVED' if passed else 'killed'} {seconds:6.1f} s  {mutant.file}: {mutant.fault}", flush=True)
            killed[mutant.room] += 0 if passed else 1
            survivors += [mutant] if passed else []
    report(judged, killed, survivors)
    sys.exit(0 if len(survivors) <= (1 - asked.least) * len(judged) else 3)


def report(judged, killed, survivors):
    total = collections.Counter(mutant.room for mutant in judged)
    for room in sorted(total):
        print(f"{room:14} {killed[room]:3} of {total[room]:3}")
    print(f"{sum(killed.values())} of {len(judged)} mutants killed ({100 * sum(killed.values()) / len(judged):.0f}%)")
    for mutant in survivors:
        print(f"survivor {mutant.number}: {mutant.file}: {mutant.fault} (tests: {mutant.tests})")


main()
