import Documents
import Signals
import Tables

/// An id that no account of the history has.
public struct UnknownAccount: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    /// An id, and the history whose ids are near it.
    public init(_ id: String, in history: SignalHistory) { self.init(id, among: history.accounts.map(\.id)) }

    /// An id, and those that are known.
    public init(_ id: String, among ids: [String]) {
        description =
            "no account is called \"\(DisplayText.escaped(id))\"" + NearestName.hint(for: id, among: ids)
    }
}

/// What is normal for one account, signal by signal: the centre, spread and range of past periods, the week's season, how
/// long the history is, and how unusual the last window is.
///
/// Periods are as long as the window and each begins whole weeks before the next, so that all hold the same weekdays (the
/// option `season: weekly` of the feature kinds `baseline` and `deviation`, with which the figures agree to the bit). Only
/// periods that were tracked whole count. Every signal that is no draft has a row for the number of readings; one whose
/// values are not all 1 has a row for their mean as well.
///
/// Not promised: that the past is a good norm. An account that has been in trouble all along has trouble as its normal.
public struct BaselineReport: Sendable {
    /// Who it is.
    public let account: Account
    /// What became known on this day or later is not looked at.
    public let asOf: Day
    /// The ARR and the date of what the account decides next; nil where nothing is open.
    public let arr: Double?
    /// The day of its next decision; nil where nothing is open.
    public let renewalDate: Day?
    /// Days of the window, and of each period.
    public let window: Int
    /// Days before the window that tell what is normal.
    public let baseline: Int
    /// By signal as declared, the number before the mean. Signals without any reading are in `silent`.
    public let rows: [SignalBaseline]
    /// Of each row the measure of every tracked period and, last, of the window: oldest first, NaN where there is nothing to
    /// take the mean of.
    public let courses: [[Double]]
    /// By name of signal, where there are enough weeks to test one.
    public let seasons: [String: WeekdaySeason]
    /// Signals of which the account has no reading.
    public let silent: [String]

    /// The level of the test for a season, over all signals that were tested.
    public static let seasonLevel = 0.01

    /// - Parameters:
    ///   - id: the account's id.
    ///   - history: everything that customers left behind.
    ///   - signals: what is declared, in the order that rows follow.
    ///   - day: what became known at its first midnight or later is not looked at.
    ///   - window: days of the window and of each period. By default four weeks, so that no weekday weighs more.
    ///   - baseline: days before the window that tell what is normal. By default thirteen such periods, a year.
    ///   - minimumPeriods: with fewer, the state is "not enough history".
    /// - Throws: `UnknownAccount`, which names the nearest id.
    public init(
        of id: String, in history: SignalHistory, asOf day: Day, signals: SignalCatalog, window: Int = 28,
        baseline: Int = 364, minimumPeriods: Int = 3
    ) throws(UnknownAccount) {
        guard let number = history.account(id: id) else { throw UnknownAccount(id, in: history) }
        var plan = FeaturePlan(history: history, peers: PeerPanel(history))
        var questions: [SignalQuestion] = []
        for signal in signals.signals where signal.status != .draft {
            questions.append(SignalQuestion(signal, &plan, window: window, baseline: baseline))
        }
        let anchor = history.anchor(of: number, asOf: day)
        let evidence = Evidence(EvidenceLayout(plan), history.known(account: number, asOf: anchor.cutoff))
        let answers = questions.map { $0.answer(evidence, minimumPeriods: minimumPeriods) }
        let (heard, unheard) = (answers.filter { !$0.isSilent }, answers.filter(\.isSilent))
        (account, asOf, self.window, self.baseline) = (history.accounts[number], day, window, baseline)
        (arr, renewalDate) = (Renewal.arr(of: anchor.together), anchor.renewal?.date)
        (rows, courses) = (heard.flatMap(\.rows), heard.flatMap(\.courses))
        seasons = Dictionary(
            uniqueKeysWithValues: heard.compactMap { answer in answer.season.map { (answer.name, $0) } })
        silent = unheard.map(\.name)
    }

