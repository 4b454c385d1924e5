import Documents
import Health
import Metrics
import Modeling
import Tables

/// Scores added up by band, with what chance and the uncertainty of the weights leave of the sums (`LossOutlook`).
public struct ScoreSummary: Sendable {
    /// Columns band, accounts, arr, expected_churn with low and high, arr_at_risk with arr_low and arr_high, playbook (its first two
    /// actions; for the unscored why they are); the last row is all.
    public let table: Table
    /// Number of losses at the next renewals; undefined where no model was asked.
    public let expectedLosses: Estimate
    /// ARR that they take along, of the accounts whose ARR is known.
    public let arrAtRisk: Estimate
    /// What is kept of that ARR, contraction not counted; undefined where none is known.
    public let expectedGRR: Estimate
    /// What the intervals hold, in words.
    public let basis: String

    /// - Parameter scores: all accounts, scored.
    /// - Parameter scorecard: the hand-set half.
    /// - Parameter seed: of draws and samples; by default 42, so that every figure repeats.
    /// - Parameter weights: draws of the model's weights for these accounts in this order; nil leaves chance alone.
    public init(_ scores: [AccountScore], scorecard: Scorecard?, weights: LogOddsDraws? = nil, seed: UInt64 = 42) {
        let bands = scorecard?.bands.map(\.name) ?? []
        let names = bands + (scores.contains { $0.band == Band.unscored } ? [Band.unscored] : [])
        let groups = names.map { name in scores.indices.filter { scores[$0].band == name } }
        let outlook = LossOutlook(scores, groups: groups, weights: weights, seed: seed)
        let rows = zip(zip(names, groups), outlook.groups).map { group, sums in
            ScoreSummary.row(group.0, group.1.map { scores[$0] }, sums, scorecard)
        }
        (expectedLosses, arrAtRisk) = (outlook.all.losses, outlook.all.arr)
        expectedGRR = ScoreSummary.kept(outlook.all.arr, of: scores.compactMap(\.arr).reduce(0, +))
        basis = ScoreSummary.basis(holdsWeights: weights != nil)
        table = Table(
            "bands",
            columns: [
                .init("band"), .init("accounts", .grouped), .init("arr", title: "ARR", .grouped),
                .init("expected_churn", .decimals(1)), .init("low", .grouped), .init("high", .grouped),
                .init("arr_at_risk", title: "ARR at risk", .grouped), .init("arr_low", title: "low", .grouped),
                .init("arr_high", title: "high", .grouped), .init("playbook"),
            ], rows: rows + [ScoreSummary.row("all", scores, outlook.all, nil)])
    }

    private static func kept(_ lost: Estimate, of arr: Double) -> Estimate {
        guard arr > 0, lost.isDefined else { return .undefined }
        func kept(_ lost: Double) -> Double { 1 - lost / arr }
        return Estimate(kept(lost.value), low: lost.high.map(kept), high: lost.low.map(kept))
    }

    private static func basis(holdsWeights: Bool) -> String {
        let sources = holdsWeights ? "chance and the uncertainty of the weights" : "chance alone"
        return "low to high: 95% of what \(sources) may bring; shocks that hit all accounts at once are not in it "
            + "(retention forecast has them)"
    }

    private static func row(
        _ name: String, _ scores: [AccountScore], _ sums: LossOutlook.Sums, _ scorecard: Scorecard?
    ) -> [Table.Cell] {
        let actions =
            scorecard?.playbooks[name]?.prefix(2).map(\.name).joined(separator: ", ") ?? whyUnscored(scores, name)
        let arr = scores.compactMap(\.arr).reduce(0, +)
        var cells: [Table.Cell] = [.text(name), .integer(scores.count), .number(arr)]
        cells += sums.losses.cells
        cells += sums.arr.cells
        cells.append(.optional(actions))
        return cells
    }

    /// `nothing known (3), champion not known (1)`, the commonest first.
    private static func whyUnscored(_ scores: [AccountScore], _ band: String) -> String? {
        guard band == Band.unscored else { return nil }
        let counts = Dictionary(scores.compactMap(\.unscored).map { ($0, 1) }, uniquingKeysWith: +)
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return ordered.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    }
}
