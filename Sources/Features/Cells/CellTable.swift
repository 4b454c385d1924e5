import Signals

/// What an engine made of the readings of many rows: sums by cell (`CellPlan`). Filled in any order, then sealed; a cell may
/// come in pieces.
public struct CellTable: Sendable {
    /// What is known of the readings in a cell.
    public struct Cell: Sendable {
        /// Index of the row, among the rows of the plan.
        public var row: Int32
        /// Index into the plan's signals.
        public var signal: Int16
        /// Number of the cell by age: how many of the signal's edges lie below.
        public var cell: Int16
        /// Bit k: the readings are in selection k of the signal.
        public var mask: Int64
        /// How many readings.
        public var count: Int
        /// Σ of their values.
        public var sum: Double
        /// The lowest value; NaN where it was not asked for.
        public var lowest: Double
        /// The highest value; NaN where it was not asked for.
        public var highest: Double
        /// Nanoseconds since 1970; `Int64.min` where it was not asked for.
        public var newest: Int64

        /// Sums of a cell; what was not asked for may be left out.
        public init(
            row: Int, signal: Int, cell: Int, mask: Int, count: Int, sum: Double = 0, lowest: Double = .nan,
            highest: Double = .nan, newest: Int64 = .min
        ) {
            (self.row, self.signal, self.cell) = (Int32(row), Int16(signal), Int16(cell))
            (self.mask, self.count, self.sum) = (Int64(mask), count, sum)
            (self.lowest, self.highest, self.newest) = (lowest, highest, newest)
        }
    }

    /// A user or a tag that stands in a cell, by its code.
    public struct Name: Sendable {
        /// Index of the row, among the rows of the plan.
        public var row: Int32
        /// Index into the plan\'s signals.
        public var signal: Int16
        /// Number of the cell by age: how many of the signal's edges lie below.
        public var cell: Int16
        /// Bit k: the readings are in selection k of the signal.
        public var mask: Int64
        /// The code of the user or tag.
        public var code: Int32

        /// A name in a cell.
        public init(row: Int, signal: Int, cell: Int, mask: Int, code: Int32) {
            (self.row, self.signal, self.cell) = (Int32(row), Int16(signal), Int16(cell))
            (self.mask, self.code) = (Int64(mask), code)
        }
    }

    /// The newest reading of a cell: by time of occurrence, then of knowing, then by value.
    public struct Last: Sendable {
        /// Index of the row, among the rows of the plan.
        public var row: Int32
        /// Index into the plan\'s signals.
        public var signal: Int16
        /// Number of the cell by age: how many of the signal's edges lie below.
        public var cell: Int16
        /// Bit k: the readings are in selection k of the signal.
        public var mask: Int64
        /// When it occurred, in nanoseconds since 1970.
        public var occurred: Int64
        /// From when it was known, in nanoseconds since 1970.
        public var known: Int64
        /// Its value.
        public var value: Double

        /// The newest reading of a cell.
        public init(row: Int, signal: Int, cell: Int, mask: Int, occurred: Int64, known: Int64, value: Double) {
            (self.row, self.signal, self.cell) = (Int32(row), Int16(signal), Int16(cell))
            (self.mask, self.occurred, self.known, self.value) = (Int64(mask), occurred, known, value)
        }
    }

    /// Sums by cell.
    public var cells: [Cell] = []
    /// Who stands behind the readings of a cell.
    public var users: [Name] = []
    /// Tags of the readings of a cell.
    public var tags: [Name] = []
    /// The newest readings.
    public var lasts: [Last] = []
    private var starts = Starts()

    /// By row: where its entries begin.
    private struct Starts: Sendable {
        var cells: [Int] = []
        var users: [Int] = []
        var tags: [Int] = []
        var lasts: [Int] = []
    }

    /// A table without entries.
    public init() {}

    /// Puts the entries in order of rows. Precondition: rows lie in 0..<rowCount.
    public mutating func seal(rowCount: Int) {
        starts.cells = CellTable.sort(&cells, rowCount) { Int($0.row) }
        starts.users = CellTable.sort(&users, rowCount) { Int($0.row) }
        starts.tags = CellTable.sort(&tags, rowCount) { Int($0.row) }
        starts.lasts = CellTable.sort(&lasts, rowCount) { Int($0.row) }
    }

    /// Counting sort; the place where each row begins.
    private static func sort<Entry>(_ entries: inout [Entry], _ rowCount: Int, _ row: (Entry) -> Int) -> [Int] {
        var starts = [Int](repeating: 0, count: rowCount + 1)
        for entry in entries { starts[row(entry) + 1] += 1 }
        for place in 0..<rowCount { starts[place + 1] += starts[place] }
        guard let first = entries.first else { return starts }
        var next = starts
        var sorted = [Entry](repeating: first, count: entries.count)
        for entry in entries {
            sorted[next[row(entry)]] = entry
            next[row(entry)] += 1
        }
        entries = sorted
        return starts
    }

