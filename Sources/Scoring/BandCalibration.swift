import Foundation
import Health
import Metrics
import Modeling
import Signals
import Tables

/// What a health score means as a probability of renewal, learned from past renewals: a table that a lead can print.
///
/// Cells (bands, or single scores from `leastForScores` renewals on) are pooled with their neighbours until the probability rises with
/// the score (pool adjacent violators; Ayer et al. 1955) and each has `leastRows` renewals. A cell's probability is
/// (kept + ½)/(n + 1), the mean under Jeffreys' prior, so that none is 0 or 1; its interval is Wilson's on renewals of different
/// accounts. Below a thousand rows a free isotonic map of scores overfits (statistics of the house), so bands are pooled then.
///
/// `check` is made by time: a map of the earlier renewals, of which every outcome was known before the first later cut-off, is held
/// against the later ones.
public struct BandCalibration: Sendable {
    /// A stretch of scores with one renewal probability.
    public struct Step: Sendable {
        /// Whole scores, 0-100; steps cover them all.
        public let scores: ClosedRange<Int>
        /// Renewals in the stretch.
        public let renewals: Int
        /// Losses among them.
        public let lost: Int
        /// Share renewed as seen, with its interval.
        public let renewed: ClusteredShare
        /// Of renewal.
        public let probability: Double
    }

    /// How a map of the earlier renewals did on the later ones.
    public struct Check: Sendable {
        /// Renewals learned from.
        public let learned: Int
        /// Renewals judged.
        public let renewals: Int
        /// The first day of those judged.
        public let from: Day
        /// Losses that came.
        public let lost: Int
        /// Losses that were promised.
        public let expected: Double
        /// Losses that chance, and what the map does not know for sure, make of the expected number: 95%.
        public let range: ClosedRange<Double>
        /// Log loss of the map less that of one loss rate for all, in nats, paired: below 0 the score says something.
        public let logLoss: Estimate

        /// Whether what came lies in the interval of what was promised.
        public var held: Bool { range.contains(Double(lost)) }
    }

    /// Days before each renewal.
    public let leadDays: Int
    /// By rising score; probabilities rise strictly.
    public let steps: [Step]
    /// Whether the cells were single scores.
    public let isByScore: Bool
    /// nil where either part would have fewer than `leastLosses` losses or kept renewals.
    public let check: Check?

    /// Renewals from which single scores, rather than bands, are pooled.
    public static let leastForScores = 1000
    /// Renewals without which nothing is told.
    public static let leastRows = BandMap.leastRows
    static let leastLosses = 10

    /// - Returns: nil where no renewal has a score.
    public init?(_ rows: BacktestRows) {
        let scored = rows.scored
        guard !scored.isEmpty else { return nil }
        leadDays = rows.leadDays
        isByScore = scored.count >= BandCalibration.leastForScores
        steps = BandCalibration.steps(rows, scored, isByScore: isByScore)
        check = BandCalibration.check(rows, scored)
    }

    /// P(renewal) of a whole score, 0-100, and the step that says so.
    public func step(_ score: Int) -> Step { steps.first { $0.scores.contains(score) } ?? steps[steps.count - 1] }

    private static func steps(_ rows: BacktestRows, _ scored: [Int], isByScore: Bool) -> [Step] {
        let map = BandMap(
            scores: rows.scores, outcomes: rows.outcomes, rows: scored,
            ranges: isByScore ? BandMap.wholeScores : rows.scorecard.bands.map(\.range))
        return map.cells.map { cell in
            Step(
                scores: cell.scores, renewals: cell.rows.count, lost: rows.losses(cell.rows),
                renewed: rows.renewed(cell.rows), probability: cell.probability)
        }
    }

