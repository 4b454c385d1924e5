"""What the tests run of the sources: lines of every room, and regions of the parsers, the model file and the atomic writer, where
everything that can be reached must be. The program, which tests start as a process, writes its own profile. Started by `make
coverage`.

usage: coverage.py SCRATCH [--report-only] [--show ROOM-OR-FILE]
  SCRATCH        where the instrumented build lies
  --report-only  the profile of the last run
  --show         the lines of these sources that nothing ran
"""
import argparse
import collections
import glob
import json
import os
import shutil
import subprocess
import sys

EXCEPTIONS = "Tools/uncovered.txt"
LEAST_LINES = 95.0
# The files that read what others wrote, and the one through which every output goes.
WHOLE = {
    "parsers": [
        "Documents/JSONReader.swift", "Documents/YAMLReader.swift", "Documents/DecimalText.swift", "Documents/Field.swift",
        "SignalSources/CSV/", "SignalSources/Compressed/", "Tables/Day.swift",
    ],
    "model loader": ["Modeling/ModelFile.swift", "Modeling/ModelSchema.swift"],
    "atomic writer": ["Documents/AtomicFile.swift", "Documents/Output.swift", "Documents/TemporaryFiles.swift"],
}


def run(*command, **more):
    return subprocess.run(command, check=True, **more)


def tool(name):
    """Of the Swift toolchain, whose profiles an older LLVM does not read."""
    return os.path.join(os.path.dirname(os.path.realpath(shutil.which("swiftc"))), name)


def measure(scratch, profiles):
    run("swift", "build", "--build-tests", "-c", "release", "--enable-code-coverage", "--scratch-path", scratch)
    shutil.rmtree(profiles, ignore_errors=True)
    os.makedirs(profiles)
    # A profile a process: in one that they share, a process that a test kills or limits leaves the others' counts torn.
    environment = os.environ | {"LLVM_PROFILE_FILE": os.path.join(profiles, "%m-%p.profraw")}
    tests = os.path.join(scratch, "release", "bellwetherPackageTests.xctest")
    status = subprocess.run([tests, "--testing-library", "swift-testing"], env=environment, stdin=subprocess.DEVNULL).returncode
    merge(profiles)
    return status == 0


def merge(profiles):
    listed = os.path.join(profiles, "list")
    with open(listed, "w") as file:
        file.write("\n".join(glob.glob(os.path.join(profiles, "*.profraw"))))
    # Those that are torn are passed over, as long as one is whole.
    done = run(tool("llvm-profdata"), "merge", "-sparse", "-failure-mode=all", "-o", os.path.join(profiles, "all.profdata"),
               "-f", listed, stderr=subprocess.PIPE, text=True)
    torn = len({line.split(":")[0] for line in done.stderr.split("\n") if ".profraw" in line})
    print(f"{torn} profiles of processes that were ended in the middle of writing are left out" if torn else "all profiles are whole")


def exported(scratch, profiles):
    release = os.path.join(scratch, "release")
    done = run(
        tool("llvm-cov"), "export", "-instr-profile", os.path.join(profiles, "all.profdata"),
        os.path.join(release, "bellwetherPackageTests.xctest"), "-object", os.path.join(release, "bellwether"),
        "-ignore-filename-regex", r"(checkouts|Tests|\.build[^/]*|Snippets)/", stdout=subprocess.PIPE)
    return json.loads(done.stdout)["data"][0]


class Source:
    """The regions of a file with how often each ran, over all programs and specialisations."""

    def __init__(self, name):
        self.name, self.regions = name, {}
        self.text = open(os.path.join("Sources", name)).read().split("\n")

    def add(self, region):
        line, column, last, end, count = region[:5]
        place = (line, column, last, end)
        self.regions[place] = max(count, self.regions.get(place, 0))

    @property
    def lines(self):
        """Lines that hold code, with whether it ran: the innermost region that begins before a line's first word decides."""
        lines = {}
        for (first, column, last, end), count in sorted(self.regions.items(), key=lambda item: (item[0][:2], [-n for n in item[0][2:]])):
            for line in range(first, last + 1):
                text = self.text[line - 1]
                begin = len(text) - len(text.lstrip()) + 1
                if not text.strip(" {})]") or text.lstrip().startswith("//"):
                    continue
                if (line > first or column <= begin or line not in lines) and (line < last or end > begin):
                    lines[line] = count > 0
        return lines

    def missed(self):
        return sorted(place for place, count in self.regions.items() if count == 0)


