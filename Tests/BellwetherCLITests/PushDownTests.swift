import Foundation
import TestSupport
import Testing

/// Push-down through ADBC drivers, where they are found: `BELLWETHER_ADBC_DRIVERS`, or the folder that `make engines` fills.
@Suite(.serialized) struct PushDownTests {
    private static let folders = [
        ProcessInfo.processInfo.environment["BELLWETHER_ADBC_DRIVERS"],
        Program.root.appending(path: ".build/engines/drivers").path,
    ].compactMap(\.self)

    /// A driver by the end of its file's name.
    private static func driver(_ name: String) -> String? {
        for folder in folders.flatMap({ $0.split(separator: ":").map(String.init) }) {
            for file in ["libadbc_driver_\(name).so", "lib\(name).so"] {
                let path = "\(folder)/\(file)"
                if FileManager.default.fileExists(atPath: path) { return path }
            }
        }
        return nil
    }

    private static let sqlite = driver("sqlite")
    private static let python = "/usr/bin/python3"
    private static let isReady =
        sqlite != nil && FileManager.default.isExecutableFile(atPath: python)
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/timeout")

    /// Every CSV of a folder as a table of texts and numbers.
    private static func load(_ folder: String, into file: String) throws {
        let script = """
            import csv, glob, os, sqlite3, sys
            base = sqlite3.connect(sys.argv[2])
            def value(text):
                if text == "": return None
                try: return float(text)
                except ValueError: return text
            for path in glob.glob(sys.argv[1] + "/*.csv"):
                name = os.path.basename(path)[:-4]
                with open(path, newline="", encoding="utf-8") as handle:
                    rows = csv.reader(handle)
                    names = next(rows)
                    texts = {"account_id", "id", "tag", "user_id"}
                    base.execute("CREATE TABLE %s (%s)" % (name, ", ".join('"%s"' % n for n in names)))
                    base.executemany("INSERT INTO %s VALUES (%s)" % (name, ",".join("?" * len(names))),
                        ([c or None if n in texts else value(c) for n, c in zip(names, row)] for row in rows))
            base.commit()
            """
        let run = try ChildProcess.run(python, ["-c", script, folder, file], seconds: 120)
        #expect(run.status == 0, "\(run.errors)")
    }

