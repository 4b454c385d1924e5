import Features
import Health
import Metrics
import Modeling
import Signals
import Tables

/// What would have to change: moves of one actionable signal at a time that bring P(churn) to a target or the health score
/// into a better band, everything else held.
///
/// A move goes to a value that past renewals really had, between their 5% and 95% quantiles, and in the direction that the
/// signal is declared to be good in (either where it declares none). The nearest value that reaches the goal is told; where none does,
/// the one with the lowest P. Looked at: live numeric features with `actionable: true` that the model or the scorecard reads.
///
/// Not promised: effects. The model knows what went with losses, not what prevents them; signals that move together in life
/// are moved alone here, and a signal that is pushed for its own sake may lose its meaning. A trial tells (`pilot`).
public struct ActionableMoves: Sendable {
    /// A change of one signal and what it would do.
    public struct Move: Sendable {
        /// The feature that moves.
        public let feature: String
        /// NaN where it is not known.
        public let from: Double
        /// What it is moved to, on its own scale.
        public let to: Double
        /// Share of past renewals (where it is known) that stood there or further.
        public let pastShare: Double
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
        /// Whether P(churn) comes down to the target.
        public let reachesTarget: Bool
        /// Whether the band gets better.
        public let reachesBand: Bool

        /// Either of both.
        public var reachesGoal: Bool { reachesTarget || reachesBand }
    }

    /// Those that reach a goal first, then by P(churn).
    public let moves: [Move]
    /// P(churn) to come down to.
    public let target: Double
    /// How many signals were looked at.
    public let signalCount: Int
    /// Signals that the model counts the other way round than they are declared: moving them would mean to trust that.
    public let contrary: [String]

    /// Quantiles of past renewals that a move stays between.
    public static let reach = 0.05...0.95
    /// A fall of P(churn) below this is no news.
    public static let smallest = 0.005
    static let mostCandidates = 100

    /// - Parameters:
    ///   - model: the trained model.
    ///   - scorecard: the hand-set half.
    ///   - row: counted from 0 in the table.
    ///   - table: in which the account is `row`.
    ///   - past: rows of past renewals, which say what values there are.
    ///   - target: P(churn) to come down to; half of what it is by default.
    public init(
        _ model: ChurnModel, _ scorecard: Scorecard?, _ table: FeatureTable, row: Int, past: FeatureTable,
        target: Double? = nil
    ) throws(PreparationError) {
        let now = table.rows([row])
        let probability = try model.predict(now.frame).probabilities[0]
        let goal = Goal(
            probability: probability, target: target ?? probability / 2,
            band: scorecard.flatMap { card in
                HealthScores(card, now.frame).rounded(0).map { card.band($0).range.lowerBound }
            })
        let read = model.preparation.usedPredictors.union(scorecard?.featureNames ?? [])
        let features = table.features.filter { $0.isActionable && $0.status == .live && read.contains($0.name) }
        var (moves, contrary, count) = ([Move](), [String](), 0)
        for feature in features {
            guard let steps = Steps(feature, now.frame, past.frame) else { continue }
            count += 1
            let tried = try steps.tried(model, scorecard, now.frame, goal)
            moves += ActionableMoves.told(tried, goal)
            if ActionableMoves.isContrary(tried, goal) { contrary.append(feature.name) }
        }
        self.moves = moves.enumerated().sorted { ActionableMoves.precedes($0, $1) }.map(\.element)
        (self.target, signalCount, self.contrary) = (goal.target, count, contrary)
    }

    /// Of one signal's moves, the nearest first: the first to each goal, else the lowest P.
    private static func told(_ tried: [Move], _ goal: Goal) -> [Move] {
        let (target, band) = (tried.firstIndex(where: \.reachesTarget), tried.firstIndex(where: \.reachesBand))
        if target != nil || band != nil { return Set([target, band].compactMap(\.self)).sorted().map { tried[$0] } }
        let best = tried.min { $0.probability < $1.probability }
        return best.map { goal.probability - $0.probability >= smallest ? [$0] : [] } ?? []
    }

