import Bellwether
import Foundation
import TestSupport

/// A database behind python: SQLite, which python brings along, or DuckDB where its module is there. Each call is a process with
/// a deadline.
struct PythonEngine: QueryEngine {
    let dialect: any SQLDialect.Type
    private let python: String
    private let file: String
    private let scratch: TemporaryFolder

    static let sqlite: String? = works(
        "/usr/bin/python3", "import sqlite3; sqlite3.connect(':memory:').execute('SELECT exp(1), ln(2)')")
    static let duckdb: String? = [
        ProcessInfo.processInfo.environment["PEERS_PYTHON"], "/tmp/peers/v/bin/python", "/usr/bin/python3",
    ]
    .compactMap(\.self).lazy.compactMap { works($0, "import duckdb") }.first

    /// Every engine that is here.
    static let found: [String] = (sqlite == nil ? [] : ["sqlite"]) + (duckdb == nil ? [] : ["duckdb"])

    init(_ name: String) throws {
        dialect = SQLDialects.named(name)!
        python = try (name == "sqlite" ? PythonEngine.sqlite : PythonEngine.duckdb).orThrow("no \(name)")
        scratch = try TemporaryFolder()
        file = scratch.path + "/base.db"
    }

    struct Failed: Error, CustomStringConvertible { let description: String }

    private static func works(_ python: String, _ code: String) -> String? {
        guard FileManager.default.isExecutableFile(atPath: python),
            FileManager.default.isExecutableFile(atPath: "/usr/bin/timeout"),
            (try? run(python, code, Data())) != nil
        else { return nil }
        return python
    }

    private static let script = """
        import json, sys
        job = json.load(sys.stdin)
        if job["kind"] == "sqlite":
            import sqlite3
            base = sqlite3.connect(job["file"], isolation_level=None)
        else:
            import duckdb
            base = duckdb.connect(job["file"])
            base.execute("SET threads = 2")
        for statement in job["before"]:
            base.execute(statement["sql"]) if not statement["rows"] else base.executemany(statement["sql"], statement["rows"])
        cursor = base.execute(job["sql"])
        rows = cursor.fetchall() if cursor.description else []
        names = [d[0] for d in cursor.description or []]
        print(json.dumps({"names": names, "columns": [list(c) for c in zip(*rows)] if rows else [[] for _ in names]},
            default=lambda x: float(x) if hasattr(x, "as_tuple") else str(x)))
        if job["kind"] == "sqlite": base.close()
        """

    private static func run(_ python: String, _ code: String, _ input: Data) throws -> Data {
        let run = try ChildProcess.run(python, ["-c", code], input: String(decoding: input, as: UTF8.self))
        guard run.status == 0 else {
            throw Failed(description: run.errors.split(separator: "\n").last.map(String.init) ?? "status \(run.status)")
        }
        return Data(run.output.utf8)
    }

    struct Insert {
        let sql: String
        var rows: [JSON] = []
    }

    private struct Answer: Decodable {
        enum Value: Decodable {
            case number(Double)
            case text(String)
            case none

            init(from decoder: any Decoder) throws {
                let box = try decoder.singleValueContainer()
                if box.decodeNil() {
                    self = .none
                } else if let flag = try? box.decode(Bool.self) {
                    self = .number(flag ? 1 : 0)
                } else if let number = try? box.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .text(try box.decode(String.self))
                }
            }
        }

        let names: [String]
        let columns: [[Value]]
    }

    private func answer(_ sql: String, before: [Insert] = []) throws(EngineError) -> Frame {
        let job = JSON.members([
            "kind": .string(dialect.name), "file": .string(file), "sql": .string(sql),
            "before": .array(before.map { .members(["sql": .string($0.sql), "rows": .array($0.rows)]) }),
        ])
        let answer: Answer
        do {
            let data = try PythonEngine.run(python, PythonEngine.script, Data(job.text(indented: false).utf8))
            answer = try JSONDecoder().decode(Answer.self, from: data)
        } catch { throw EngineError(.failed, "\(error)") }
        let columns = zip(answer.names, answer.columns).enumerated().map { place, column in
            FrameColumn("\(place) \(column.0)", PythonEngine.values(column.1))
        }
        let named = columns.enumerated().map { FrameColumn(answer.names[$0], $1.values) }
        let isClear = Set(answer.names).count == answer.names.count
        return Frame(columns: isClear ? named : columns, rowCount: answer.columns.first?.count ?? 0)
    }

    private static func values(_ values: [Answer.Value]) -> FrameValues {
        let hasText = values.contains { if case .text = $0 { true } else { false } }
        if hasText {
            return .categories(
                Categories(
                    values.map { value -> String? in
                        switch value {
                        case .text(let text): text
                        case .number(let number): JSON.text(of: number)
                        case .none: nil
                        }
                    }))
        }
        return .numbers(values.map { if case .number(let number) = $0 { number } else { .nan } })
    }

    func query(_ sql: String, _ batch: (Frame) throws(EngineError) -> Void) throws(EngineError) {
        try batch(try answer(sql))
    }

    @discardableResult
    func execute(_ sql: String) throws(EngineError) -> Int? {
        _ = try answer(sql)
        return nil
    }

    /// Makes a table of rows; every value is given as JSON has it.
    func load(_ table: String, _ columns: [(name: String, type: String)], _ rows: [JSON]) throws {
        let list = columns.map { "\(dialect.identifier($0.name)) \($0.type)" }.joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        _ = try answer(
            "SELECT 1",
            before: [
                Insert(sql: "CREATE TABLE \(table) (\(list))"),
                Insert(sql: "INSERT INTO \(table) VALUES (\(marks))", rows: rows),
            ].filter { !$0.rows.isEmpty || $0.sql.hasPrefix("CREATE") })
    }
}

/// A folder that is removed at the end.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension Optional {
    func orThrow(_ words: String) throws -> Wrapped {
        guard let self else { throw PythonEngine.Failed(description: words) }
        return self
    }
}
