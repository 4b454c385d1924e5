/// The tables of a portfolio and the columns that mean something in them (`cli.md`, "A data folder").
enum PortfolioSchema {
    struct Column: Sendable {
        let name: String
        let kind: CellKind
        /// The column must be there, and none of its fields may be blank.
        let isRequired: Bool
    }

    struct Shape: Sendable {
        let name: String
        let columns: [Column]
        /// Whether further columns are attributes, of inferred type; else they are not read.
        let takesAttributes: Bool

        var columnNames: [String] { columns.map(\.name) }
    }

    static let accounts = Shape(
        name: "accounts",
        columns: required([("account_id", .text)])
            + optional([
                ("name", .text), ("parent_id", .text), ("signed_on", .day), ("primary_contact", .text), ("csm", .text),
                ("notes", .text),
            ]), takesAttributes: true)

    static let renewals = Shape(
        name: "renewals",
        columns: required([("account_id", .text), ("renewal_date", .day)])
            + optional([
                ("outcome", .text), ("product", .text), ("term_start", .day), ("term_months", .number),
                ("arr_before", .number), ("arr_after", .number), ("currency", .text), ("decided_on", .day),
                ("renewal_id", .text), ("auto_renew", .text),
            ]), takesAttributes: false)

    static let events = Shape(
        name: "events",
        columns: required([("account_id", .text), ("occurred_at", .time), ("signal", .text)])
            + optional([("value", .number), ("known_at", .time), ("user_id", .text), ("tag", .text)]),
        takesAttributes: false)

    static let facts = Shape(
        name: "facts",
        columns: required([("account_id", .text), ("valid_from", .time), ("fact", .text), ("value", .text)])
            + optional([("known_at", .time), ("valid_to", .time)]), takesAttributes: false)

    static let all = [accounts, renewals, events, facts]

    /// The tables that are kept in memory.
    static func held(readings: Bool) -> [Shape] { readings ? all : [accounts, renewals, facts] }

    private static func required(_ columns: [(String, CellKind)]) -> [Column] {
        columns.map { Column(name: $0.0, kind: $0.1, isRequired: true) }
    }

    private static func optional(_ columns: [(String, CellKind)]) -> [Column] {
        columns.map { Column(name: $0.0, kind: $0.1, isRequired: false) }
    }
}
