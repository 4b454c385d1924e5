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

    /// A column of times as it is held: microseconds of an instant, or the number of a day; NULL where it is the other, or missing.
    private func held(_ name: String, _ storage: TimeStorage) -> (instant: String, day: String) {
        let column = column(name)
        switch storage {
        case .day: return ("NULL", dialect.epochDay(column, .day))
        case .none: return ("NULL", "NULL")
        case .instant, .plain: return (dialect.microseconds(column, storage), "NULL")
        case .text:
            let text = text(name)
            return (
                "CASE WHEN length(\(text)) > 10 THEN \(dialect.microseconds(text, .text)) END",
                "CASE WHEN length(\(text)) = 10 THEN \(dialect.epochDay(text, .text)) END"
            )
        }
    }

    /// Instant and local day of a time that is held in two columns of that name.
    private func time(_ name: String, _ storage: TimeStorage) -> (instant: String, day: String) {
        let (instant, day) = ("\(name)_i", "\(name)_d")
        switch storage {
        case .day, .none: return (days.midnight(day), day)
        case .instant, .plain: return (instant, days.day(instant))
        case .text:
            return (
                "CASE WHEN \(instant) IS NULL THEN \(days.midnight(day)) ELSE \(instant) END",
                "CASE WHEN \(instant) IS NULL THEN \(day) ELSE \(days.day(instant)) END"
            )
        }
    }

    private func part(_ name: String, _ query: String) -> String {
        "\(name) AS \(dialect.fenceBefore)(\(query)\(dialect.fenceAfter))"
    }

    /// Common table expressions of the readings that count, with a code for each of some signals; all signals where nil. The
    /// first takes times as they are held, so that none is read twice.
    private func readings(_ signals: [String]?) -> String {
        let hasKnown = relation.known != nil && survey.known != .none
        let (occurred, known) = (time("o", survey.occurred), time("k", survey.known))
        let isKnown = "(k_i IS NOT NULL OR k_d IS NOT NULL)"
        func orKnown(_ known: String, _ occurred: String) -> String {
            hasKnown ? "CASE WHEN \(isKnown) THEN \(known) ELSE \(occurred) END" : occurred
        }
        let query = """
            SELECT account, s, \(occurred.instant) AS t, \(occurred.day) AS d,
              \(orKnown(known.instant, occurred.instant)) AS k, \(orKnown(known.day, occurred.day)) AS kd, v, u, g FROM held
            """
        return part("held", heldReadings(signals, hasKnown: hasKnown)) + ",\n" + part("readings", query)
    }

    private func heldReadings(_ signals: [String]?, hasKnown: Bool) -> String {
        let occurred = held(relation.occurred, survey.occurred)
        let known = hasKnown ? held(relation.known!, survey.known) : ("NULL", "NULL")
        let signal = dialect.readText(column(relation.signal))
        let codes = signals.map { names in
            "CASE \(signal) "
                + names.enumerated().map { "WHEN \(dialect.text($1)) THEN \($0)" }.joined(separator: " ") + " END"
        }
        let value = relation.value.map { "COALESCE(\(dialect.exactNumber(column($0))), 1)" } ?? "1"
        let conditions = conditions(signal, signals)
        return """
            SELECT \(dialect.readText(column(relation.account))) AS account, \(codes ?? "0") AS s,
              \(occurred.instant) AS o_i, \(occurred.day) AS o_d, \(known.0) AS k_i, \(known.1) AS k_d,
              \(dialect.double(value)) AS v, \(relation.user.map(text) ?? "NULL") AS u, \(relation.tag.map(text) ?? "NULL") AS g
              FROM \(relation.source(dialect)) x\(conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
            """
    }

    private func conditions(_ signal: String, _ signals: [String]?) -> [String] {
        func list(_ names: [String]) -> String { names.map { dialect.text($0) }.joined(separator: ", ") }
        var conditions = signals.map { ["\(signal) IN (\(list($0)))"] } ?? []
        if let value = relation.value, !survey.dropsMissing.isEmpty {
            let missing = "\(dialect.exactNumber(column(value))) IS NULL"
            conditions.append("NOT (\(missing) AND \(signal) IN (\(list(survey.dropsMissing))))")
        }
        return conditions
    }

    /// Readings with the number of their row, their cell and the selections they are in.
    private func placed(_ plan: CellPlan, only signals: [Int]) -> String {
        func bySignal(_ expression: (CellSignal) -> String) -> String {
            let cases = signals.enumerated().map { "WHEN \($0) THEN \(expression(plan.signals[$1]))" }
            return "CASE s \(cases.joined(separator: " ")) END"
        }
        let codes = "CASE s " + signals.enumerated().map { "WHEN \($0) THEN \($1)" }.joined(separator: " ") + " END"
        return """
            WITH \(part("targets", dialect.rowList(rows))),
            \(readings(signals.map { plan.signals[$0].name })),
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
            + "\nSELECT n, s, c, m, COUNT(*) AS a1, SUM(v) AS a2, MIN(v) AS a3, MAX(v) AS a4, MAX(t) AS a5 FROM placed GROUP BY n, s, c, m"
    }

    /// Row, signal, cell, mask and user (or tag), each once.
    func names(_ plan: CellPlan, _ need: ReadingNeeds) -> String? {
        let signals = asked(plan, need)
        guard !signals.isEmpty else { return nil }
        let name = need == .users ? "u" : "g"
        return placed(plan, only: signals)
            + "\nSELECT DISTINCT n, s, c, m, \(name) FROM placed WHERE \(name) IS NOT NULL"
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
        WITH \(part("targets", dialect.rowList(accounts.map { ($0, 0) }))),
        \(readings(signals))
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

            UNION ALL SELECT e.account, MIN(e.t) AS t, e.k FROM readings e JOIN prompt p ON p.account = e.account
              WHERE e.k > e.t AND (p.t IS NULL OR e.t < p.t) GROUP BY e.account, e.k
            """
        return """
            WITH \(readings(nil)),
            prompt AS (SELECT account, MIN(CASE WHEN k <= t THEN t END) AS t FROM readings GROUP BY account)
            SELECT account, t, t AS k FROM prompt WHERE t IS NOT NULL\(late)
            """
    }

    // MARK: The first look

    /// Each expression with a name of its own: engines call all sums "sum".
    private static func named(_ expressions: [String]) -> String {
        expressions.enumerated().map { "\($1) AS a\($0)" }.joined(separator: ", ")
    }

    /// Type names of the times and of the values, each combination once.
    static func types(_ relation: EventRelation, _ dialect: any SQLDialect.Type) -> String {
        let names = [relation.occurred, relation.known, relation.value].map { name in
            name.map { dialect.typeName("x." + dialect.identifier($0)) } ?? "'NULL'"
        }
        return "SELECT \(dialect.typesValues ? "DISTINCT " : "")\(EventQueries.named(names)) "
            + "FROM \(relation.source(dialect)) x\(dialect.typesValues ? "" : " LIMIT 1")"
    }

    /// Numbers of readings without account, signal or time, of texts that are no times, and the first instant.
    func faults() -> String {
        func noTime(_ name: String?, _ storage: TimeStorage) -> String {
            guard let name, storage == .text else { return "0" }
            let text = text(name)
            return "SUM(CASE WHEN \(text) IS NOT NULL AND \(dialect.isNoTime(text)) THEN 1 ELSE 0 END)"
        }
        func missing(_ name: String) -> String { "SUM(CASE WHEN \(text(name)) IS NULL THEN 1 ELSE 0 END)" }
        let counts =
            [relation.account, relation.signal, relation.occurred].map(missing)
            + [noTime(relation.occurred, survey.occurred), noTime(relation.known, survey.known)]
        return "SELECT \(EventQueries.named(counts)) FROM \(relation.source(dialect)) x"
    }

    /// The first instant. Precondition: all times are times.
    func firstTime() -> String {
        let held = held(relation.occurred, survey.occurred)
        return
            "SELECT MIN(\(time("o", survey.occurred).instant)) FROM (SELECT \(held.instant) AS o_i, \(held.day) AS o_d "
            + "FROM \(relation.source(dialect)) x) y"
    }

    /// By signal: readings, those without a value, those with another value than 1, the least and the greatest value.
    func values() -> String {
        let value = relation.value.map { dialect.exactNumber(column($0)) } ?? dialect.double("1")
        let signal = dialect.readText(column(relation.signal))
        let counts = [
            signal, "COUNT(*)", "SUM(CASE WHEN \(value) IS NULL THEN 1 ELSE 0 END)",
            "SUM(CASE WHEN \(value) <> 1 THEN 1 ELSE 0 END)", "MIN(\(value))", "MAX(\(value))",
        ]
        return "SELECT \(EventQueries.named(counts)) FROM \(relation.source(dialect)) x GROUP BY \(signal)"
    }

    /// An account that has readings but is not in the table of accounts.
    func stranger(_ accounts: (table: String, id: String)) -> String {
        let own = dialect.readText(column(relation.account))
        let theirs = dialect.readText("y." + dialect.identifier(accounts.id))
        return "SELECT MIN(z.account) FROM (SELECT DISTINCT \(own) AS account "
            + "FROM \(relation.source(dialect)) x) z LEFT JOIN (SELECT \(theirs) AS account "
            + "FROM \(accounts.table.contains("\"") || accounts.table.contains("`") ? accounts.table : SQLExport.tableName(accounts.table, dialect)) y) w ON w.account = z.account WHERE w.account IS NULL"
    }
}
