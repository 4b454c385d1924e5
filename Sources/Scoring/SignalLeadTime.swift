import Features
import Metrics
import Regression
import Signals
import Tables

/// How long before a loss each signal left its own normal and stayed out, against the same before renewals that were kept.
///
/// A signal that is out of its normal before a loss says nothing where it is so before a renewal just as often, so each loss is set
/// beside kept renewals that were open until the same day before their date: the expected share is Σ_s (n₁s/n₁) p₀s over last days s,
/// n₁s the losses, p₀s the share of kept ones that had left. Intervals are Newcombe's on renewals of different accounts
/// (`ClusteredShare.less`). The test is Mantel and Haenszel's (J. National Cancer Institute 22, 1959), its variance the larger of its
/// own and the one clustered by account; q is its p adjusted for the number of measures (Benjamini and Hochberg).
///
/// `apartFrom` tells how early: from the day nearest to the renewal on which at least half of the losses were open, day by day
/// away from it, losses must be out more often than kept renewals at p ≤ 0.05; the first day that is not ends it. As a sequence
/// whose order is fixed beforehand it needs no further adjustment for the number of days (Maurer, Hothorn and Lehmacher 1995).
/// Not promised: that the signal caused anything, or that acting on it helps.
public struct SignalLeadTime: Sendable {
    /// What one measure did.
    public struct Finding: Sendable {
        /// The signal, and what of it.
        public let question: DepartureSeries.Question
        /// Losses of which it could be told, and those that had left.
        public let losses: ClusteredShare
        /// Losses that had left their normal.
        public let left: Int
        /// The same share of kept renewals that were open as long.
        public let kept: ClusteredShare
        /// Losses less kept.
        public let difference: Estimate
        /// p of the difference between losses and kept renewals.
        public let p: Double
        /// p corrected for as many measures as were tried (Benjamini and Hochberg).
        public internal(set) var q: Double
        /// Days before the loss of the middle one of those that left; a lower bound at the farthest day.
        public let medianDays: Int?
        /// From so many days before on losses are out more often; nil where they are not, or not on the nearest day.
        public let apartFrom: Int?

        /// Whether it tells losses from kept renewals beyond chance.
        public var isFound: Bool { q <= SignalLeadTime.level && difference.value > 0 }

        /// Found ones by how early they are apart, below 0; the others by p.
        fileprivate var rank: Double { isFound ? -1 - Double(apartFrom ?? 0) : p.isNaN ? 2 : p }
    }

    /// Of q, and of each day's p.
    public static let level = 0.05

    /// Those found first, the earlier the sooner; then by p.
    public let findings: [Finding]
    /// Losses that were looked at.
    public let losses: Int
    /// Kept renewals that were looked at.
    public let kept: Int
    /// Days before the renewal, the farthest first.
    public let days: [Int]
    /// Days of the windows.
    public let window: Int

    /// What the series say of every question.
    public init(_ series: DepartureSeries) {
        losses = series.rows.count { $0.isLoss }
        kept = series.rows.count - losses
        (days, window) = (series.days, series.window)
        var found = concurrentMap(series.questions.count) { SignalLeadTime.finding(series, $0) }.compactMap(\.self)
        for (place, q) in MultipleTesting.benjaminiHochberg(found.map(\.p)).enumerated() { found[place].q = q }
        // Stable: what else is equal stays in the order of the questions.
        findings = found.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(
            \.element)
    }

    /// nil where it can be told of no loss, or of no kept renewal.
    private static func finding(_ series: DepartureSeries, _ question: Int) -> Finding? {
        var (judged, daysOfLosses) = ([MatchedRow](), [Int]())
        for row in series.rows {
            let course = series.course(row, question)
            guard course != .unknown else { continue }
            if case .left(let day) = course, row.isLoss { daysOfLosses.append(series.days[day]) }
            judged.append(
                MatchedRow(
                    stratum: series.last(row), isLoss: row.isLoss, account: Int32(row.account),
                    value: course == .usual ? 0 : 1)
            )
        }
        guard let matched = MatchedShares(judged) else { return nil }
        let sorted = daysOfLosses.sorted()
        return Finding(
            question: series.questions[question], losses: matched.losses, left: sorted.count, kept: matched.kept,
            difference: matched.losses.less(matched.kept), p: matched.p, q: .nan,
            medianDays: sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2], apartFrom: apartFrom(series, question))
    }

    private static func apartFrom(_ series: DepartureSeries, _ question: Int) -> Int? {
        let losses = series.rows.filter(\.isLoss)
        let open = series.days.indices.last { day in losses.count { $0.open >> day & 1 == 1 } * 2 >= losses.count }
        var apart: Int?
        for day in (0...(open ?? 0)).reversed() {
            guard let matched = MatchedShares(onDay: day, question, series), matched.p <= level,
                matched.losses.value > matched.kept.value
            else { return apart }
            apart = series.days[day]
        }
        return apart
    }
}

