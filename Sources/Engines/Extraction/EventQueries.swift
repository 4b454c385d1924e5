import Features
import Signals
import Tables

/// The queries that an extraction asks, as SQL.
///
/// All read the table through `readings`: account, signal, t and k (microseconds of occurring and of being known), d and kd
/// (their local days), v, u and g (user and tag). A reading counts for a row where both days lie before the row's as-of day,
/// whose midnight is the cut-off.
struct EventQueries {
    let relation: EventRelation
    let dialect: any SQLDialect.Type
    let survey: EventSurvey
    let days: LocalDays
    /// Account and as-of day of the rows to be made.
    var rows: [(account: String, asOf: Int)] = []

    private func column(_ name: String) -> String { "x." + dialect.identifier(name) }

    private func text(_ name: String) -> String { "NULLIF(\(dialect.readText(column(name))), '')" }

    /// Microseconds and local day of a column of times, NULL where it is.
    private func time(_ name: String, _ storage: TimeStorage) -> (instant: String, day: String) {
        let column = column(name)
        switch storage {
        case .day, .none:
            let day = dialect.epochDay(column, storage)
            return (days.midnight(day), day)
        case .instant, .plain:
            let instant = dialect.microseconds(column, storage)
            return (instant, days.day(instant))
        case .text:
            let text = dialect.readText(column)
            let (day, instant) = (dialect.epochDay(text, .text), dialect.microseconds(text, .text))
            let isDay = "length(\(text)) = 10"
            return (
                "CASE WHEN \(isDay) THEN \(days.midnight(day)) ELSE \(instant) END",
                "CASE WHEN \(isDay) THEN \(day) ELSE \(days.day(instant)) END"
            )
        }
    }

    /// Readings that count, with a code for each of some signals; all signals where nil.
    private func readings(_ signals: [String]?) -> String {
        let occurred = time(relation.occurred, survey.occurred)
        let known = relation.known.flatMap { survey.known == .none ? nil : time($0, survey.known) }
        let signal = dialect.readText(column(relation.signal))
        let codes = signals.map { names in
            "CASE \(signal) "
                + names.enumerated().map { "WHEN \(dialect.text($1)) THEN \($0)" }.joined(separator: " ") + " END"
        }
        let value = relation.value.map { "COALESCE(\(dialect.exactNumber(column($0))), 1)" } ?? "1"
        var conditions: [String] = []
        if let signals {
            conditions.append("\(signal) IN (\(signals.map { dialect.text($0) }.joined(separator: ", ")))")
        }
        if let missing = relation.value, !survey.dropsMissing.isEmpty {
            let names = survey.dropsMissing.map { dialect.text($0) }.joined(separator: ", ")
            conditions.append("NOT (\(dialect.exactNumber(column(missing))) IS NULL AND \(signal) IN (\(names)))")
        }
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return """
            SELECT \(dialect.readText(column(relation.account))) AS account, \(codes ?? "0") AS s,
              \(occurred.instant) AS t, \(occurred.day) AS d,
              \(known.map { "COALESCE(\($0.instant), \(occurred.instant))" } ?? occurred.instant) AS k,
              \(known.map { "COALESCE(\($0.day), \(occurred.day))" } ?? occurred.day) AS kd,
              \(dialect.double(value)) AS v, \(relation.user.map(text) ?? "NULL") AS u, \(relation.tag.map(text) ?? "NULL") AS g
              FROM \(SQLExport.tableName(relation.table, dialect)) x\(filter)
            """
    }

