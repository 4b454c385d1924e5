import Documents
import Signals
import Tables

/// Reads the tables of a portfolio from a database: the columns that mean something, checked like those of a CSV.
struct DatabaseReader {
    private let catalog: DatabaseCatalog
    private let names: ColumnNames
    private let clock: DatabaseClock
    private let engine: DatabaseEngine

    init(
        _ connection: DatabaseConnection, _ location: DatabaseLocation, names: ColumnNames, _ options: SourceOptions
    ) throws(SourceErrors) {
        catalog = try DatabaseCatalog(connection, location)
        self.names = names
        engine = connection.engine
        let assumesUTC = try location.assumesUTC()
        clock = DatabaseClock(
            calendar: options.calendar, assumesUTC: options.assumesUTC || names.assumesUTC || assumesUTC)
    }

    /// Asks how many rows these tables have, and refuses more than there is memory for.
    func check(_ limit: MemoryLimit, _ shapes: [PortfolioSchema.Shape]) throws(SourceErrors) {
        var rows = 0
        for shape in shapes {
            rows += try catalog.table(shape, names: names, isRequired: false)?.rowCount() ?? 0
        }
        try limit.check(rows * MemoryLimit.bytesPerRow, of: catalog.display)
    }

    /// A whole table. Rows of a database have no order: they are taken by their keys, texts by their bytes.
    func table(
        _ shape: PortfolioSchema.Shape, isRequired: Bool, _ report: inout SourceReport
    ) throws(SourceErrors) -> SourceTable {
        guard let (table, layout, requests) = try layout(shape, isRequired: isRequired, &report) else {
            return SourceTable(absent: shape)
        }
        var cells = TableCells(table, layout, requests, clock)
        let stream = try table.rows(requests.map(\.name))
        while let batch = try stream.next() { try cells.add(batch) }
        try cells.throwIfAny()
        report.add(layout.summary(table.place, rows: cells.rowCount))
        return cells.sorted(engine)
    }

    /// The readings, piece by piece.
    func events(
        _ assembly: inout HistoryAssembly, _ stretches: AccountStretches, into runs: inout EventRuns
    ) throws(SourceErrors) -> EventNames {
        guard let (table, layout, requests) = try layout(PortfolioSchema.events, isRequired: false, &assembly.report)
        else { return EventNames(signals: []) }
        var intake = EventIntake(
            TableCells(table, layout, requests, clock), assembly.accountNumbers, assembly.options, stretches)
        let stream = try table.rows(requests.map(\.name))
        while let batch = try stream.next() { try intake.add(batch, into: &runs) }
        let events = try intake.finish(&assembly, into: &runs)
        assembly.report.add(layout.summary(table.place, rows: intake.rowCount))
        return events
    }

    private typealias Found = (table: DatabaseTable, layout: TableLayout, requests: [NamedRequest])

    /// What is asked of a table; nil, and reported, where it need not be there and is not.
    private func layout(
        _ shape: PortfolioSchema.Shape, isRequired: Bool, _ report: inout SourceReport
    ) throws(SourceErrors) -> Found? {
        guard let table = try catalog.table(shape, names: names, isRequired: isRequired) else {
            report.add(.init(name: shape.name, file: nil, rows: 0, blankLines: 0, unusedColumns: []))
            return nil
        }
        let fields = try table.columns()
        let columns = fields.map(\.name)
        let layout = try TableLayout(columns, shape, names: names.matching(columns, shape)) {
            table.missingColumn($0, among: columns)
        }
        try DatabaseReader.check(layout, table)
        var requests = shape.columns.compactMap { column in
            layout.theirNames[column.name].map { NamedRequest(name: $0, ours: column.name, layout.fixed[$0]!) }
        }
        if shape.takesAttributes { requests += attributes(fields, layout) }
        return (table, layout, requests)
    }

    /// What cells mean is said in the database itself.
    private static func check(_ layout: TableLayout, _ table: DatabaseTable) throws(SourceErrors) {
        guard let name = layout.entries.keys.sorted().first else { return }
        throw SourceErrors(
            SourceError(
                file: table.place,
                problem: "columns.yaml gives \(name) values, a form or a constant, which are for files",
                hint: "make a view that says so"))
    }

    /// Columns of types that say nothing here are not attributes.
    private func attributes(_ fields: [ArrowField], _ layout: TableLayout) -> [NamedRequest] {
        fields.filter { layout.fixed[$0.name] == nil }.compactMap { field in
            guard let kind = field.type.attributeKind else { return nil }
            // SQLite's types are those of values: a column of numbers is one where nothing else stands in it.
            let isGuess = engine == .sqlite
            return NamedRequest(name: field.name, ours: nil, CellRequest(isGuess ? .text : kind, isGuess: isGuess))
        }
    }
}