    /// The cells of one row. Precondition: sealed.
    func row(_ row: Int, _ plan: CellPlan?) -> RowCells? {
        guard let plan else { return nil }
        return RowCells(
            plan, cells[starts.cells[row]..<starts.cells[row + 1]], users[starts.users[row]..<starts.users[row + 1]],
            tags[starts.tags[row]..<starts.tags[row + 1]], lasts[starts.lasts[row]..<starts.lasts[row + 1]])
    }
}

/// The cells of one row.
struct RowCells: Sendable {
    let plan: CellPlan
    private let cells: ArraySlice<CellTable.Cell>
    private let users: ArraySlice<CellTable.Name>
    private let tags: ArraySlice<CellTable.Name>
    private let lasts: ArraySlice<CellTable.Last>
    /// By place (`SourceCells.first`): the sums of the source's cell.
    private let counts: [Int]
    private let sums: [Double]

    init(
        _ plan: CellPlan, _ cells: ArraySlice<CellTable.Cell>, _ users: ArraySlice<CellTable.Name>,
        _ tags: ArraySlice<CellTable.Name>, _ lasts: ArraySlice<CellTable.Last>
    ) {
        (self.plan, self.cells, self.users, self.tags, self.lasts) = (plan, cells, users, tags, lasts)
        let size = plan.sources.last(where: { $0 != nil }).flatMap(\.self).map { $0.first + $0.count } ?? 0
        var counts = [Int](repeating: 0, count: size)
        var sums = [Double](repeating: 0, count: size)
        for source in plan.sources {
            guard let source else { continue }
            for cell in cells where Int(cell.signal) == source.signal && source.takes(Int(cell.mask)) {
                counts[source.first + Int(cell.cell)] += cell.count
                sums[source.first + Int(cell.cell)] += cell.sum
            }
        }
        (self.counts, self.sums) = (counts, sums)
    }

    /// The cells of the window between two edges of the features' plan; nil where the source's readings are here.
    func span(source: Int, start: Int, end: Int) -> CellSpan? {
        // Older than the edge at which the window ends, not older than the one at which it begins.
        plan.sources[source].map { CellSpan(self, $0, (plan.rankOfEdge[end] + 1)..<(plan.rankOfEdge[start] + 1)) }
    }

    func whole(source: Int) -> CellSpan? { plan.sources[source].map { CellSpan(self, $0, 0..<$0.count) } }

    fileprivate func count(_ span: CellSpan) -> Int {
        span.range.reduce(0) { $0 + counts[span.source.first + $1] }
    }

    /// Oldest first, as readings are summed.
    fileprivate func sum(_ span: CellSpan) -> Double {
        span.range.reversed().reduce(0) { $0 + sums[span.source.first + $1] }
    }

    fileprivate func cells(_ span: CellSpan) -> some Sequence<CellTable.Cell> {
        cells.lazy.filter { span.holds($0.signal, $0.cell, $0.mask) }
    }

    fileprivate func lasts(_ span: CellSpan) -> some Sequence<CellTable.Last> {
        lasts.lazy.filter { span.holds($0.signal, $0.cell, $0.mask) }
    }

    fileprivate func users(_ span: CellSpan) -> [Int32] { RowCells.codes(users, span) }

    fileprivate func tags(_ span: CellSpan) -> [Int32] { RowCells.codes(tags, span) }

    private static func codes(_ names: ArraySlice<CellTable.Name>, _ span: CellSpan) -> [Int32] {
        Set(names.lazy.filter { span.holds($0.signal, $0.cell, $0.mask) }.map(\.code)).sorted()
    }
}

/// Some adjoining cells of one source of one row.
struct CellSpan {
    private let row: RowCells
    fileprivate let source: SourceCells
    fileprivate let range: Range<Int>

    fileprivate init(_ row: RowCells, _ source: SourceCells, _ range: Range<Int>) {
        (self.row, self.source, self.range) = (row, source, range)
    }

    fileprivate func holds(_ signal: Int16, _ cell: Int16, _ mask: Int64) -> Bool {
        Int(signal) == source.signal && range.contains(Int(cell)) && source.takes(Int(mask))
    }

    var count: Int { row.count(self) }
    var sum: Double { row.sum(self) }
    /// NaN where there is no reading, as the two below.
    var lowest: Double { row.cells(self).map(\.lowest).min() ?? .nan }
    var highest: Double { row.cells(self).map(\.highest).max() ?? .nan }
    var last: Double {
        row.lasts(self).max { ($0.occurred, $0.known, $0.value) < ($1.occurred, $1.known, $1.value) }?.value ?? .nan
    }
    var newest: Instant? { row.cells(self).map(\.newest).max().map { Instant(nanoseconds: $0) } }
    var users: [Int32] { row.users(self) }
    var tags: [Int32] { row.tags(self) }
}