extension SignalLeadTime {
    /// Columns signal, of, losses, left, left_share, kept_share, difference, low, high, q, median_days, apart_from.
    /// - Parameter top: so many of the first; all where nil.
    public func table(top: Int? = nil) -> Table {
        Table(
            "signal_lead_time",
            columns: [
                .init("signal"), .init("of"), .init("losses", .grouped), .init("left", .grouped),
                .init("left_share", title: "share", .percent(0)), .init("kept_share", title: "kept", .percent(0)),
                .init("difference", title: "more", .percent(0)), .init("low", .percent(0)), .init("high", .percent(0)),
                .init("q", .pValue), .init("median_days", title: "median days", .grouped),
                .init("apart_from", title: "apart from", .grouped),
            ],
            rows: findings.prefix(top ?? findings.count).map { finding in
                [
                    .text(finding.question.signal.name), .text(finding.question.measure.rawValue),
                    .integer(finding.losses.rows), .integer(finding.left), .number(finding.losses.value),
                    .number(finding.kept.value),
                ] + finding.difference.cells + [
                    .number(finding.q), .optional(finding.medianDays), .optional(finding.apartFrom),
                ]
            })
    }

    /// Which signals leave their normal first, in a sentence.
    public var verdict: String {
        let found = findings.filter(\.isFound)
        guard !findings.isEmpty else {
            return "no signal has history enough to say what is normal \(days[0]) days before a renewal"
        }
        guard let first = found.first else {
            return
                "it cannot be told that any of \(findings.count) measures leaves its normal before a loss more often than "
                + "before a renewal that is kept" + traces
        }
        let head =
            "\(found.count) of \(findings.count) measures left their normal before losses more often than before kept renewals"
        guard let days = first.apartFrom else {
            return head + "; on no single day is one of them clearly apart" + traces
        }
        return head + "; the earliest, \(first.question.words), from \(days) days before on" + traces
    }

    /// What moves before kept renewals and not before losses is no warning; it may be made of the decision.
    private var traces: String {
        let fewer = findings.filter { $0.q <= SignalLeadTime.level && $0.difference.value < 0 }
        guard !fewer.isEmpty else { return "" }
        let names = fewer.map(\.question.words).joined(separator: ", ")
        return "; less often before losses: \(names) (see whether it is a trace of the decision to renew)"
    }
}

/// One renewal of which it can be told whether a measure was out.
private struct MatchedRow {
    let stratum: Int
    let isLoss: Bool
    let account: Int32
    /// 1 where it was out.
    let value: Double
}

/// The share of losses that were out, beside that of kept renewals of the same strata, and the test between.
private struct MatchedShares {
    let losses: ClusteredShare
    let kept: ClusteredShare
    /// Two-sided; NaN where nothing varies.
    let p: Double

    /// Strata without a loss or without a kept renewal are left out; nil where none is left.
    init?(_ rows: [MatchedRow]) {
        let strata = Dictionary(grouping: rows, by: \.stratum).sorted { $0.key < $1.key }.map(\.value).filter {
            $0.contains(where: \.isLoss) && !$0.allSatisfy { $0.isLoss }
        }
        let lost = strata.joined().filter(\.isLoss)
        guard !lost.isEmpty else { return nil }
        losses = ClusteredShare(lost.map(\.value), clusters: lost.map(\.account))
        var (expected, influence, accounts) = (0.0, [Double](), [Int32]())
        for stratum in strata {
            let others = stratum.filter { !$0.isLoss }
            let weight = Double(stratum.count - others.count) / Double(lost.count)
            let share = others.reduce(0) { $0 + $1.value } / Double(others.count)
            expected += weight * share
            influence += others.map { weight * ($0.value - share) / Double(others.count) }
            accounts += others.map(\.account)
        }
        kept = ClusteredShare(expected, influence: influence, clusters: accounts)
        p = MatchedShares.test(strata)
    }

    /// All that were open on a day of the series are of one stratum.
    init?(onDay day: Int, _ question: Int, _ series: DepartureSeries) {
        self.init(
            series.rows.compactMap { row in
                series.isOutside(row, question, day: day).map {
                    MatchedRow(stratum: 0, isLoss: row.isLoss, account: Int32(row.account), value: $0 ? 1 : 0)
                }
            })
    }

    /// χ² = U²/max(I, C): U = Σ (x - x̄ₛ)(y - ȳₛ) over strata, I its variance if losses fall on rows by chance (Mantel-Haenszel,
    /// with n - 1), C = Σ_c u_c² that of accounts.
    private static func test(_ strata: [[MatchedRow]]) -> Double {
        var (score, chance) = (0.0, 0.0)
        var byAccount: [Int32: Double] = [:]
        for stratum in strata {
            let n = Double(stratum.count)
            let mean = stratum.reduce(0) { $0 + $1.value } / n
            let losses = Double(stratum.count { $0.isLoss })
            chance += n * mean * (1 - mean) * losses * (n - losses) / (n * max(1, n - 1))
            for row in stratum {
                let term = (row.value - mean) * ((row.isLoss ? 1 : 0) - losses / n)
                score += term
                byAccount[row.account, default: 0] += term
            }
        }
        let clustered = byAccount.values.map { $0 * $0 }.sorted().reduce(0, +)
        let variance = max(chance, clustered)
        return variance > 0 ? Normal.twoSidedP(score / variance.squareRoot()) : .nan
    }
}
