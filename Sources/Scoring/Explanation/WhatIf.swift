import Features
import Health
import LinearAlgebra
import Metrics
import Modeling
import Signals
import Tables

/// What model and scorecard would say of one account if actionable signals moved, several at once: the levers, and all that a page
/// needs to answer without the program (`json`).
///
/// A lever stands at values that past renewals had, between their 5% and 95% quantiles, and at the account's own. Left out are
/// signals that decide which profile or which map of the scorecard holds for the account.
/// Not promised: effects. See `ActionableMoves`.
public struct WhatIf: Sendable {
    /// A signal that can be moved, and the range it moves in.
    public struct Lever: Sendable, Equatable {
        /// The feature that moves.
        public let feature: String
        /// What the signal is, in words.
        public let words: String
        /// Rising; the first is NaN where the account's own value is not known.
        public let values: [Double]
        /// As people write them.
        public let texts: [String]
        /// Where the account stands.
        public let place: Int
        /// The largest change of P(churn) that the lever alone makes.
        public let reach: Double
    }

    /// Those that reach farthest first.
    public let levers: [Lever]
    /// Actionable signals that have no lever, in words.
    public let leftOut: [String]
    let model: ChurnModel
    let scorecard: Scorecard?
    /// The account's row.
    let now: Frame

    /// Places of a lever, at most.
    static let mostPlaces = 40

    /// - Parameters:
    ///   - model: the trained model.
    ///   - scorecard: the hand-set half.
    ///   - table: the rows.
    ///   - row: the account's in `table`.
    ///   - past: rows of past renewals, which say what values there are.
    /// - Throws: `PreparationError` where a table lacks what the model needs.
    public init(
        _ model: ChurnModel, _ scorecard: Scorecard?, _ table: FeatureTable, row: Int, past: FeatureTable
    ) throws(PreparationError) {
        let own = table.rows([row])
        let words = ReadingWords(model, table.features)
        let read = model.preparation.usedPredictors.union(scorecard?.featureNames ?? [])
        let actionable = table.features.filter { $0.isActionable && $0.status == .live && read.contains($0.name) }
        let ruling = scorecard?.rulingFeatures ?? []
        var levers: [Lever] = []
        for feature in actionable where !ruling.contains(feature.name) {
            guard let values = LeverValues(feature.name, own.frame, past.frame) else { continue }
            let p = try model.predict(own.frame.moved(feature.name, to: values.all)).probabilities
            levers.append(
                Lever(
                    feature: feature.name, words: words.name(feature.name), values: values.all,
                    texts: values.all.map { words.text(feature.name, $0) }, place: values.place,
                    reach: p.map { abs($0 - p[values.place]) }.max() ?? 0))
        }
        self.levers = levers.enumerated().sorted { ($1.element.reach, $0.offset) < ($0.element.reach, $1.offset) }
            .map(\.element)
        leftOut = actionable.filter { ruling.contains($0.name) }.map { words.name($0.name) }
        (self.model, self.scorecard, now) = (model, scorecard, own.frame)
    }

    /// The account with its levers at these places (by `levers`): what the page must say too.
    /// Precondition: one place a lever, each within its values.
    public func answer(at places: [Int]) throws(PreparationError) -> Answer {
        try answer(with: zip(levers, places).map { ($0.feature, $0.values[$1]) })
    }

    /// The account with these readings of numeric features (as `features` has them) in place of its own.
    /// Precondition: `numbers` holds every name.
    public func answer(with settings: [(feature: String, value: Double)]) throws(PreparationError) -> Answer {
        var frame = now
        for (feature, value) in settings { frame = frame.moved(feature, to: [value]) }
        let predictions = try model.predict(frame)
        let health = scorecard.flatMap { HealthScores($0, frame).rounded(0) }
        return Answer(
            probability: predictions.probabilities[0], low: predictions.low[0], high: predictions.high[0],
            health: health, band: health.flatMap { scorecard?.band($0).name })
    }

    /// Numeric features that model or scorecard reads.
    public var numbers: [String] {
        let read = model.preparation.usedPredictors.union(scorecard?.featureNames ?? [])
        return now.columns.filter { column in
            if case .numbers = column.values { read.contains(column.name) } else { false }
        }.map(\.name)
    }

    /// What is said with some readings changed, beside what is.
    public func table(_ settings: [(feature: String, value: Double)]) throws(PreparationError) -> Table {
        let answers = try [("now", answer(with: [])), ("then", answer(with: settings))]
        return Table(
            "what_if",
            columns: [
                .init("when"), .init("p_churn", title: "P(churn)", .percent(1)), .init("low", .percent(1)),
                .init("high", .percent(1)), .init("health", .decimals(0)), .init("band"),
            ],
            rows: answers.map { when, answer in
                [
                    .text(when), .number(answer.probability), .number(answer.low), .number(answer.high),
                    .optional(answer.health), .optional(answer.band),
                ]
            })
    }

    /// What model and scorecard say with the signals as they were set.
    public struct Answer: Sendable, Equatable {
        /// P(churn) then.
        public let probability: Double
        /// Lower end of its 95% interval.
        public let low: Double
        /// Upper end of its 95% interval.
        public let high: Double
        /// nil without a scorecard, or where unscored.
        public let health: Int?
        /// The band then; nil without a scorecard.
        public let band: String?
    }
}

/// The values that a lever may stand at.
private struct LeverValues {
    let all: [Double]
    let place: Int

    /// nil where the signal is no number, or there is nothing to move to.
    init?(_ feature: String, _ now: Frame, _ past: Frame) {
        guard case .numbers(let own)? = now[feature]?.values, case .numbers(let seen)? = past[feature]?.values
        else { return nil }
        let sorted = seen.filter { !$0.isNaN }.sorted()
        guard !sorted.isEmpty else { return nil }
        let reach = ActionableMoves.reach
        let range = Quantile.of(sorted, reach.lowerBound)...Quantile.of(sorted, reach.upperBound)
        let distinct = LeverValues.thinned(Set(sorted.filter(range.contains)).sorted())
        let isKnown = !own[0].isNaN
        all = isKnown ? Set(distinct + own).sorted() : [.nan] + distinct
        place = isKnown ? all.firstIndex(of: own[0])! : 0
        if all.count < 2 { return nil }
    }

    /// Evenly by rank, both ends among them.
    private static func thinned(_ values: [Double]) -> [Double] {
        let most = WhatIf.mostPlaces
        guard values.count > most else { return values }
        return (0..<most).map { values[$0 * (values.count - 1) / (most - 1)] }
    }
}

extension Frame {
    /// The one row repeated, with values in a column.
    func moved(_ feature: String, to values: [Double]) -> Frame {
        let rows = rows(values.map { _ in 0 })
        return Frame(
            columns: rows.columns.map { $0.name == feature ? FrameColumn(feature, .numbers(values)) : $0 },
            rowCount: values.count)
    }
}

extension Scorecard {
    /// Features that decide how others are read: which profile holds, where the ends of a map lie, how old a reading is.
    fileprivate var rulingFeatures: Set<String> {
        let conditions = profiles.compactMap { $0.condition?.feature }
        let beside = profiles.flatMap(\.measures).flatMap { $0.featureNames.dropFirst() }
        return Set(conditions + beside)
    }
}
