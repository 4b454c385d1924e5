import Features
import Signals
import Tables

/// Features whose readings stay where they are: an engine reduces them to cells (`CellPlan`), and the kinds' own formulas finish
/// the features here.
///
/// Accounts, renewals and facts come with the history; of readings there cross the connection: a number of cells that does not grow
/// with the readings once every cell holds one, the different users and tags of cells that are asked for them, the newest
/// value of cells where that is asked, one first reading an account, and all readings of the signals that `CellPlan.unreduced`
/// names. Nothing is written into the engine.
///
/// Counts are those of an extraction here to the bit; sums are added in another order, so what is made of them agrees to
/// rounding. Times are read in whole microseconds.
public struct PushedExtraction {
    /// The features, finished here.
    public let extraction: FeatureExtraction
    /// What was asked of the engine.
    public let plan: CellPlan
    /// How many rows came over the connection.
    public let crossed: Crossed

    /// Rows that crossed the connection, by what they are.
    public struct Crossed: Sendable, Equatable {
        /// Cells of row, signal and age.
        public var cells = 0
        /// Users and tags.
        public var names = 0
        /// Newest readings of cells.
        public var lasts = 0
        /// First known readings.
        public var firsts = 0
        /// Readings as they are.
        public var readings = 0

        /// All rows that came over.
        public var total: Int { cells + names + lasts + firsts + readings }
    }

    /// - Parameters:
    ///   - set: the features to make.
    ///   - history: accounts, renewals and facts; without readings.
    ///   - anchors: accounts and cut-offs, a row each.
    ///   - engine: where the readings are.
    ///   - relation: the table or view of them and its columns.
    ///   - catalog: signals whose readings must lie in a range; nil looks at none.
    ///   - threads: all cores where nil.
    /// - Throws: `EngineError`: `badData` for readings that no extraction here would take either, `unsupported` for columns of a
    ///   type that cannot be read exactly there.
    public init(
        _ set: FeatureSet, of history: SignalHistory, at anchors: [Anchor], in engine: some QueryEngine,
        events relation: EventRelation = EventRelation(), catalog: SignalCatalog? = nil, threads: Int? = nil
    ) throws(EngineError) {
        let plan = CellPlan(set, of: history, at: anchors)
        let fetch = try CellFetch(plan, history, engine, relation, catalog)
        (self.plan, crossed) = (plan, fetch.crossed)
        extraction = FeatureExtraction(
            set, of: fetch.history, plan: plan, cells: fetch.cells, threads: threads, peers: fetch.peers)
    }

    /// All rows as one table.
    public var table: FeatureTable { extraction.table }

    /// What a reader should be told.
    public var notes: [String] {
        plan.unreduced.map {
            "\($0.feature) (\($0.kind)) cannot be made of cells: readings of \($0.signals.joined(separator: ", ")) were fetched"
        }
    }
}

/// Everything that an extraction takes from an engine.
private struct CellFetch<Engine: QueryEngine> {
    private let plan: CellPlan
    private let engine: Engine
    private let queries: EventQueries
    private let numbers: [String: Int32]
    private(set) var cells = CellTable()
    private(set) var crossed = PushedExtraction.Crossed()
    /// With the first known readings and those that cannot be reduced.
    private(set) var history: SignalHistory
    private(set) var peers: PeerPanel?

