import Features
import Health
import Modeling
import Signals
import Tables

/// Scores whole feature tables by model and scorecard, or by the scorecard alone.
public struct BatchScorer: Sendable {
    /// nil for the hand-set half alone: probabilities are then NaN, and reasons are what the rules take most points for.
    public let model: ChurnModel?
    /// The hand-set half; nil scores by the model alone.
    public let scorecard: Scorecard?

    /// Model and scorecard, either of which may be missing.
    public init(model: ChurnModel?, scorecard: Scorecard?) {
        self.model = model
        self.scorecard = scorecard
    }

    /// One score a row, in the table's order.
    /// - Parameters:
    ///   - table: one row an account.
    ///   - accounts: those of the history, whose parents are needed where the scorecard rolls up.
    ///   - made: the model's predictions of these rows, where they were made already.
    /// - Throws: `PreparationError` where the table lacks what the model needs.
    public func score(
        _ table: FeatureTable, accounts: [Account] = [], predictions made: Predictions? = nil
    ) throws(PreparationError) -> [AccountScore] {
        let predictions = try model.map { model throws(PreparationError) in
            if let made { return (model: model, all: made) }
            return (model: model, all: try model.predict(table.frame))
        }
        let health = scorecard.map { HealthScores($0, table.frame) }
        let rolledUp = health.map { familyScores(table, $0, accounts) } ?? []
        return concurrentMap(table.rows.count) { row in
            score(table, predictions, health, rolledUp, row: row)
        }
    }

    /// The score of the accounts below each row's; empty where the scorecard asks for none. A parent without a row of its
    /// own still ties its children to those above it.
    private func familyScores(_ table: FeatureTable, _ health: HealthScores, _ accounts: [Account]) -> [Double] {
        guard let rollUp = scorecard?.rollUp else { return [] }
        var (scores, arr) = (
            [Double](repeating: .nan, count: accounts.count), [Double?](repeating: nil, count: accounts.count)
        )
        for (row, about) in table.rows.enumerated() where about.account < accounts.count {
            (scores[about.account], arr[about.account]) = (health.totals[row], about.arr)
        }
        let places = Dictionary(accounts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let parents = accounts.map { $0.parentID.flatMap { places[$0] } }
        let all = rollUp.scores(scores, parents: parents, arr: arr)
        return table.rows.map { $0.account < all.count ? all[$0.account] : .nan }
    }

    private func score(
        _ table: FeatureTable, _ learned: (model: ChurnModel, all: Predictions)?, _ health: HealthScores?,
        _ rolledUp: [Double], row: Int
    ) -> AccountScore {
        let about = table.rows[row]
        let rounded = health?.rounded(row)
        let band = rounded.flatMap { scorecard?.band($0).name } ?? (scorecard == nil ? nil : Band.unscored)
        let states = states(table.frame, row: row)
        let basis = health.map { healthBasis($0, about, rolledUp, row: row) }
        let action = (basis?.overriddenBand ?? band).flatMap { scorecard?.action(band: $0, table.frame, row: row) }
        return AccountScore(
            accountID: about.accountID, renewalDate: about.renewalDate, arr: about.arr,
            pChurn: learned?.all.probabilities[row] ?? .nan, pLow: learned?.all.low[row] ?? .nan,
            pHigh: learned?.all.high[row] ?? .nan,
            health: rounded, band: band, unscored: health?.unscored[row]?.description,
            dimensions: dimensions(health, row: row),
            states: Dictionary(uniqueKeysWithValues: states.map { ($0.name, $0.word?.word ?? DerivedState.unknown) }),
            colours: Dictionary(
                uniqueKeysWithValues: states.compactMap { state in
                    state.word?.colour.map { (state.name, $0.rawValue) }
                }), basis: basis,
            reasons: learned.map { Reasons.of($0.model, $0.all, table.frame, row: row) }
                ?? health.map { Reasons.of($0, row: row) } ?? [], action: action?.name,
            owner: action?.owner.rawValue, due: action.map { about.asOf + $0.dueDays },
            disagreement: learned.flatMap { disagreement(band, $0, row: row) })
    }

    private func dimensions(_ health: HealthScores?, row: Int) -> [Signal.Dimension: Double] {
        (health?.dimensions ?? [:]).compactMapValues { $0[row].isNaN ? nil : ($0[row] * 10).rounded() / 10 }
    }

    /// By state, the word that holds; nil where none does.
    private func states(_ frame: Frame, row: Int) -> [(name: String, word: DerivedState.Word?)] {
        (scorecard?.states ?? []).map { ($0.name, $0.state(frame, row: row)) }
    }

    private func healthBasis(_ health: HealthScores, _ about: FeatureRow, _ rolledUp: [Double], row: Int) -> HealthBasis
    {
        var basis = HealthBasis(health, row: row, scorecard?.overrides.of(about.accountID, on: about.asOf))
        basis.rolledUpHealth = rolledUp.isEmpty ? nil : HealthScores.rounded(rolledUp[row])
        basis.rolledUpBand = basis.rolledUpHealth.flatMap { scorecard?.band($0).name }
        return basis
    }

    /// The word for a row whose probability and band do not go together.
    private func disagreement(_ band: String?, _ learned: (model: ChurnModel, all: Predictions), row: Int) -> String? {
        guard let place = scorecard?.bands.firstIndex(where: { $0.name == band }) else { return nil }
        let isLowest = place == 0
        return Disagreement.word(
            isLowest: isLowest, isHighest: !isLowest && place == scorecard?.bands.indices.last,
            probability: learned.all.probabilities[row], low: learned.all.low[row], high: learned.all.high[row],
            lossRate: learned.model.description.eventRate)
    }
}

/// Where the model and the health score tell different stories.
package enum Disagreement {
    package static let riskier = "riskier"
    package static let safer = "safer"

    /// `riskier`: not in the lowest band, yet more likely lost than not; or in the highest band, yet the whole interval
    /// lies above the overall loss rate. `safer`: in the lowest band, yet the whole interval lies below that rate. A band
    /// that is both (the only one) counts as the lowest.
    package static func word(
        isLowest: Bool, isHighest: Bool, probability: Double, low: Double, high: Double, lossRate: Double
    ) -> String? {
        if isLowest { return high < lossRate ? safer : nil }
        return probability > 0.5 || (isHighest && low > lossRate) ? riskier : nil
    }
}

extension BatchScorer {
    /// Reasons of every row of a ready-made table; none without a model.
    public func reasons(_ predictions: Predictions, _ frame: Frame) -> [[String]] {
        concurrentMap(frame.rowCount) { row in model.map { Reasons.of($0, predictions, frame, row: row) } ?? [] }
    }
}