    /// Readings with the number of their row, their cell and the selections they are in.
    private func placed(_ plan: CellPlan, only signals: [Int]) -> String {
        func bySignal(_ expression: (CellSignal) -> String) -> String {
            let cases = signals.enumerated().map { "WHEN \($0) THEN \(expression(plan.signals[$1]))" }
            return "CASE s \(cases.joined(separator: " ")) END"
        }
        let codes = "CASE s " + signals.enumerated().map { "WHEN \($0) THEN \($1)" }.joined(separator: " ") + " END"
        return """
            WITH targets AS (\(dialect.rowList(rows))),
            readings AS (\(readings(signals.map { plan.signals[$0].name }))),
            aged AS (SELECT o.n AS n, e.s AS s, o.as_of - e.d AS age, e.t AS t, e.k AS k, e.v AS v, e.u AS u, e.g AS g
              FROM targets o JOIN readings e ON e.account = o.account WHERE e.d < o.as_of AND e.kd < o.as_of),
            placed AS (SELECT n, \(codes) AS s, \(bySignal(cell)) AS c, \(bySignal(mask)) AS m, t, k, v, u, g
              FROM aged WHERE \(bySignal(isAsked)) = 1)
            """
    }

    /// How many edges are younger than a reading.
    private func cell(_ signal: CellSignal) -> String {
        guard !signal.edges.isEmpty else { return "0" }
        let cases = signal.edges.enumerated().map { "WHEN age <= \($1) THEN \($0)" }
        return "CASE \(cases.joined(separator: " ")) ELSE \(signal.edges.count) END"
    }

    private func isAsked(_ signal: CellSignal) -> String {
        guard !signal.isWhole, let first = signal.edges.first, let last = signal.edges.last else { return "1" }
        return "CASE WHEN age > \(first) AND age <= \(last) THEN 1 ELSE 0 END"
    }

    private func mask(_ signal: CellSignal) -> String {
        let bits = signal.selections.enumerated().map { bit, selection in
            "CASE WHEN \(condition(selection)) THEN \(1 << bit) ELSE 0 END"
        }
        return bits.isEmpty ? "0" : bits.joined(separator: " + ")
    }

    private func condition(_ selection: Selection) -> String {
        var parts: [String] = []
        if !selection.tags.isEmpty {
            parts.append("g IN (\(selection.tags.map { dialect.text($0) }.joined(separator: ", ")))")
        }
        if let above = selection.above { parts.append("v > \(dialect.number(above))") }
        if let below = selection.below { parts.append("v < \(dialect.number(below))") }
        return parts.joined(separator: " AND ")
    }

    /// Signals of which something is asked, by number.
    private func asked(_ plan: CellPlan, _ need: ReadingNeeds = []) -> [Int] {
        plan.signals.indices.filter { !plan.signals[$0].cells.isEmpty && plan.signals[$0].needs.isSuperset(of: need) }
    }

    /// Row, signal, cell, mask, number, sum, least and greatest value, newest time. nil where no cell is asked for.
    func totals(_ plan: CellPlan) -> String? {
        let signals = asked(plan)
        guard !signals.isEmpty else { return nil }
        return placed(plan, only: signals)
            + "\nSELECT n, s, c, m, COUNT(*), SUM(v), MIN(v), MAX(v), MAX(t) FROM placed GROUP BY n, s, c, m"
    }

    /// Row, signal, cell, mask and user (or tag), each once.
    func names(_ plan: CellPlan, _ need: ReadingNeeds) -> String? {
        let signals = asked(plan, need)
        guard !signals.isEmpty else { return nil }
        let name = need == .users ? "u" : "g"
        return placed(plan, only: signals) + "\nSELECT DISTINCT n, s, c, m, \(name) FROM placed WHERE \(name) IS NOT NULL"
    }

    /// Row, signal, cell, mask, times and value of the newest reading.
    func lasts(_ plan: CellPlan) -> String? {
        let signals = asked(plan, .last)
        guard !signals.isEmpty else { return nil }
        return placed(plan, only: signals) + """

            SELECT n, s, c, m, t, k, v FROM (SELECT n, s, c, m, t, k, v, ROW_NUMBER() OVER
              (PARTITION BY n, s, c, m ORDER BY t DESC, k DESC, v DESC) AS place FROM placed) q WHERE place = 1
            """
    }

    /// Account, signal's code, times, value, user and tag of every reading of some signals of some accounts.
    /// - Parameter before: readings from this day on are not fetched.
    func each(_ signals: [String], accounts: [String], before day: Day) -> String {
        """
        WITH targets AS (\(dialect.rowList(accounts.map { ($0, 0) }))), readings AS (\(readings(signals)))
        SELECT e.account, e.s, e.t, e.k, e.v, e.u, e.g FROM targets o JOIN readings e ON e.account = o.account
          WHERE e.d < \(day.number) AND e.kd < \(day.number)
        """
    }