    init(
        _ plan: CellPlan, _ history: SignalHistory, _ engine: Engine, _ relation: EventRelation,
        _ catalog: SignalCatalog?
    ) throws(EngineError) {
        (self.plan, self.engine, self.history) = (plan, engine, history)
        let ids = history.accounts.map(\.id)
        if let id = ids.first(where: { $0.contains(where: ListMark.all.contains) }) {
            throw EngineError(.unsupported, "the account id \"\(id.debugDescription)\" holds a control character")
        }
        numbers = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, Int32($0)) })
        var queries = try EventSurveyor(engine, relation, catalog).queries(
            history.calendar, until: plan.anchors.map(\.asOf).max() ?? Day(number: 0))
        queries.rows = plan.anchors.map { (ids[$0.account], Int($0.asOf.number)) }
        self.queries = queries
        guard !plan.anchors.isEmpty, queries.survey.first != nil else {
            cells.seal(rowCount: plan.anchors.count)
            return
        }
        try takeCells()
        try takeReadings()
    }

    private mutating func takeCells() throws(EngineError) {
        if let sql = queries.totals(plan) { try takeTotals(sql) }
        cells.users = try names(.users)
        cells.tags = try names(.tags)
        if let sql = queries.lasts(plan) { try takeLasts(sql) }
        (crossed.cells, crossed.lasts) = (cells.cells.count, cells.lasts.count)
        crossed.names = cells.users.count + cells.tags.count
        cells.seal(rowCount: plan.anchors.count)
    }

    /// Columns of numbers of each batch.
    private func forEach(_ sql: String, numbers count: Int, _ body: ([[Double]], Frame) -> Void) throws(EngineError) {
        try engine.query(sql) { frame throws(EngineError) in
            var columns: [[Double]] = []
            for column in frame.columns.prefix(count) { columns.append(try column.values.numbers()) }
            body(columns, frame)
        }
    }

    private mutating func takeTotals(_ sql: String) throws(EngineError) {
        var found: [CellTable.Cell] = []
        try forEach(sql, numbers: 9) { x, frame in
            found.reserveCapacity(found.count + frame.rowCount)
            for i in 0..<frame.rowCount {
                found.append(
                    CellTable.Cell(
                        row: Int(x[0][i]), signal: Int(x[1][i]), cell: Int(x[2][i]), mask: Int(x[3][i]),
                        count: Int(x[4][i]), sum: x[5][i], lowest: x[6][i], highest: x[7][i],
                        newest: Int64(x[8][i]) * 1000))
            }
        }
        cells.cells = found
    }

    private func names(_ need: ReadingNeeds) throws(EngineError) -> [CellTable.Name] {
        guard let sql = queries.names(plan, need) else { return [] }
        var found: [CellTable.Name] = []
        var codes: [String: Int32] = [:]
        try forEach(sql, numbers: 4) { x, frame in
            let texts = frame.columns[4].values.texts()
            for i in 0..<frame.rowCount {
                guard let text = texts[i] else { continue }
                let code = codes[text] ?? Int32(codes.count)
                codes[text] = code
                found.append(
                    CellTable.Name(
                        row: Int(x[0][i]), signal: Int(x[1][i]), cell: Int(x[2][i]), mask: Int(x[3][i]), code: code))
            }
        }
        return found
    }

    private mutating func takeLasts(_ sql: String) throws(EngineError) {
        var found: [CellTable.Last] = []
        try forEach(sql, numbers: 7) { x, frame in
            for i in 0..<frame.rowCount {
                found.append(
                    CellTable.Last(
                        row: Int(x[0][i]), signal: Int(x[1][i]), cell: Int(x[2][i]), mask: Int(x[3][i]),
                        occurred: Int64(x[4][i]) * 1000, known: Int64(x[5][i]) * 1000, value: x[6][i]))
            }
        }
        cells.lasts = found
    }

    // MARK: Readings

    private mutating func takeReadings() throws(EngineError) {
        let last = plan.anchors.map(\.asOf).max() ?? Day(number: 0)
        let first = try firstKnown()
        crossed.firsts = first.count
        var own = EventTaker(first, signals: plan.rawSignals)
        let accounts = Set(plan.anchors.map(\.account)).sorted()
        if !plan.rawSignals.isEmpty { crossed.readings += try take(&own, plan.rawSignals, accounts, before: last) }
        if !plan.peerSignals.isEmpty {
            let members = PeerPanel.members(among: history.accounts.map(\.id))
            var theirs = EventTaker(first, signals: plan.peerSignals)
            crossed.readings += try take(&theirs, plan.peerSignals, members, before: last)
            peers = PeerPanel(history.with(readings: theirs.columns))
        }
        history = history.with(readings: own.columns)
    }

    private func firstKnown() throws(EngineError) -> EventColumns {
        var columns = EventColumns(signalNames: [CellPlan.firstSignal])
        try engine.query(queries.first()) { frame throws(EngineError) in
            let ids = frame.columns[0].values.texts()
            let (t, k) = (try frame.columns[1].values.numbers(), try frame.columns[2].values.numbers())
            for i in 0..<frame.rowCount {
                guard let account = ids[i].flatMap({ numbers[$0] }) else { continue }
                columns.append(
                    account: account, signal: 0, occurred: Int64(t[i]) * 1000, known: Int64(k[i]) * 1000, value: 1,
                    user: -1, tag: -1)
            }
        }
        return columns
    }

    /// Fetches all readings of some signals of some accounts; how many they are.
    private func take(
        _ taker: inout EventTaker, _ signals: [String], _ accounts: [Int], before day: Day
    ) throws(EngineError) -> Int {
        let ids = accounts.map { history.accounts[$0].id }
        var (count, taken) = (0, taker)
        try engine.query(queries.each(signals, accounts: ids, before: day)) { frame throws(EngineError) in
            count += frame.rowCount
            try taken.take(frame, numbers)
        }
        taker = taken
        return count
    }
}

/// Readings on their way into columns; the first signal holds the first known ones.
private struct EventTaker {
    private(set) var columns: EventColumns
    private var users: [String: Int32] = [:]
    private var tags: [String: Int32] = [:]

    init(_ first: EventColumns, signals: [String]) {
        columns = first
        columns.signalNames += signals
    }

    mutating func take(_ frame: Frame, _ accounts: [String: Int32]) throws(EngineError) {
        let (ids, u, g) = (
            frame.columns[0].values.texts(), frame.columns[5].values.texts(), frame.columns[6].values.texts()
        )
        var x: [[Double]] = []
        for place in 1...4 { x.append(try frame.columns[place].values.numbers()) }
        for i in 0..<frame.rowCount {
            guard let account = ids[i].flatMap({ accounts[$0] }) else { continue }
            columns.append(
                account: account, signal: Int32(x[0][i]) + 1, occurred: Int64(x[1][i]) * 1000,
                known: Int64(x[2][i]) * 1000, value: x[3][i], user: EventTaker.code(u[i], &users, &columns.userNames),
                tag: EventTaker.code(g[i], &tags, &columns.tagNames))
        }
    }

    private static func code(_ text: String?, _ codes: inout [String: Int32], _ names: inout [String]) -> Int32 {
        guard let text else { return -1 }
        if let code = codes[text] { return code }
        let code = Int32(names.count)
        codes[text] = code
        names.append(text)
        return code
    }
}

extension SignalHistory {
    /// The same accounts, renewals and facts with these readings.
    fileprivate func with(readings: EventColumns) -> SignalHistory {
        with(events: EventStore(readings, accountCount: accounts.count))
    }
}
