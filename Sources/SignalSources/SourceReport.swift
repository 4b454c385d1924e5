import Tables

/// What reading a portfolio found that is no error: for `bellwether check`.
public struct SourceReport: Sendable, Equatable {
    /// One table of the portfolio.
    public struct TableSummary: Sendable, Equatable {
        /// The table.
        public let name: String
        /// Where it was read from; nil where the source has no such table.
        public let file: String?
        /// Rows that were read.
        public let rows: Int
        /// Empty lines, which are no rows.
        public let blankLines: Int
        /// Columns that mean nothing here; they were not read.
        public let unusedColumns: [String]
    }

    /// A note is for information; a warning is worth acting on.
    public enum Severity: String, Sendable {
        /// For information.
        case note
        /// Worth acting on before anything is learned.
        case warning
    }

    /// Something that is counted, not refused.
    public struct Finding: Sendable, Equatable {
        /// What a finding is about.
        public enum Kind: String, Sendable, CaseIterable {
            /// What repeats, came too early or late, or is not declared.
            case unknownAccounts, undeclaredSignal, duplicateEvents, missingValues, eventsBeforeContract, lateKnown
            /// What contradicts itself.
            case knownBeforeOccurred, mixedCurrencies, zeroARR, outcomeContradictsARR, lookAlikeIDs, unknownParent
            /// What was concluded, or lies in a far future.
            case derivedOutcomes, farFuture
        }

        /// What it is about.
        public let kind: Kind
        /// How much it matters.
        public let severity: Severity
        /// The table in which it was found.
        public let table: String
        /// How many rows (or names) it concerns.
        public let count: Int
        /// One line for people, without the count.
        public let message: String
    }

    /// One a table, in the order of reading.
    public private(set) var tables: [TableSummary] = []
    /// What was found, in the order of reading.
    public private(set) var findings: [Finding] = []

    /// How many findings are warnings.
    public var warningCount: Int { findings.count { $0.severity == .warning } }

    /// The findings of one kind.
    public func findings(_ kind: Finding.Kind) -> [Finding] { findings.filter { $0.kind == kind } }

    /// What a later part of the source gave.
    mutating func add(_ other: SourceReport) {
        tables += other.tables
        findings += other.findings
    }

    mutating func add(_ table: TableSummary) { tables.append(table) }

    /// Nothing where `count` is 0.
    mutating func add(
        _ kind: Finding.Kind, _ severity: Severity = .note, table: String, count: Int,
        _ message: @autoclosure () -> String
    ) {
        guard count > 0 else { return }
        findings.append(Finding(kind: kind, severity: severity, table: table, count: count, message: message()))
    }

    /// The findings as a table: severity, table, count, finding.
    public var table: Table {
        Table(
            "findings",
            columns: [
                .init("severity"), .init("table"), .init("count", .grouped), .init("finding"),
            ],
            rows: findings.map {
                [.text($0.severity.rawValue), .text($0.table), .integer($0.count), .text($0.message)]
            })
    }
}
