import Bellwether
import Foundation
import TestSupport
import Testing

/// The SQL on a real engine: python3's SQLite, where there is one with exp and ln. `make export-test` has the other engines.
struct SQLiteTests {
    private static let python = "/usr/bin/python3"
    private static let hasSQLite: Bool = {
        guard FileManager.default.isExecutableFile(atPath: python) else { return false }
        return (try? run("import sqlite3; sqlite3.connect(':memory:').execute('SELECT exp(1), ln(2)')", "")) != nil
    }()

    @Test(.enabled(if: hasSQLite, "python3 has no SQLite with mathematical functions here"))
    func scoresAreTheModels() throws {
        let frame = ExportSamples.rows(1500)
        for calibrator in try ExportSamples.calibrators() {
            for shift in [0, 0.75] {
                let model = try ExportSamples.model(calibrator, shift: shift)
                let options = ExportOptions(dialect: SQLiteDialect.self, table: "my rows", keep: ["id"])
                let sql = String(decoding: try SQLExport().bytes(model, options), as: UTF8.self)
                let scores = try SQLiteTests.scores(sql, frame)
                let expected = try model.predict(frame).probabilities
                let worst = zip(expected, scores).map { abs($0 - $1) }.max() ?? 1
                #expect(scores.count == expected.count && worst < 1e-9, "\(type(of: calibrator)), \(shift): \(worst)")
            }
        }
    }

    /// Loads rows into a table that has a p_churn of an earlier run, and asks the query; both as JSON on standard input.
    private static let script = """
        import json, sqlite3, sys
        job = json.load(sys.stdin)
        base = sqlite3.connect(":memory:")
        names = ", ".join('"%s"' % n.replace('"', '""') for n in job["names"])
        base.execute('CREATE TABLE "my rows" (id, p_churn, %s)' % names)
        for i, row in enumerate(zip(*job["columns"])):
            base.execute('INSERT INTO "my rows" VALUES (%s)' % ",".join("?" * (len(row) + 2)), [i, 0.5] + list(row))
        print(json.dumps([p for _, p in sorted(base.execute(job["sql"]).fetchall())]))
        """

    private static func scores(_ sql: String, _ frame: Frame) throws -> [Double] {
        let columns = frame.columns.map { column in
            switch column.values {
            case .numbers(let values): JSON.numbers(values)
            case .categories(let values):
                // The empty text is missing in SQLite's dialect, a level that is not known in the frame.
                JSON.array(
                    (0..<frame.rowCount).map { .optional(values.level(at: $0).map { $0.isEmpty ? "none" : $0 }) })
            }
        }
        let job = JSON.members(["names": .strings(frame.names), "columns": .array(columns), "sql": .string(sql)])
        return try JSONDecoder().decode([Double].self, from: Data(run(script, job.text()).utf8))
    }

    private struct Failed: Error {}

    private static func run(_ script: String, _ input: String) throws -> String {
        let run = try ChildProcess.run(python, ["-c", script], input: input)
        guard run.status == 0 else { throw Failed() }
        return run.output
    }
}
