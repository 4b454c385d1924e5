import Foundation
import Testing

/// Exports of other systems come in by a `columns.yaml` (`datasets/mappings`). The expected features were counted from the files by
/// another program (Python's csv and datetime), 30 days before each renewal.
@Suite struct MappingTests {
    private static let folder = Program.root.appending(path: "datasets/mappings").path

    /// Account, renewal, outcome, then the features that the mapping's `signals.yaml` makes.
    private static let expected: [String: [[String]]] = [
        "salesforce": [
            ["001Ak00000AbCdEQAZ", "2024-01-15", "renewed", "3", "59.520833333333336"],
            ["001Ak00000BcDeFQAZ", "2024-02-15", "churned", "5", "26.395833333333332"],
            ["001Ak00000CdEfGQAZ", "2024-03-15", "renewed", "2", "69.52083333333333"],
            ["001Ak00000DeFgHQAZ", "2024-04-15", "pending", "5", "36.395833333333336"],
            ["001Ak00000EfGhIQAZ", "2024-05-15", "renewed", "1", "80.52083333333333"],
            ["001Ak00000FgHiJQAZ", "2024-06-15", "churned", "4", "47.395833333333336"],
        ],
        "hubspot": [
            ["9001734055", "2024-01-15", "renewed", "2", "1"],
            ["9011734155", "2024-02-15", "churned", "0", "1"],
            ["9021734255", "2024-03-15", "renewed", "2", "2"],
            ["9031734355", "2024-04-15", "pending", "1", "0"],
            ["9041734455", "2024-05-15", "renewed", "1", "1"],
            ["9051734555", "2024-06-15", "churned", "0", "0"],
        ],
        "gainsight": [
            ["1P00GS", "2024-01-15", "renewed", "84.5", "86.0"],
            ["1P01GS", "2024-02-15", "churned", "61.0", "55.0"],
            ["1P02GS", "2024-03-15", "expanded", "82.5", "84.0"],
            ["1P03GS", "2024-04-15", "pending", "81.5", "83.0"],
            ["1P04GS", "2024-05-15", "contracted", "80.5", "82.0"],
            ["1P05GS", "2024-06-15", "churned", "57.0", "51.0"],
        ],
        "stripe": [
            ["cus_Na08xQ2", "2024-01-15", "renewed", "0", "10000.0"],
            ["cus_Nb18xQ2", "2024-02-15", "churned", "3", "24000.0"],
            ["cus_Nc28xQ2", "2024-03-15", "renewed", "0", "154999.98"],
            ["cus_Nd38xQ2", "2024-04-15", "pending", "0", "4500.0"],
            ["cus_Ne48xQ2", "2024-05-15", "renewed", "0", "27000.0"],
            ["cus_Nf58xQ2", "2024-06-15", "churned", "3", "3000.0"],
        ],
        "segment": [
            ["grp_alder", "2024-01-15", "renewed", "3", "6", "28.28101851851852"],
            ["grp_birch", "2024-02-15", "churned", "1", "1", "80.61432638888888"],
            ["grp_cedar", "2024-03-15", "expanded", "2", "5", "40.32257060185185"],
            ["grp_dogwood", "2024-04-15", "pending", "2", "5", "32.23933912037037"],
            ["grp_elm", "2024-05-15", "renewed", "3", "4", "23.655980324074072"],
            ["grp_fir", "2024-06-15", "churned", "0", "1", "105.69768518518518"],
        ],
    ]

    @Test(arguments: expected.keys.sorted()) func `A mapping gives the features of its export`(_ name: String) throws {
        let check = try Program.run("check", "--data", "\(Self.folder)/\(name)")
        #expect(check.status == 0, "\(check.errors)\(check.output)")
        #expect(!check.output.contains("does not declare"), "\(check.output)")
        let run = try Program.run(
            "features", "--data", "\(Self.folder)/\(name)", "--days-before", "30", "--format", "csv")
        try #require(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let keys = ["account_id", "renewal_date", "outcome"].map { lines[0].firstIndex(of: $0)! }
        let rows = lines.dropFirst().sorted { $0[keys[0]] < $1[keys[0]] }
        let expected = try #require(Self.expected[name]).sorted { $0[0] < $1[0] }
        try #require(rows.count == expected.count)
        for (row, wanted) in zip(rows, expected) {
            #expect(keys.map { row[$0] } == Array(wanted[..<3]))
            for (found, value) in zip(row.suffix(wanted.count - 3), wanted[3...]) {
                let (x, y) = (Double(found), Double(value))
                #expect(x == y || abs((x ?? .nan) - (y ?? .nan)) < 1e-9, "\(wanted[0]): \(found), not \(value)")
            }
        }
    }

    private func told(_ columns: String) throws -> String {
        var folder = SmallFolder()
        folder.others = ["columns.yaml": Data(columns.utf8)]
        let run = try folder.run()
        #expect(run.status != 0)
        return run.errors
    }

    @Test func `What a mapping may not say is told with its line`() throws {
        #expect(
            try told("events:\n  value: {always: 1}\n").contains("values, else and always are for columns of texts"))
        #expect(try told("events:\n  signal: {as: unix-seconds}\n").contains("as is for dates and instants"))
        #expect(try told("events:\n  occurred_at: {as: unix-second}\n").contains("did you mean \"unix-seconds\"?"))
        #expect(
            try told("events:\n  signal: value\n").contains("column \"value\" is named twice, for signal and value"))
        #expect(try told("events:\n  signal: {column: signal, always: x}\n").contains("always goes without a column"))
        #expect(try told("timestamps: local\n").contains("columns.yaml:1"))
        #expect(try told("events:\n  from: none.csv\n").contains("none.csv: no such file"))
        #expect(try told("renewals:\n  outcome: {values: {renewed: lost}}\n").contains("\"lost\" is not an outcome"))
    }
}
