import Documents

/// What a command shows. People read `parts` in order; JSON carries `values` and every named table; CSV is the one
/// table that `mainTable` names (the first otherwise).
public struct Results: Sendable {
    /// What results are made of, in order.
    public enum Part: Sendable {
        /// Words by themselves.
        case line(String)
        /// A table with its rows.
        case table(Table)
        /// The closing sentence in plain words.
        case verdict(String)
    }

    /// What people read, in order.
    public private(set) var parts: [Part] = []
    /// What only JSON carries, in order.
    public private(set) var values: [JSON.Member] = []
    /// The table that CSV writes; nil for the first.
    public private(set) var mainTable: String?

    /// Nothing yet.
    public init() {}

    /// Adds a line of words.
    public mutating func line(_ text: String) { parts.append(.line(text)) }

    /// Adds a table.
    /// - Parameter table: is shown at this place.
    /// - Parameter isMain: whether CSV, which has room for one, writes this one.
    public mutating func table(_ table: Table, isMain: Bool = false) {
        parts.append(.table(table))
        if isMain { mainTable = table.name }
    }

    /// Adds the verdict that closes them.
    public mutating func verdict(_ text: String) { parts.append(.verdict(text)) }

    /// A value for JSON only.
    public mutating func value(_ name: String, _ value: JSON) { values.append(.init(name, value)) }

    /// Adds what another has, in its order.
    public mutating func add(_ other: Results) {
        parts += other.parts
        values += other.values
        mainTable = other.mainTable ?? mainTable
    }

    /// The tables, in order.
    public var tables: [Table] {
        parts.compactMap { if case .table(let table) = $0 { table } else { nil } }
    }

    /// The one table that CSV has room for: the main one, else the first.
    public var csvTable: Table? {
        let tables = tables
        return tables.first { $0.name == mainTable } ?? tables.first
    }

    /// The closing sentences, in order.
    public var verdicts: [String] {
        parts.compactMap { if case .verdict(let text) = $0 { text } else { nil } }
    }
}
