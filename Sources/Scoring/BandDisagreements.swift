import Health
import Metrics
import Tables

/// Where the model and the health score put past renewals into different bands, and who was right.
///
/// A model has no bands, so it gets those of the card: as many of the riskiest renewals as the card's lowest band holds are in the
/// model's lowest, and so on up. Both sides then call equally many critical, and only the choice differs. Renewals that the model
/// cannot tell apart are taken by the health score, so that they count as agreement.
///
/// Right on average is who the two rates of loss side with: if losses are more frequent where the model saw more risk than where it
/// saw less, the model was. A single renewal proves nobody right, as a loss of 10% happens once in ten.
public struct BandDisagreements: Sendable {
    /// A renewal that the two sides put into different bands, and what became of it.
    public struct Case: Sendable, Equatable {
        /// Place in what was compared.
        public let row: Int
        /// The health score, 0 to 100.
        public let health: Int
        /// The card's band.
        public let band: String
        /// The band that the model puts it into.
        public let modelBand: String
        /// P(churn), told before.
        public let probability: Double
        /// Whether the model sees more risk.
        public let isRiskier: Bool
        /// Whether it was lost.
        public let isLoss: Bool
        /// Places between the two rankings.
        let gap: Int

        /// Whose word this one outcome goes with.
        public var right: String { isLoss == isRiskier ? "model" : "health score" }
    }

    /// The wider apart the two rankings, the earlier.
    public let cases: [Case]
    /// How many renewals have a health score.
    public let rowCount: Int
    /// Rate of loss where the model saw more risk than the health score, and where it saw less.
    public let riskier: ClusteredShare
    /// Renewals in which the model saw less risk, and the share of them that was lost.
    public let safer: ClusteredShare

    /// - Parameters:
    ///   - bands: of the scorecard, by rising health.
    ///   - learned: the model's held-out scores.
    ///   - health: of the same rows; NaN where unscored, which are left out.
    public init(_ learned: ScoredOutcomes, health: [Double], bands: [Band]) {
        precondition(health.count == learned.count, "one health score a row")
        let whole = health.map { HealthScores.rounded($0) }
        let rows = health.indices.filter { whole[$0] != nil }
        let byModel = rows.sorted {
            (-learned.logOdds[$0], whole[$0]!, $0) < (-learned.logOdds[$1], whole[$1]!, $1)
        }
        let byCard = rows.sorted { (whole[$0]!, -learned.logOdds[$0], $0) < (whole[$1]!, -learned.logOdds[$1], $1) }
        // The bands of the card in its own order are the model's bands in its order.
        let slots = byCard.map { row in bands.firstIndex { $0.range.contains(whole[row]!) }! }
        let (cardPlace, modelPlace) = (BandDisagreements.places(byCard), BandDisagreements.places(byModel))
        let found = rows.compactMap { row -> Case? in
            let (card, model) = (cardPlace[row]!, modelPlace[row]!)
            guard slots[card] != slots[model] else { return nil }
            return Case(
                row: row, health: whole[row]!, band: bands[slots[card]].name, modelBand: bands[slots[model]].name,
                probability: Sigmoid.probability(learned.logOdds[row]),
                isRiskier: slots[model] < slots[card], isLoss: learned.outcomes[row] == 1, gap: abs(card - model))
        }
        cases = found.sorted { ($1.gap, $0.row) < ($0.gap, $1.row) }
        rowCount = rows.count
        (riskier, safer) = (
            BandDisagreements.losses(found, learned, isRiskier: true),
            BandDisagreements.losses(found, learned, isRiskier: false)
        )
    }

    private static func places(_ order: [Int]) -> [Int: Int] {
        Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    }

    private static func losses(_ cases: [Case], _ learned: ScoredOutcomes, isRiskier: Bool) -> ClusteredShare {
        let own = cases.filter { $0.isRiskier == isRiskier }
        return ClusteredShare(
            own.map { $0.isLoss ? 1 : 0 }, clusters: learned.clusters.map { clusters in own.map { clusters[$0.row] } })
    }

    /// Rate of loss where the model saw more risk, less the rate where it saw less; above 0 the model was right.
    public var difference: Estimate { riskier.less(safer) }

    /// Columns the_model_sees, renewals, churned, rate, low, high; the last row is the difference.
    public var table: Table {
        func cells(_ words: String, _ share: ClusteredShare) -> [Table.Cell] {
            [
                .text(words), .integer(share.rows),
                .integer(share.rows == 0 ? 0 : Int((share.value * Double(share.rows)).rounded())),
                share.rows == 0 ? .missing : .number(share.value), .optional(share.interval?.lowerBound),
                .optional(share.interval?.upperBound),
            ]
        }
        let gap = difference
        return Table(
            "who_was_right",
            columns: [
                .init("the_model_sees"), .init("renewals", .grouped), .init("churned", .grouped),
                .init("rate", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
            ],
            rows: [
                cells("more risk", riskier), cells("less risk", safer),
                [
                    .text("difference"), .missing, .missing, gap.isDefined ? .number(gap.value) : .missing,
                    .optional(gap.low), .optional(gap.high),
                ],
            ])
    }

    /// Who was right more often, in a sentence.
    public var verdict: String {
        let places = "the bands differ in \(cases.count) of \(rowCount) renewals"
        guard let low = difference.low, let high = difference.high else {
            return "\(places), too few to say who is right there."
        }
        if low > 0 { return "\(places), and there the model was right more often." }
        if high < 0 { return "\(places), and there the health score was right more often." }
        return "\(places); who is right there is not clear (the interval of the difference holds 0)."
    }
}