    private static func numbers(_ text: String) -> [[Double?]] {
        text.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        }
    }

    @Test(.enabled(if: isReady, "no ADBC driver for SQLite here: make engines"))
    func theShippedPortfolioGivesTheSameFeatures() throws {
        let scratch = try Scratch()
        let base = scratch.path("acme.db")
        try PushDownTests.load(Program.acme, into: base)
        let place = "adbc:\(PushDownTests.sqlite!)?uri=\(base)"
        let here = try Program.run(
            "features", "--data", Program.acme, "--days-before", "90", "-o", scratch.path("a.csv"))
        let there = try Program.run(
            "features", "--data", place, "--config", Program.acme, "--push-down", "--days-before", "90", "-o",
            scratch.path("b.csv"))
        #expect(here.status == 0 && there.status == 0, "\(there.errors)")
        #expect(there.errors.contains("rows crossed the connection"))
        #expect(there.errors.contains("reply_hours (response_time) cannot be made of cells"))
        let a = try String(contentsOfFile: scratch.path("a.csv"), encoding: .utf8)
        let b = try String(contentsOfFile: scratch.path("b.csv"), encoding: .utf8)
        let lines = (a.split(separator: "\n"), b.split(separator: "\n"))
        #expect(lines.0.count == lines.1.count && lines.0.count > 500)
        var worst = 0.0
        for (x, y) in zip(lines.0, lines.1) where x != y {
            for (one, two) in zip(
                x.split(separator: ",", omittingEmptySubsequences: false),
                y.split(separator: ",", omittingEmptySubsequences: false)) where one != two
            {
                guard let p = Double(one), let q = Double(two) else {
                    Issue.record("\(one), not \(two)")
                    return
                }
                worst = max(worst, abs(p - q) / max(1, abs(p)))
            }
        }
        #expect(worst < 1e-9, "\(worst)")
    }

    @Test(.enabled(if: isReady, "no ADBC driver for SQLite here: make engines"))
    func aTableIsLearnedFromAndScoredWhereItIs() throws {
        let scratch = try Scratch()
        var draws = Draws(state: 8)
        var text = "id,seats,plan,left\n"
        for row in 0..<2000 {
            let (seats, isBasic) = (draws.next() * 40, draws.next() < 0.5)
            let left = draws.next() < 1 / (1 + exp(0.1 * seats - (isBasic ? 1.5 : 0.5)))
            text += "r\(row),\(row % 11 == 0 ? "" : "\(seats)"),\(isBasic ? "basic" : "pro"),\(left ? "yes" : "no")\n"
        }
        let rows = try scratch.file("customers.csv", text)
        let (base, here, there) = (scratch.path("w.db"), scratch.path("here.json"), scratch.path("there.json"))
        try PushDownTests.load(scratch.path, into: base)
        let place = "adbc:\(PushDownTests.sqlite!)?uri=\(base)"
        let fit = [
            "--outcome", "left", "--id", "id", "--terms", "linear", "--penalty", "none", "--calibration", "none",
            "--format", "json",
        ]
        let one = try Program.run(list: ["train", "--table", rows, "-o", here] + fit)
        let two = try Program.run(
            list: ["train", "--data", place, "--table", "customers", "--push-down", "-o", there] + fit)
        #expect(one.status == 0 && two.status == 0, "\(two.errors)")
        func estimates(_ run: Program) throws -> [Double] {
            try #require(try run.json()["coefficients"] as? [[String: Any]]).map { $0["estimate"] as? Double ?? .nan }
        }
        let worst = zip(try estimates(one), try estimates(two)).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-8, "\(worst)")
        for mode in ["append", "replace"] {
            let scored = try Program.run(
                "score", "--model", here, "--data", place, "--table", "customers", "--push-down", "--into", "scores",
                "--mode", mode, "--id", "id")
            #expect(scored.status == 0 && scored.errors.contains("rows of customers into scores"), "\(scored.errors)")
            #expect(scored.output.isEmpty)
        }
        let plain = try Program.run("score", "--model", here, "--table", rows, "--id", "id", "--format", "csv")
        let expected = PushDownTests.numbers(plain.output).map { $0[1] ?? .nan }.reduce(0, +)
        let check = try Program.run(
            "train", "--data", place, "--table", "scores", "--outcome", "nothing", "--push-down", "-o",
            scratch.path("x.json"))
        // The table has id and p_churn, and no outcome.
        #expect(check.status == 65 && check.errors.contains("no column \"nothing\""), "\(check.errors)")
        #expect(expected > 0)
    }

    @Test(arguments: [
        (
            ["features", "--data", "datasets/acme", "--push-down", "--days-before", "90"],
            "--push-down needs a database"
        ),
        (["train", "--push-down", "--table", "t", "--outcome", "y"], "--push-down needs a database"),
        (["train", "--data", "adbc:sqlite?uri=x", "--push-down", "--outcome", "y"], "--push-down needs --table NAME"),
        (
            [
                "train", "--data", "adbc:sqlite?uri=x", "--table", "t", "--push-down", "--outcome", "y", "--terms",
                "splines",
            ],
            "--terms splines needs all rows in memory; --push-down takes linear terms"
        ),
        (
            ["score", "--data", "adbc:sqlite?uri=x", "--table", "t", "--push-down", "--model", "m.json"],
            "--push-down needs --into TABLE"
        ),
        (
            [
                "score", "--data", "adbc:sqlite?uri=x", "--table", "t", "--push-down", "--into", "s", "--mode",
                "upsert",
                "--key", "id",
            ], "--push-down takes --mode append or replace"
        ),
    ])
    func whatCannotBePushedDownIsRefused(arguments: [String], words: String) throws {
        let run = try Program.run(list: arguments)
        #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
    }
}