    /// The first two thirds of the renewals by date against the last third.
    private static func check(_ rows: BacktestRows, _ scored: [Int]) -> Check? {
        let dated = scored.filter { rows.table.rows[$0].renewalDate != nil }
        func date(_ row: Int) -> Day { rows.table.rows[row].renewalDate ?? rows.table.rows[row].asOf }
        let dates = dated.map(date).sorted()
        guard let from = dates.isEmpty ? nil : dates[dates.count * 2 / 3] else { return nil }
        let later = dated.filter { date($0) >= from }
        guard let first = later.map({ rows.table.rows[$0].asOf }).min() else { return nil }
        let earlier = dated.filter { row in
            date(row) < from && rows.table.rows[row].knownOn.map { $0 < first } ?? false
        }
        let least = [earlier, later].map { min(rows.losses($0), $0.count - rows.losses($0)) }.min() ?? 0
        guard least >= leastLosses else { return nil }
        return check(rows, earlier, later, from: from)
    }

    private static func check(_ rows: BacktestRows, _ earlier: [Int], _ later: [Int], from: Day) -> Check? {
        let map = steps(rows, earlier, isByScore: earlier.count >= leastForScores)
        func step(_ row: Int) -> Step { map.first { $0.scores.contains(rows.scores[row] ?? 0) } ?? map[map.count - 1] }
        let loss = later.map { 1 - step($0).probability }
        let expected = loss.reduce(0, +)
        // Chance of the later renewals, and of the earlier ones that a step's probability was learned from.
        let byStep = Dictionary(grouping: later) { step($0).scores.lowerBound }
        let variance = map.reduce(0.0) { sum, step in
            let (p, count) = (step.probability, Double(byStep[step.scores.lowerBound]?.count ?? 0))
            return sum + count * p * (1 - p) + count * count * p * (1 - p) / max(1, step.renewed.effectiveRows)
        }
        let half = Intervals.z95 * variance.squareRoot()
        let base = (Double(rows.losses(earlier)) + 0.5) / (Double(earlier.count) + 1)
        func logit(_ p: Double) -> Double { log(p / (1 - p)) }
        guard let learned = try? rows.ranking(later, loss.map(logit)),
            let flat = try? rows.ranking(later, loss.map { _ in logit(base) })
        else { return nil }
        let difference = PairedDifference.logLoss(learned, flat)
        return Check(
            learned: earlier.count, renewals: later.count, from: from, lost: rows.losses(later), expected: expected,
            range: max(0, expected - half)...min(Double(later.count), expected + half),
            logLoss: Estimate(difference.value, standardError: difference.standardError))
    }

    /// Columns from, to, renewals, churned, probability, low, high.
    public var table: Table {
        Table(
            "renewal_probability",
            columns: [
                .init("from", .decimals(0)), .init("to", .decimals(0)), .init("renewals", .grouped),
                .init("churned", .grouped), .init("probability", title: "P(renewal)", .percent(0)),
                .init("low", .percent(0)), .init("high", .percent(0)),
            ],
            rows: steps.map { step in
                [
                    .integer(step.scores.lowerBound), .integer(step.scores.upperBound), .integer(step.renewals),
                    .integer(step.lost), .number(step.probability), .optional(step.renewed.interval?.lowerBound),
                    .optional(step.renewed.interval?.upperBound),
                ]
            })
    }

    /// Whether the probabilities held on later renewals, in a sentence.
    public var verdict: String {
        guard let check else {
            return
                "too few renewals to check the probabilities on later ones (\(BandCalibration.leastLosses) lost and kept "
                + "each are needed in both parts)"
        }
        let counts =
            "of \(check.renewals) renewals from \(check.from), \(NumberFormat.fixed(check.expected, 1)) losses were expected "
            + "(95%: \(NumberFormat.fixed(check.range.lowerBound, 0)) to \(NumberFormat.fixed(check.range.upperBound, 0))) "
            + "and \(check.lost) came"
        return "learned on the earlier \(check.learned), the probabilities \(check.held ? "held" : "did not hold"): "
            + "\(counts); \(gain(check.logLoss))"
    }

    private func gain(_ logLoss: Estimate) -> String {
        guard let low = logLoss.low, let high = logLoss.high else { return "log loss cannot be compared" }
        if low == 0, high == 0 { return "the score told no more than one rate for all" }
        let words = "log loss \(logLoss.words(.decimals(3))) against it"
        if high < 0 { return "better than one rate for all, \(words)" }
        if low > 0 { return "worse than one rate for all, \(words)" }
        return "not clearly better than one rate for all, \(words)"
    }
}
