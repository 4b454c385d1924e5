import ArgumentParser
import Bellwether

/// `--to-database`, `--into`, `--mode`, `--key`: a table of a database that rows are written into.
struct DatabaseTargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write the rows into a database: adbc:DRIVER?uri=... One transaction: all of them or none.",
            valueName: "location"))
    var toDatabase: String?

    @Option(
        help: ArgumentHelp(
            "With --to-database: the table, made where it is not there; with DuckDB also a file.parquet or file.csv.",
            valueName: "table"))
    var into: String?

    @Option(
        help: ArgumentHelp(
            "With --to-database: rows that are there stay (append), go (replace), or go where their key comes again (upsert).",
            valueName: DatabaseTarget.Mode.allCases.map(\.rawValue).joined(separator: "|")))
    var mode: DatabaseTarget.Mode = .append

    @Option(
        help: ArgumentHelp("With --mode upsert: the columns that tell a row, parted by commas.", valueName: "columns"))
    var key: String?

    var isGiven: Bool { toDatabase != nil }

    func validate() throws {
        if isGiven, into == nil { throw ValidationError("--to-database and --into go together") }
        if isGiven, (mode == .upsert) != (key != nil) { throw ValidationError("--mode upsert and --key go together") }
    }

    /// - Parameter isPushedDown: whether the rows are made in the database that they are read from.
    func check(isPushedDown: Bool = false) throws {
        if isPushedDown {
            if isGiven {
                throw ValidationError("--push-down fills a table of the same database: leave out --to-database")
            }
            if mode == .upsert { throw ValidationError("--push-down takes --mode append or replace") }
            return
        }
        if !isGiven, into != nil { throw ValidationError("--to-database and --into go together") }
        if !isGiven, mode != .append || key != nil { throw ValidationError("--mode and --key need --to-database") }
    }

    /// Writes the rows of a table where they are asked for, and says so.
    func write(_ table: @autoclosure () -> Table, _ verbosity: Verbosity) throws {
        guard let toDatabase, let into else { return }
        let keys = (key ?? "").split(separator: ",").map(String.init)
        let target = try DatabaseTarget(DatabaseLocation(toDatabase), table: into, mode: mode, key: keys)
        let rows = table()
        let place = try target.write(rows, .ofProcess)
        verbosity.note("wrote \(NumberFormat.grouped(rows.rows.count)) rows into \(place)")
    }
}

extension DatabaseTarget.Mode: ExpressibleByArgument {}
