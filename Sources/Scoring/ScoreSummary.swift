import Documents
import Health
import Tables

/// Scores added up by band.
public struct ScoreSummary: Sendable {
    /// Columns band, accounts, arr, expected_churn, arr_at_risk, playbook; the last row is all.
    public let table: Table
    /// Expected number of losses with its 95% interval: mean and variance of a Poisson-binomial count, normal approximation.
    /// Conditional on the probabilities: it holds chance, not the uncertainty of the weights.
    public let expectedLosses: (value: Double, low: Double, high: Double)

    public init(_ scores: [AccountScore], scorecard: Scorecard?) {
        let bands = scorecard?.bands.map(\.name) ?? []
        let groups = bands.map { band in (band, scores.filter { $0.band == band }) }
            + [("unscored", scores.filter { $0.band == nil })].filter { !$0.1.isEmpty && scorecard != nil }
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
        let actions = scorecard?.playbooks[name]?.prefix(2).map(\.name).joined(separator: ", ")
        return [
            .text(name), .integer(scores.count), .number(scores.compactMap(\.arr).reduce(0, +)), .number(losses.value),
            .number(losses.low), .number(losses.high), .number(scores.compactMap(\.arrAtRisk).reduce(0, +)),
            .optional(actions),
        ]
    }

    private static func losses(_ scores: [AccountScore]) -> (value: Double, low: Double, high: Double) {
        let mean = scores.reduce(0) { $0 + $1.pChurn }
        let variance = scores.reduce(0) { $0 + $1.pChurn * (1 - $1.pChurn) }
        let half = 1.959963984540054 * variance.squareRoot()
        return (mean, max(0, mean - half), min(Double(scores.count), mean + half))
    }
}