    private static func isContrary(_ tried: [Move], _ goal: Goal) -> Bool {
        let changes = tried.map { $0.probability - goal.probability }
        return (changes.max() ?? 0) >= smallest && (changes.min() ?? 0) >= 0
    }

    private static func precedes(_ a: (offset: Int, element: Move), _ b: (offset: Int, element: Move)) -> Bool {
        let (one, two) = (a.element, b.element)
        return (one.reachesGoal ? 0 : 1, one.probability, a.offset) < (
            two.reachesGoal ? 0 : 1, two.probability, b.offset
        )
    }
}

/// What a move is for.
private struct Goal {
    let probability: Double
    let target: Double
    /// Where the band of the health score begins; nil where there is none.
    let band: Int?
}

/// The values that one signal may move to.
private struct Steps {
    let feature: String
    let from: Double
    /// Nearest first.
    let values: [Double]
    /// Of past renewals, ascending.
    let seen: [Double]

    /// nil where the signal is no number, or nothing is seen of it in the past.
    init?(_ feature: Feature, _ now: Frame, _ past: Frame) {
        guard case .numbers(let own)? = now[feature.name]?.values, case .numbers(let all)? = past[feature.name]?.values
        else { return nil }
        let seen = all.filter { !$0.isNaN }.sorted()
        guard !seen.isEmpty else { return nil }
        let range =
            Quantile.of(seen, ActionableMoves.reach.lowerBound)...Quantile.of(seen, ActionableMoves.reach.upperBound)
        let start = own[0].isNaN ? Quantile.of(seen, 0.5) : own[0]
        let better = Steps.distinct(seen).filter { value in
            range.contains(value) && value != own[0]
                && (own[0].isNaN || Steps.isBetter(value, start, feature.direction))
        }
        (self.feature, from, self.seen) = (feature.name, own[0], seen)
        values = Steps.thinned(better).sorted { (abs($0 - start), $0) < (abs($1 - start), $1) }
    }

    private static func isBetter(_ value: Double, _ start: Double, _ direction: Signal.Direction) -> Bool {
        switch direction {
        case .good: value > start
        case .bad: value < start
        case .none: true
        }
    }

    private static func distinct(_ sorted: [Double]) -> [Double] {
        sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
    }

    /// Evenly by rank, both ends among them.
    private static func thinned(_ values: [Double]) -> [Double] {
        let most = ActionableMoves.mostCandidates
        guard values.count > most else { return values }
        return (0..<most).map { values[$0 * (values.count - 1) / (most - 1)] }
    }

    /// The account with each of the values, nearest first.
    func tried(
        _ model: ChurnModel, _ scorecard: Scorecard?, _ now: Frame, _ goal: Goal
    ) throws(PreparationError) -> [ActionableMoves.Move] {
        let frame = moved(now)
        let predictions = try model.predict(frame)
        let health = scorecard.map { HealthScores($0, frame) }
        return values.indices.map { place in
            let (score, p) = (health?.rounded(place), predictions.probabilities[place])
            let band = score.flatMap { scorecard?.band($0) }
            return ActionableMoves.Move(
                feature: feature, from: from, to: values[place], pastShare: pastShare(values[place]), probability: p,
                low: predictions.low[place], high: predictions.high[place], health: score, band: band?.name,
                reachesTarget: p <= goal.target && p < goal.probability,
                reachesBand: goal.band.flatMap { old in band.map { $0.range.lowerBound > old } } ?? false)
        }
    }

    /// The one row repeated, with the values in the signal's column.
    private func moved(_ now: Frame) -> Frame {
        let rows = now.rows(values.map { _ in 0 })
        return Frame(
            columns: rows.columns.map { $0.name == feature ? FrameColumn(feature, .numbers(values)) : $0 },
            rowCount: values.count)
    }

    /// There or further: on the side of `value` that lies away from where the account stands.
    private func pastShare(_ value: Double) -> Double {
        let start = from.isNaN ? Quantile.of(seen, 0.5) : from
        let beyond = seen.count { value >= start ? $0 >= value : $0 <= value }
        return Double(beyond) / Double(seen.count)
    }
}
