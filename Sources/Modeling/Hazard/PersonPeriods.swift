import LinearAlgebra
import Regression

/// One row for every subject and every period in which it was at risk: the table that a discrete-time hazard is learned from.
///
/// A period is a term, a month, a quarter: whole numbers, counted from when the subject's time began. A subject that was not
/// lost has rows up to the last period in which it was seen (it is censored after that); one that was lost has its loss in
/// its last row. Rows of different periods may differ in their columns.
public struct PersonPeriods: Sendable {
    /// Number of the subject of each row.
    public let subjects: [Int]
    /// From 1.
    public let periods: [Int]
    /// 1 where the subject was lost in this period.
    public let events: [Double]
    /// One row a subject and period.
    public let x: Matrix
    /// The columns, in order.
    public let names: [String]

    /// Rows as they are, for columns that change with time.
    /// - Throws: `FitError.invalid` where lengths differ, a period is below 1, a subject has a period twice, a gap between its
    ///   periods or a row after its loss.
    /// - Parameter subjects: which subject each row is of.
    /// - Parameter periods: of each subject, the last period in which it was at risk, from 1.
    /// - Parameter isLost: of each subject, whether its last period ended in a loss.
    /// - Parameter x: one row a row, one column a name.
    /// - Parameter names: of the columns, in order.
    /// - Parameter label: what messages call a row; its place from 1 and its subject's number by default.
    public init(
        subjects: [Int], periods: [Int], isLost: [Bool], x: Matrix, names: [String], label: ((Int) -> String)? = nil
    ) throws(FitError) {
        let counts = [subjects.count, periods.count, isLost.count]
        guard counts.allSatisfy({ $0 == x.rows }), names.count == x.columns else {
            throw .invalid("subjects, periods, losses and columns differ in length")
        }
        let label = label ?? { "row \($0 + 1): subject \(subjects[$0])" }
        if let row = periods.firstIndex(where: { $0 < 1 }) {
            throw .invalid("\(label(row)) has period \(periods[row]) (expected 1 or more)")
        }
        try PersonPeriods.checkOrder(subjects, periods, isLost, label)
        (self.subjects, self.periods, self.x, self.names) = (subjects, periods, x, names)
        events = isLost.map { $0 ? 1 : 0 }
    }

    /// One row a subject, made into one a period.
    /// - Parameters:
    ///   - names: of the columns, in order.
    ///   - durations: the last period in which the subject was seen, from 1.
    ///   - isLost: whether it was lost in that period; otherwise it is censored after it.
    ///   - entries: the first period in which it was under observation; 1 by default (later: delayed entry).
    ///   - x: columns that stay the same over the periods.
    /// - Throws: `FitError.invalid` where lengths differ, or a duration lies before its entry or below 1.
    public init(
        durations: [Int], isLost: [Bool], entries: [Int]? = nil, x: Matrix, names: [String]
    ) throws(FitError) {
        let counts = [durations.count, isLost.count, entries?.count ?? durations.count]
        guard counts.allSatisfy({ $0 == x.rows }), names.count == x.columns else {
            throw .invalid("durations, losses, entries and columns differ in length")
        }
        if let row = durations.indices.first(where: { (entries?[$0] ?? 1) < 1 || durations[$0] < (entries?[$0] ?? 1) })
        {
            throw .invalid(
                "subject \(row + 1): seen from period \(entries?[row] ?? 1) to \(durations[row]) (expected from 1 on, in order)"
            )
        }
        var (subjects, periods, events) = ([Int](), [Int](), [Double]())
        for (subject, last) in durations.enumerated() {
            for period in (entries?[subject] ?? 1)...last {
                subjects.append(subject)
                periods.append(period)
                events.append(period == last && isLost[subject] ? 1 : 0)
            }
        }
        self.x = x.rows(subjects)
        (self.subjects, self.periods, self.events, self.names) = (subjects, periods, events, names)
    }

    /// The same rows with time alone.
    public var withoutColumns: PersonPeriods {
        PersonPeriods(
            subjects: subjects, periods: periods, events: events, x: Matrix(columns: [], rows: subjects.count),
            names: [])
    }

    private init(subjects: [Int], periods: [Int], events: [Double], x: Matrix, names: [String]) {
        (self.subjects, self.periods, self.events) = (subjects, periods, events)
        (self.x, self.names) = (x, names)
    }

    /// The last period in which anyone was at risk; 0 without rows.
    public var lastPeriod: Int { periods.max() ?? 0 }

    /// Rows at risk and losses of periods 1 to the last.
    public var lifeTable: (atRisk: [Int], lost: [Int]) {
        var (atRisk, lost) = ([Int](repeating: 0, count: lastPeriod), [Int](repeating: 0, count: lastPeriod))
        for (period, event) in zip(periods, events) {
            atRisk[period - 1] += 1
            lost[period - 1] += Int(event)
        }
        return (atRisk, lost)
    }

    private static func checkOrder(
        _ subjects: [Int], _ periods: [Int], _ isLost: [Bool], _ label: (Int) -> String
    ) throws(FitError) {
        let order = subjects.indices.sorted { (subjects[$0], periods[$0]) < (subjects[$1], periods[$1]) }
        for (row, next) in zip(order, order.dropFirst()) where subjects[row] == subjects[next] {
            let about = label(next)
            if periods[next] == periods[row] { throw .invalid("\(about) has period \(periods[row]) twice") }
            if isLost[row] { throw .invalid("\(about) has a row after its loss in period \(periods[row])") }
            guard periods[next] == periods[row] + 1 else {
                throw .invalid(
                    "\(about) has no row for period \(periods[row] + 1), between \(periods[row]) and \(periods[next])")
            }
        }
    }
}