    /// Whether a signal's season stands the test, p times the number of signals tested (Bonferroni).
    public func hasSeason(_ signal: String) -> Bool {
        seasons[signal].map { corrected($0) < BaselineReport.seasonLevel } ?? false
    }

    private func corrected(_ season: WeekdaySeason) -> Double { min(1, season.pValue * Double(seasons.count)) }

    private func seasonWords(_ signal: String) -> String {
        guard let season = seasons[signal] else { return "too few weeks" }
        if hasSeason(signal) { return season.words }
        return "none (p \(NumberFormat.pValue.text(corrected(season))))"
    }
}

extension BaselineReport {
    /// Columns signal, of, history_days, periods, course (the periods and the last window, oldest first), median, mad, low, high, now, deviation, state, meaning, season.
    public var table: Table {
        Table(
            "baseline",
            columns: [
                .init("signal"), .init("of"), .init("history_days", title: "days", .grouped, detail: 3),
                .init("periods", .grouped, detail: 2), .init("course"), .init("median", .significant(3)),
                .init("mad", title: "MAD", .significant(3), detail: 2),
                .init("low", .significant(3)), .init("high", .significant(3)), .init("now", .significant(3)),
                .init("deviation", title: "SD", .decimals(1)), .init("state"), .init("meaning", detail: 1),
                .init("season", detail: 2),
            ],
            rows: zip(rows, courses).map { row, course in
                [
                    .text(row.signal.name), .text(row.measure.rawValue), .integer(row.historyDays),
                    .integer(row.periods), .course(course), .optional(row.median), .optional(row.mad),
                    .optional(row.usualRange?.lowerBound), .optional(row.usualRange?.upperBound),
                    .optional(row.current), .optional(row.deviation), .text(row.state.rawValue),
                    .optional(row.meaning?.rawValue),
                    row.measure == .count ? .text(seasonWords(row.signal.name)) : .missing,
                ]
            })
    }

    /// Columns signal, weeks, p and a share a weekday: the signals with a season.
    public var weekdays: Table {
        let shown = rows.filter { $0.measure == .count && hasSeason($0.signal.name) }
        return Table(
            "weekdays",
            columns: [.init("signal"), .init("weeks", .grouped), .init("p", .pValue)]
                + WeekdaySeason.dayNames.map { .init($0.lowercased(), title: $0, .percent(0)) },
            rows: shown.compactMap { row in
                seasons[row.signal.name].map { season in
                    [.text(row.signal.name), .integer(season.weeks), .number(corrected(season))]
                        + season.shares.map(Table.Cell.number)
                }
            })
    }

    /// The whole report: who the account is, both tables, how to read them, and what is unusual.
    public var results: Results {
        var results = Results()
        results.value("account", account.json(asOf: asOf, arr: arr, renewal: renewalDate))
        results.value("window_days", .integer(window))
        results.value("baseline_days", .integer(baseline))
        results.value("silent", .array(silent.map(JSON.string)))
        results.line(heading)
        results.table(table, isMain: true)
        results.line(
            "days: history; course: from period to period, the last \(window) days at the right, from the least to the greatest of "
                + "the row; · no reading"
        )
        results.line(
            "median, MAD and range (low to high) of the periods of \(window) days in the \(baseline) days "
                + "before the last \(window); of n periods the range holds a further one with probability (n - 1)/(n + 1) "
                + "if nothing changes")
        results.line(
            "now: the last \(window) days; SD: standard deviations from normal; \(Int(SignalBaseline.unusual)) or more either "
                + "way is called unusual; chance alone takes means of few periods so far more often than counts")
        results.line(
            "season: busiest and quietest weekday where weekdays differ (Friedman's test over whole weeks, p times the "
                + "\(seasons.count) signals tested, below \(BaselineReport.seasonLevel)); too few weeks: fewer than "
                + "\(WeekdaySeason.leastWeeks) with a reading")
        if !weekdays.rows.isEmpty { results.table(weekdays) }
        if !silent.isEmpty { results.line("no reading of \(silent.joined(separator: ", "))") }
        results.verdict(verdict)
        return results
    }

