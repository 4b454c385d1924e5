import Documents
import Signals
import Tables

/// `columns.yaml`: where the tables of a source are, what their columns are called, and what stands in them, where that is not
/// as `cli.md` has it. Enough for the exports of CRM, billing and event systems (`datasets/mappings`).
///
/// ```yaml
/// timestamps: utc                     # instants without an offset are UTC; else they are an error
/// renewals:
///   from: Opportunity.csv             # the file, or the table of a database
///   account_id: AccountId             # ours: theirs
///   renewal_date: {column: CloseDate, as: date-time}
///   outcome: {column: StageName, values: {Closed Won: renewed, Closed Lost: churned}, else: pending}
///   currency: {always: USD}
/// ```
///
/// | key of a column | meaning |
/// |---|---|
/// | `column` | what the source calls it; by default as we do |
/// | `values`, `else` | texts that mean others; what is not named is `else`, or stays; blank stays blank |
/// | `as` | `date-time`: an instant of which the day counts; `unix-seconds`, `unix-milliseconds`: a number since 1970 |
/// | `always` | the same text in every row; there is no column |
struct ColumnNames: Sendable {
    /// What is said of one column.
    struct Entry: Sendable {
        var column: String
        var values: [String: String] = [:]
        var otherwise: String?
        var form: Form?
        var always: String?

        /// Whether cells mean something else than what stands in them.
        var changesCells: Bool { !values.isEmpty || otherwise != nil || form != nil || always != nil }

        /// What a text means.
        func meaning(_ text: String) -> String { values[text.trimmedSpaces] ?? otherwise ?? text }
    }

    /// How dates and instants may be written beside ISO 8601.
    enum Form: String, CaseIterable, Sendable {
        case dateTime = "date-time"
        case unixSeconds = "unix-seconds"
        case unixMilliseconds = "unix-milliseconds"
    }

    private var entries: [String: [String: Entry]] = [:]
    private var places: [String: String] = [:]
    /// Whether instants without an offset are UTC.
    private(set) var assumesUTC = false

    static let none = ColumnNames()

    private init() {}

    /// What a file says; nothing where there is none. Errors: what is wrong with it.
    static func ofFile(_ path: String) throws(SourceErrors) -> ColumnNames {
        InputFile.exists(path) ? try ColumnNames(try InputFile.bytes(path), file: path) : .none
    }

    init(_ bytes: [UInt8], file: String) throws(SourceErrors) {
        do {
            let known = PortfolioSchema.all
            let tables = try Field.yaml(bytes, file: file).fields(["timestamps"] + known.map(\.name))
            if let word = tables["timestamps"] { assumesUTC = try word.choice(among: ["utc"]) == "utc" }
            for shape in known {
                guard let table = tables[shape.name] else { continue }
                let columns = try table.fields(["from"] + shape.columnNames)
                places[shape.name] = try columns["from"]?.text()
                for column in shape.columns {
                    guard let field = columns[column.name] else { continue }
                    entries[shape.name, default: [:]][column.name] = try ColumnNames.entry(field, column)
                }
                try checkUses(shape, table)
            }
        } catch {
            throw SourceErrors(
                SourceError(
                    file: error.file, line: error.position.line, column: error.position.column, problem: error.message))
        }
    }

    private static func entry(_ field: Field, _ column: PortfolioSchema.Column) throws(DocumentError) -> Entry {
        if let name = try? field.text() { return Entry(column: name) }
        let parts = try field.fields(["column", "values", "else", "as", "always"])
        var entry = Entry(column: try parts["column"]?.text() ?? column.name)
        if let values = parts["values"] {
            for (name, value) in try values.entries() { entry.values[name] = try value.text() }
        }
        entry.otherwise = try parts["else"]?.text()
        entry.always = try parts["always"]?.text()
        if let word = parts["as"] { entry.form = Form(rawValue: try word.choice(among: Form.allCases.map(\.rawValue))) }
        let isText = column.kind == .text
        if !isText, !entry.values.isEmpty || entry.otherwise != nil || entry.always != nil {
            throw field.error("values, else and always are for columns of texts")
        }
        if entry.form != nil, column.kind != .day, column.kind != .time {
            throw field.error("as is for dates and instants")
        }
        if entry.always != nil, parts.contains("column") { throw field.error("always goes without a column") }
        return entry
    }

    /// A column of the source means one thing, also where one of its two names is our own.
    private func checkUses(_ shape: PortfolioSchema.Shape, _ table: Field) throws(DocumentError) {
        var users: [String: String] = [:]
        for name in shape.columnNames {
            if entry(name, in: shape.name)?.always != nil { continue }
            let column = theirs(name, in: shape.name)
            if let other = users.updateValue(name, forKey: column) {
                throw table.error("column \"\(column)\" is named twice, for \(other) and \(name)")
            }
        }
    }

    func entry(_ name: String, in table: String) -> Entry? { entries[table]?[name] }

    /// The name in the source of a column of ours.
    func theirs(_ name: String, in table: String) -> String { entries[table]?[name]?.column ?? name }

    /// The file or table; nil where it is called as ours is.
    func place(of table: String) -> String? { places[table] }

    mutating func rename(_ name: String, in table: String, to column: String) {
        entries[table, default: [:]][name, default: Entry(column: column)].column = column
    }
}

extension ColumnNames.Entry {
    /// As what the source is to read a column that we want as `kind`.
    func read(_ kind: CellKind) -> CellKind {
        switch form {
        case nil: kind
        case .dateTime: .time
        case .unixSeconds, .unixMilliseconds: .number
        }
    }

    /// What was read, as we want it.
    func cells(_ column: CellColumn, _ kind: CellKind, _ calendar: BusinessCalendar) -> CellColumn {
        if let (codes, levels) = column.texts { return texts(codes, levels) }
        guard form != nil else { return column }
        let times = column.times ?? (column.numbers ?? []).map(time)
        if kind == .time { return .times(times) }
        return .days(
            times.map {
                $0 == TimeParser.missingTime
                    ? TimeParser.missingDay : calendar.day(of: Instant(nanoseconds: $0)).number
            })
    }

    /// A count since 1970 in nanoseconds.
    func time(_ count: Double) -> Int64 {
        if count.isNaN { return TimeParser.missingTime }
        let nanoseconds = count * (form == .unixMilliseconds ? 1e6 : 1e9)
        // Whole milliseconds are exact below 2^53 microseconds; the rest of a second is rounded to a microsecond.
        let microseconds = (nanoseconds / 1000).rounded()
        return abs(microseconds) < 9.2e15 ? Int64(microseconds) * 1000 : microseconds < 0 ? .min + 1 : .max
    }

    private func texts(_ codes: [Int32], _ levels: [String]) -> CellColumn {
        guard !values.isEmpty || otherwise != nil else { return .texts(codes: codes, levels: levels) }
        let meanings = Categories(levels.map(meaning))
        return .texts(codes: codes.map { $0 < 0 ? $0 : meanings.codes[Int($0)] }, levels: meanings.levels)
    }
}
