import Bellwether
import Foundation
import Testing

/// The shipped portfolio from each engine gives the features, coefficients and scores that it gives as CSV.
@Suite struct EngineTests {
    private func features(_ location: String, _ scratch: Scratch) throws -> [[String]] {
        let path = scratch.path("\(UUID().uuidString).csv")
        let run = try Engines.run(
            "features", "--data", location, "--config", Program.acme, "--days-before", "90", "-o", path)
        try #require(run.status == 0, "\(run.errors)")
        return try Self.cells(path)
    }

    private static func cells(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// Whole numbers are equal, others to a tolerance of what is larger, 1 or the number.
    private func expectSame(_ found: [[String]], _ expected: [[String]], within tolerance: Double, _ place: String) {
        #expect(found.count == expected.count, "\(place)")
        for (row, (a, b)) in zip(found, expected).enumerated() where a != b {
            #expect(a.count == b.count)
            for (x, y) in zip(a, b) where x != y {
                guard let x = Double(x), let y = Double(y), y != y.rounded() else {
                    Issue.record("\(place) row \(row): \(x) instead of \(y)")
                    return
                }
                #expect(abs(x - y) <= tolerance * max(1, abs(y)), "\(place) row \(row)")
            }
        }
    }

    private func checkFeatures(_ location: String) throws {
        let scratch = try Scratch()
        expectSame(try features(location, scratch), try features(Program.acme, scratch), within: 1e-9, location)
    }

    /// The model that was learned from a source, and its scores of it.
    private func learned(_ location: String, _ scratch: Scratch) throws -> (
        weights: [String: Double], scores: [[String]]
    ) {
        let (model, scores) = (scratch.path("\(UUID().uuidString).json"), scratch.path("\(UUID().uuidString).csv"))
        let training = try Engines.run(
            "train", "--source", location, "--config", Program.acme, "--days-before", "90", "--hold-out", "2025-07-01",
            "-o", model)
        try #require(training.status == 0, "\(training.errors)")
        let scoring = try Engines.run(
            "score", "--data", location, "--config", Program.acme, "--model", model, "--as-of", "2026-06-30", "-o",
            scores)
        try #require(scoring.status == 0, "\(scoring.errors)")
        return (try Self.numbers(model), try Self.cells(scores))
    }

    /// All numbers of a model file by their place.
    private static func numbers(_ path: String) throws -> [String: Double] {
        var numbers: [String: Double] = [:]
        func walk(_ value: Any, _ place: String) {
            switch value {
            case let list as [Any]: for (index, item) in list.enumerated() { walk(item, "\(place).\(index)") }
            case let object as [String: Any]: for (name, item) in object { walk(item, "\(place).\(name)") }
            case let number as NSNumber: numbers[place] = number.doubleValue
            default: break
            }
        }
        walk(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))), "")
        return numbers
    }

    private func checkLearning(_ location: String) throws {
        let scratch = try Scratch()
        let (here, there) = (try learned(Program.acme, scratch), try learned(location, scratch))
        #expect(here.weights.count > 100 && here.weights.keys == there.weights.keys, "\(location)")
        for (place, value) in here.weights {
            let other = there.weights[place] ?? .nan
            #expect(abs(value - other) <= 1e-8 * max(1, abs(value)), "\(location) \(place): \(other), not \(value)")
        }
        expectSame(there.scores, here.scores, within: 1e-9, location)
    }

    @Test(.enabled(if: Engines.hasPostgres)) func `PostgreSQL gives the features, the model and the scores of CSV`()
        throws
    {
        let location = try AcmeDatabases.postgres.get()
        try checkFeatures(location)
        try checkLearning(location)
    }

    @Test(.enabled(if: Engines.hasSQLite)) func `SQLite gives the features, the model and the scores of CSV`() throws {
        let location = try AcmeDatabases.sqlite.get()
        try checkFeatures(location)
        try checkLearning(location)
    }

    @Test(.enabled(if: Engines.hasDuckDB)) func `DuckDB gives the features, the model and the scores of CSV`() throws {
        let location = try AcmeDatabases.duckDB.get()
        try checkFeatures(location)
        try checkLearning(location)
    }

    @Test(.enabled(if: Engines.hasDuckDB)) func `DuckDB reads Parquet and CSV where they are`() throws {
        try checkFeatures(try AcmeDatabases.parquet.get())
        try checkFeatures(AcmeDatabases.csvViews)
    }

    @Test(.enabled(if: Engines.hasPostgres)) func `Within a budget of memory the features are the same`() throws {
        let (scratch, location) = (try Scratch(), try AcmeDatabases.postgres.get())
        let path = scratch.path("f.csv")
        let run = try Engines.run(
            "features", "--data", location, "--config", Program.acme, "--days-before", "90", "--memory", "256MiB",
            "-o", path)
        try #require(run.status == 0, "\(run.errors)")
        expectSame(try Self.cells(path), try features(Program.acme, scratch), within: 1e-9, "parted")
    }

    @Test(.enabled(if: Engines.hasPostgres)) func `Readings that do not fit into memory are counted, not read`() throws
    {
        func check(_ memory: String) throws -> Program {
            let location = try AcmeDatabases.postgres.get()
            return try Engines.run("check", "--data", location, "--config", Program.acme, "--memory", memory)
        }
        let refused = try check("100MB")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("would take about "), "\(refused.errors)")
        #expect(try check("2GB").status == 0)
    }

    @Test func `Without a driver the error says how to get one, and files need none`() throws {
        let run = try Program.run("check", "--data", "adbc:sqlite?uri=x.db", "--config", Program.acme)
        expectRefusal(run, 66, "adbc:sqlite: there is no driver of this name (drivers are shared objects: pip install")
        #expect(try Program.run("check", "--data", Program.acme).status == 0)
    }

    @Test func `A shared object that is no driver is refused`() throws {
        let scratch = try Scratch()
        let run = try Program.run("check", "--data", "adbc:\(scratch.path("none.so"))?uri=x", "--config", Program.acme)
        #expect(run.status == 66, "\(run.errors)")
        let library = "/lib/x86_64-linux-gnu/libz.so.1"
        guard FileManager.default.fileExists(atPath: library) else { return }
        let other = try Program.run("check", "--data", "adbc:\(library)?uri=x", "--config", Program.acme)
        #expect(other.status == 65 && other.errors.contains("is no ADBC driver"), "\(other.errors)")
    }

    @Test(.enabled(if: Engines.hasSQLite)) func `A manifest names a driver`() throws {
        let scratch = try Scratch()
        _ = try scratch.file(
            "crm.toml",
            """
            manifest_version = 1
            name = "a driver"
            [Driver]
            entrypoint = "AdbcDriverSqliteInit" # by name
            [Driver.shared]
            \(DriverPlatform.name) = "\(Engines.folder)/libadbc_driver_sqlite.so"
            """)
        let location = try AcmeDatabases.sqlite.get().replacing("adbc:sqlite", with: "adbc:crm")
        let run = try Program.run(
            "check", "--data", location, "--config", Program.acme, environment: ["ADBC_DRIVER_PATH": scratch.path])
        #expect(run.status == 0 && run.output.contains("114 767"), "\(run.errors)\(run.output)")
    }
}

enum DriverPlatform {
    #if arch(arm64)
        static let name = "linux_arm64"
    #else
        static let name = "linux_amd64"
    #endif
}