    private var heading: String {
        var parts = [account.id]
        if let name = account.name { parts.append(name) }
        if let day = account.signedOn { parts.append("customer since \(day)") }
        if let arr { parts.append("ARR \(NumberFormat.grouped.text(arr))") }
        if let renewalDate { parts.append("renews \(renewalDate)") }
        if let contact = account.primaryContact { parts.append("contact \(contact)") }
        if let csm = account.csm { parts.append("CSM \(csm)") }
        if let notes = account.notes { parts.append("notes: \(notes)") }
        return parts.joined(separator: ", ") + "; as of \(asOf)"
    }

    /// What is unusual, the worst first.
    public var verdict: String {
        let judged = rows.filter { $0.median != nil }
        guard !judged.isEmpty else {
            return "not enough history to say what is normal: 3 whole periods of \(window) days are needed."
        }
        let unusual = judged.filter(\.state.isUnusual).sorted { $0.strangeness > $1.strangeness }
        guard !unusual.isEmpty else { return "nothing is unusual in \(judged.count) measures with enough history." }
        let words = unusual.prefix(5).map { row in
            "\(row.signal.words)\(row.measure == .mean ? " (mean)" : "") \(row.state.rawValue)"
                + (row.meaning.map { ", which is \($0.rawValue)" } ?? "")
        }
        let rest = unusual.count > words.count ? "; and \(unusual.count - words.count) more" : ""
        return "\(unusual.count) of \(judged.count) measures unusual: \(words.joined(separator: "; "))\(rest)."
    }
}

extension SignalBaseline {
    /// How far from normal; a change after a past that never varied is the farthest.
    fileprivate var strangeness: Double { abs(deviation ?? .infinity) }
}

extension Account {
    fileprivate func json(asOf: Day, arr: Double?, renewal: Day?) -> JSON {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        return .members([
            "account_id": .string(id), "name": text(name), "as_of": .string(asOf.description),
            "signed_on": text(signedOn?.description), "arr": arr.map(JSON.number) ?? .null,
            "renewal_date": text(renewal?.description), "primary_contact": text(primaryContact), "csm": text(csm),
            "notes": text(notes),
        ])
    }
}

/// What the report asks of one signal.
private struct SignalQuestion {
    let signal: Signal
    private let readings: ReadingsHandle
    private let window: WindowHandle
    private let counts: SeriesHandle
    private let means: SeriesHandle
    private let days: SeriesHandle
    private let step: Int

    init(_ signal: Signal, _ plan: inout FeaturePlan, window: Int, baseline: Int) {
        self.signal = signal
        let selection = Selection(signal: signal)
        step = (window + 6) / 7 * 7
        readings = plan.readings(selection)
        self.window = plan.window(selection, days: window)
        let periods = plan.periods(selection, days: window, count: baseline / step, ending: step, step: step)
        (counts, means) = (plan.series(.count, periods), plan.series(.mean, periods))
        days = plan.series(.count, plan.periods(selection, days: 1, count: baseline / 7 * 7, ending: step))
    }

    func answer(_ evidence: Evidence, minimumPeriods: Int) -> Answer {
        let known = evidence.readings(readings)
        guard !known.isEmpty else { return Answer(name: signal.name, rows: [], courses: [], season: nil) }
        let hasValues = known.values.contains { $0 != 1 }
        let rows = [(Measure.count, counts)] + (hasValues ? [(.mean, means)] : [])
        func current(_ measure: Measure) -> Double {
            evidence.isTracked(window) ? evidence.measure(measure, window) : .nan
        }
        return Answer(
            name: signal.name,
            rows: rows.map { measure, series in
                SignalBaseline(
                    signal, measure, current: current(measure),
                    past: evidence.values(series).filter { !$0.isNaN }, trackedDays: evidence.trackedDays(readings),
                    minimumPeriods: minimumPeriods)
            }, courses: rows.map { measure, series in evidence.values(series).reversed() + [current(measure)] },
            season: WeekdaySeason(evidence.values(days), newest: evidence.asOf - step - 1))
    }

    struct Answer {
        let name: String
        let rows: [SignalBaseline]
        let courses: [[Double]]
        let season: WeekdaySeason?

        var isSilent: Bool { rows.isEmpty }
    }
}