def sources(data):
    root = os.path.join(os.getcwd(), "Sources") + os.sep
    found = {}
    for function in data["functions"]:
        for region in function["regions"]:
            file, kind = function["filenames"][region[5]], region[7]
            if kind != 0 or not file.startswith(root):
                continue
            name = file[len(root):]
            if not os.path.exists(file):
                continue
            found.setdefault(name, Source(name)).add(region)
    return found


def exceptions():
    """What no test can reach: FILE | a part of the line | why."""
    listed = []
    if os.path.exists(EXCEPTIONS):
        for line in open(EXCEPTIONS):
            if line.strip() and not line.startswith("#"):
                file, fragment, why = (part.strip() for part in line.split(" | "))
                listed.append((file, fragment, why))
    return listed


def share(part, whole):
    return 100 * part / whole if whole else 100.0


def rooms_of(data):
    """Lines that hold code and lines that ran, of each room, as llvm-cov counts them."""
    root = os.path.join(os.getcwd(), "Sources") + os.sep
    rooms = collections.defaultdict(lambda: [0, 0])
    for file in data["files"]:
        if file["filename"].startswith(root) and os.path.exists(file["filename"]):
            lines = file["summary"]["lines"]
            room = rooms[file["filename"][len(root):].split("/")[0]]
            room[0], room[1] = room[0] + lines["count"], room[1] + lines["covered"]
    return dict(sorted(rooms.items()))


def report(rooms, found, listed):
    fine = all(share(ran, lines) >= LEAST_LINES for lines, ran in rooms.values())
    print(f"{'room':16} {'lines':>6} {'run':>6} {'%':>6}")
    for room, (lines, ran) in (rooms | {"all": [sum(n) for n in zip(*rooms.values())]}).items():
        print(f"{room:16} {lines:6} {ran:6} {share(ran, lines):6.1f}")
    print()
    print(f"{'regions of':16} {'all':>6} {'run':>6} {'listed':>6} {'%':>6}")
    missing, used = [], set()
    for name, prefixes in WHOLE.items():
        own = [source for source in found.values() if source.name.startswith(tuple(prefixes))]
        count, ran, known = 0, 0, 0
        for source in own:
            missed = source.missed()
            count, ran = count + len(source.regions), ran + len(source.regions) - len(missed)
            for place in missed:
                text = source.text[place[0] - 1]
                excuse = next((e for e in listed if e[0] == source.name and e[1] in text), None)
                if excuse:
                    known += 1
                    used.add(excuse)
                else:
                    missing.append(f"{source.name}:{place[0]}:{place[1]}: {text.strip()}")
        print(f"{name:16} {count:6} {ran:6} {known:6} {share(ran, count - known):6.1f}")
    for file, fragment, why in sorted(used):
        print(f"out of reach: {file}: {fragment}: {why}")
    for line in missing:
        print(f"not run: {line}")
    for file, fragment, _ in set(listed) - used:
        print(f"{EXCEPTIONS}: run after all, or gone: {file} | {fragment}")
    return fine and not missing and set(listed) == used


def show(found, wanted):
    for name, source in sorted(found.items()):
        if name.startswith(wanted):
            for line, ran in sorted(source.lines.items()):
                if not ran:
                    print(f"{name}:{line}: {source.text[line - 1].strip()}")


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("scratch")
    options.add_argument("--report-only", action="store_true")
    options.add_argument("--show")
    asked = options.parse_args()
    scratch = os.path.abspath(asked.scratch)
    profiles = os.path.join(scratch, "profiles")
    passed = asked.report_only or measure(scratch, profiles)
    if not passed:
        print("some tests failed, so this may be less than they run:")
    data = exported(scratch, profiles)
    found = sources(data)
    if asked.show:
        show(found, asked.show)
        return
    sys.exit(0 if report(rooms_of(data), found, exceptions()) and passed else 3)


main()
