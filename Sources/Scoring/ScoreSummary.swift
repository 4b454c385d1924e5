import Documents
import Health
import Metrics
import Tables

/// Scores added up by band.
public struct ScoreSummary: Sendable {
    /// Columns band, accounts, arr, expected_churn, low, high, arr_at_risk, playbook (its first two actions; for the
    /// unscored why they are); the last row is all.
    public let table: Table
    /// Expected number of losses with its 95% interval: mean and variance of a Poisson-binomial count, normal approximation.
    /// Conditional on the probabilities: it holds chance, not the uncertainty of the weights.
    public let expectedLosses: (value: Double, low: Double, high: Double)

    public init(_ scores: [AccountScore], scorecard: Scorecard?) {
        let bands = scorecard?.bands.map(\.name) ?? []
        var groups = bands.map { band in (band, scores.filter { $0.band == band }) }
        let unscored = scores.filter { $0.band == Band.unscored }
        if !unscored.isEmpty { groups.append((Band.unscored, unscored)) }
        expectedLosses = ScoreSummary.losses(scores)
        var rows = groups.map { ScoreSummary.row($0.0, $0.1, scorecard) }
        rows.append(ScoreSummary.row("all", scores, nil))
        table = Table(
            "bands",
            columns: [
                .init("band"), .init("accounts", .grouped), .init("arr", title: "ARR", .grouped),
                .init("expected_churn", .decimals(1)), .init("low", .decimals(1)), .init("high", .decimals(1)),
                .init("arr_at_risk", title: "ARR at risk", .grouped), .init("playbook"),
            ], rows: rows)
    }

    private static func row(_ name: String, _ scores: [AccountScore], _ scorecard: Scorecard?) -> [Table.Cell] {
        let losses = losses(scores)
        let actions =
            scorecard?.playbooks[name]?.prefix(2).map(\.name).joined(separator: ", ") ?? whyUnscored(scores, name)
        return [
            .text(name), .integer(scores.count), .number(scores.compactMap(\.arr).reduce(0, +)), .number(losses.value),
            .number(losses.low), .number(losses.high), .number(scores.compactMap(\.arrAtRisk).reduce(0, +)),
            .optional(actions),
        ]
    }

    /// `nothing known (3), champion not known (1)`, the commonest first.
    private static func whyUnscored(_ scores: [AccountScore], _ band: String) -> String? {
        guard band == Band.unscored else { return nil }
        let counts = Dictionary(scores.compactMap(\.unscored).map { ($0, 1) }, uniquingKeysWith: +)
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return ordered.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    }

    private static func losses(_ scores: [AccountScore]) -> (value: Double, low: Double, high: Double) {
        let mean = scores.reduce(0) { $0 + $1.pChurn }
        let variance = scores.reduce(0) { $0 + $1.pChurn * (1 - $1.pChurn) }
        let half = Intervals.z95 * variance.squareRoot()
        return (mean, max(0, mean - half), min(Double(scores.count), mean + half))
    }
}