/// Where a table of ours is in a database.
public struct DatabasePlace: Sendable {
    /// As it stands in SQL.
    public let quoted: String
    /// By our name what the table calls the column; columns that it lacks are not there.
    public let columns: [String: String]
}

extension DatabaseReader {
    fileprivate func place(_ shape: PortfolioSchema.Shape) throws(SourceErrors) -> DatabasePlace? {
        var report = SourceReport()
        return try layout(shape, isRequired: false, &report).map {
            DatabasePlace(quoted: $0.table.quoted, columns: $0.layout.theirNames)
        }
    }
}

extension ADBCSource {
    /// Where the readings and the accounts of a database are, for queries that are made elsewhere. nil where there are none.
    public static func places(
        _ connection: DatabaseConnection, _ location: DatabaseLocation, _ options: SourceOptions
    ) throws(SourceErrors) -> (events: DatabasePlace?, accounts: DatabasePlace?, assumesUTC: Bool) {
        let names = try ColumnNames.ofFile("\(options.configuration ?? ".")/columns.yaml")
        let reader = try DatabaseReader(connection, location, names: names, options)
        let assumesUTC = try location.assumesUTC() || options.assumesUTC
        return (try reader.place(PortfolioSchema.events), try reader.place(PortfolioSchema.accounts), assumesUTC)
    }
}

/// A column that is asked of a table.
struct NamedRequest {
    /// As the database calls it.
    let name: String
    /// As we do; nil for an attribute.
    let ours: String?
    let request: CellRequest

    init(name: String, ours: String?, _ request: CellRequest) {
        (self.name, self.ours, self.request) = (name, ours, request)
    }
}

extension ArrowType {
    /// Whether values are dates or timestamps.
    fileprivate var isTime: Bool {
        switch self {
        case .day32, .day64, .timestamp: true
        default: false
        }
    }

    /// As what an attribute of this type is read; nil where it is not.
    fileprivate var attributeKind: CellKind? {
        switch self {
        case .integer, .float, .decimal: .number
        case .bool, .null, .text, .textView, .day32, .day64, .timestamp: .text
        case .other: nil
        }
    }
}

extension ColumnNames {
    /// With names of ours that the table writes in another case.
    fileprivate func matching(_ columns: [String], _ shape: PortfolioSchema.Shape) -> ColumnNames {
        var names = self
        for column in shape.columnNames {
            let wanted = theirs(column, in: shape.name)
            if let found = DatabaseCatalog.match(wanted, among: columns), found != wanted {
                names.rename(column, in: shape.name, to: found)
            }
        }
        return names
    }
}

/// The cells of a table so far, and what is wrong with them.
struct TableCells {
    let table: DatabaseTable
    let layout: TableLayout
    private let requests: [NamedRequest]
    private(set) var intakes: [CellIntake]
    private(set) var rowCount = 0
    private var errors: [SourceError] = []
    private var errorCount = 0

    init(_ table: DatabaseTable, _ layout: TableLayout, _ requests: [NamedRequest], _ clock: DatabaseClock) {
        (self.table, self.layout, self.requests) = (table, layout, requests)
        intakes = requests.map { CellIntake($0.request, clock) }
    }

    /// Errors: a column of a type that says nothing. What is wrong with rows is kept for `throwIfAny`.
    mutating func add(_ batch: ArrowBatch) throws(SourceErrors) {
        let columns = batch.columns
        for index in requests.indices {
            var faults: [CellFault] = []
            let unfit = intakes[index].add(columns[index]) { faults.append($0) }
            if let unfit {
                throw SourceErrors(
                    SourceError(
                        file: table.place, field: requests[index].name,
                        problem: "is a \(columns[index].field.type.words)", expected: unfit))
            }
            keep(faults, requests[index].name, columns)
        }
        rowCount += batch.rowCount
    }

    /// Rows are known by their keys, which are gone with the batch.
    private mutating func keep(_ faults: [CellFault], _ field: String, _ columns: [ArrowColumn]) {
        errorCount += faults.count
        for fault in faults.prefix(max(0, SourceErrors.limit - errors.count)) {
            errors.append(
                SourceError(
                    file: "\(table.place), \(key(fault.row, columns))", field: field, found: fault.found,
                    problem: fault.problem, expected: fault.expected, hint: fault.hint))
        }
    }

    private func key(_ row: Int, _ columns: [ArrowColumn]) -> String {
        layout.shape.key.compactMap { name in
            guard let index = requests.firstIndex(where: { $0.ours == name }) else { return nil }
            let text = columns[index].field.type.isTime ? DatabaseClock.found(row, columns[index]) : nil
            return "\(requests[index].name) \(text ?? columns[index].text(at: row) ?? "NULL")"
        }.joined(separator: ", ")
    }

    var hasFaults: Bool { errorCount > 0 }

    func throwIfAny() throws(SourceErrors) {
        guard !errors.isEmpty else { return }
        throw SourceErrors(errors, count: errorCount)
    }