    /// Account and times of readings among which is the first known one before whatever day: the first of those that were known
    /// at once, and those before it that became known late.
    func first() -> String {
        let late =
            relation.known == nil || survey.known == .none
            ? ""
            : """

            UNION ALL SELECT e.account, MIN(e.t), e.k FROM readings e JOIN prompt p ON p.account = e.account
              WHERE e.k > e.t AND (p.t IS NULL OR e.t < p.t) GROUP BY e.account, e.k
            """
        return """
            WITH readings AS (\(readings(nil))),
            prompt AS (SELECT account, MIN(CASE WHEN k <= t THEN t END) AS t FROM readings GROUP BY account)
            SELECT account, t, t AS k FROM prompt WHERE t IS NOT NULL\(late)
            """
    }

    // MARK: The first look

    /// Type names of the times and of the values, each combination once.
    static func types(_ relation: EventRelation, _ dialect: any SQLDialect.Type) -> String {
        let names = [relation.occurred, relation.known, relation.value].map { name in
            name.map { dialect.typeName("x." + dialect.identifier($0)) } ?? "'NULL'"
        }
        return "SELECT \(dialect.typesValues ? "DISTINCT " : "")\(names.joined(separator: ", ")) "
            + "FROM \(SQLExport.tableName(relation.table, dialect)) x\(dialect.typesValues ? "" : " LIMIT 1")"
    }

    /// Numbers of readings without account, signal or time, of texts that are no times, and the first instant.
    func faults() -> String {
        func noTime(_ name: String?, _ storage: TimeStorage) -> String {
            guard let name, storage == .text else { return "0" }
            let text = text(name)
            return "SUM(CASE WHEN \(text) IS NOT NULL AND \(dialect.isNoTime(text)) THEN 1 ELSE 0 END)"
        }
        func missing(_ name: String) -> String { "SUM(CASE WHEN \(text(name)) IS NULL THEN 1 ELSE 0 END)" }
        return "SELECT \(missing(relation.account)), \(missing(relation.signal)), \(missing(relation.occurred)), "
            + "\(noTime(relation.occurred, survey.occurred)), \(noTime(relation.known, survey.known)) "
            + "FROM \(SQLExport.tableName(relation.table, dialect)) x"
    }

    /// The first instant. Precondition: all times are times.
    func firstTime() -> String {
        "SELECT MIN(\(time(relation.occurred, survey.occurred).instant)) "
            + "FROM \(SQLExport.tableName(relation.table, dialect)) x"
    }

    /// By signal: readings, those without a value, those with another value than 1, the least and the greatest value.
    func values() -> String {
        let value = relation.value.map { dialect.exactNumber(column($0)) } ?? dialect.double("1")
        let signal = dialect.readText(column(relation.signal))
        return "SELECT \(signal), COUNT(*), SUM(CASE WHEN \(value) IS NULL THEN 1 ELSE 0 END), "
            + "SUM(CASE WHEN \(value) <> 1 THEN 1 ELSE 0 END), MIN(\(value)), MAX(\(value)) "
            + "FROM \(SQLExport.tableName(relation.table, dialect)) x GROUP BY \(signal)"
    }

    /// An account that has readings but is not in the table of accounts.
    func stranger(_ accounts: (table: String, id: String)) -> String {
        let own = dialect.readText(column(relation.account))
        let theirs = dialect.readText("y." + dialect.identifier(accounts.id))
        return "SELECT MIN(z.account) FROM (SELECT DISTINCT \(own) AS account "
            + "FROM \(SQLExport.tableName(relation.table, dialect)) x) z LEFT JOIN (SELECT \(theirs) AS account "
            + "FROM \(SQLExport.tableName(accounts.table, dialect)) y) w ON w.account = z.account WHERE w.account IS NULL"
    }
}