    /// The cells of one of our columns; nil where the table has it not.
    func intake(_ ours: String) -> CellIntake? { requests.firstIndex { $0.ours == ours }.map { intakes[$0] } }

    mutating func clear() {
        for index in intakes.indices { intakes[index].clear() }
        rowCount = 0
    }

    /// The rows by their keys.
    func sorted(_ engine: DatabaseEngine) -> SourceTable {
        let order = RowOrder(layout.shape.order.compactMap { intake($0)?.column }, rowCount: rowCount)
        var columns: [String: CellColumn] = [:]
        var attributes: [FrameColumn] = []
        for (request, intake) in zip(requests, intakes) {
            let column = order.sorted(request.request.isGuess ? intake.column.guessed : intake.column)
            if let ours = request.ours {
                columns[ours] = column
            } else if let attribute = FrameColumn(request.name, cells: column) {
                attributes.append(attribute)
            }
        }
        let keys = layout.shape.key.compactMap { name in columns[name].map { (name, $0) } }
        return SourceTable(
            layout, place: table.place, rowCount: rowCount, columns: columns, attributes: attributes
        ) { row in
            keys.map { "\($0.0) \($0.1.text(at: row))" }.joined(separator: ", ")
        }
    }
}

/// The order of rows by some columns.
private struct RowOrder {
    private let order: [Int]
    private let isSorted: Bool

    init(_ columns: [CellColumn], rowCount: Int) {
        let ranks = columns.map(\.ranks)
        func precedes(_ a: Int, _ b: Int) -> Bool {
            for rank in ranks where rank[a] != rank[b] { return rank[a] < rank[b] }
            return false
        }
        let rows = Array(0..<rowCount)
        isSorted = rows.dropFirst().allSatisfy { !precedes($0, $0 - 1) }
        // Equal rows stay in the order in which they came.
        order = isSorted ? rows : rows.sorted { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
    }

    func sorted(_ column: CellColumn) -> CellColumn {
        if isSorted { return column }
        switch column {
        case .skipped, .misjudged: return column
        case .numbers(let values): return .numbers(order.map { values[$0] })
        case .times(let values): return .times(order.map { values[$0] })
        case .days(let values): return .days(order.map { values[$0] })
        case .texts(let codes, let levels): return .texts(codes: order.map { codes[$0] }, levels: levels)
        }
    }
}

extension CellColumn {
    /// Whole numbers in the order of the values.
    fileprivate var ranks: [Int64] {
        switch self {
        case .skipped, .misjudged, .numbers: []
        case .times(let values): values
        case .days(let values): values.map(Int64.init)
        case .texts(let codes, let levels): CellColumn.ranks(codes, levels)
        }
    }

    private static func ranks(_ codes: [Int32], _ levels: [String]) -> [Int64] {
        let sorted = levels.indices.sorted { levels[$0].utf8.lexicographicallyPrecedes(levels[$1].utf8) }
        var ranks = [Int64](repeating: 0, count: levels.count)
        for (rank, level) in sorted.enumerated() { ranks[level] = Int64(rank) }
        return codes.map { $0 < 0 ? -1 : ranks[Int($0)] }
    }

    /// Texts that are all numbers, as numbers.
    fileprivate var guessed: CellColumn {
        guard let (codes, levels) = texts else { return self }
        var values: [Double] = []
        for level in levels {
            guard let value = Double(level.trimmedSpaces), value.isFinite, NumberFault.isPlainNumber(level) else {
                return self
            }
            values.append(value)
        }
        return .numbers(codes.map { $0 < 0 ? .nan : values[Int($0)] })
    }

    /// One cell, for errors.
    fileprivate func text(at row: Int) -> String {
        switch self {
        case .skipped, .misjudged: ""
        case .numbers(let values): JSON.text(of: values[row])
        case .times(let values): Instant(nanoseconds: values[row]).description
        case .days(let values): Day(number: values[row]).description
        case .texts(let codes, let levels): codes[row] < 0 ? "NULL" : levels[Int(codes[row])]
        }
    }
}

extension NumberFault {
    /// Whether a text that Swift takes for a number is written like one here: decimal digits, no name, no hexadecimal.
    fileprivate static func isPlainNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE \t".utf8.contains($0) }
    }
}

extension PortfolioSchema.Shape {
    /// What tells a row of a database, for errors.
    var key: [String] {
        switch name {
        case "accounts": ["account_id"]
        case "renewals": ["account_id", "renewal_date"]
        case "events": ["account_id", "occurred_at"]
        default: ["account_id", "fact", "valid_from"]
        }
    }

    /// By what the rows of a database are sorted.
    var order: [String] {
        switch name {
        case "accounts": ["account_id"]
        case "renewals": ["account_id", "renewal_date", "product", "renewal_id"]
        default: ["account_id", "valid_from", "fact", "known_at", "value"]
        }
    }
}
