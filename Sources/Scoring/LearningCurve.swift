import Metrics
import Modeling
import Regression
import Signals
import Tables

/// From how many past renewals on the learned weights rank better than the hand-set score.
///
/// In each draw the accounts are put into a random order, and models are learned on the first of them, ever more (nested, so that
/// a draw's curve is one book that grows); all are judged on the same renewals, which none had seen, and each is set beside the
/// hand-set score on them (paired, DeLong, clustered by account). At each size the difference is the mean over draws; its
/// variance is the mean of the draws' own plus that of the draws' mean.
///
/// Not promised: another business's number. Draws are of one book and share accounts, the more the nearer they come to all of
/// it, and with all of it there is but one; a smaller book of other customers may need more.
public struct LearningCurve: Sendable {
    /// Both scores at one number of past renewals.
    public struct Point: Sendable {
        /// Renewals learned from, in the mean of the draws.
        public let renewals: Int
        /// Losses among them, in the mean of the draws.
        public let losses: Int
        /// Draws that could be judged.
        public let draws: Int
        /// Mean AUC over draws, and the least and the greatest.
        public let auc: Double
        /// AUC of the worst draw.
        public let lowest: Double
        /// AUC of the best draw.
        public let highest: Double
        /// AUC less that of the hand-set score.
        public let difference: Estimate
    }

    /// By rising size; none where nothing could be learned.
    public let points: [Point]
    /// Of the hand-set score on the same renewals: the line to cross.
    public let handSet: Double
    /// All renewals that could be learned from.
    public let rowCount: Int
    /// The renewals that all points are judged on.
    public let checkedCount: Int

    /// The smallest book that is tried; each next one is twice as large.
    public static let smallest = 50

    /// - Parameters:
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - learned: rows to learn from.
    ///   - checked: rows to be judged on, all with a health score.
    ///   - handSet: the health score as a ranking, on the checked rows.
    ///   - options: of the model; terms are linear and nothing is calibrated, which does not touch a ranking.
    ///   - draws: orders of the accounts.
    public init(
        learned: Observations, checked: Observations, handSet: ScoredOutcomes, options: TrainingOptions,
        draws: Int = 8, seed: UInt64 = 42
    ) {
        var options = options
        (options.terms, options.calibration) = (.linear, NoCalibrator.name)
        let sizes = LearningCurve.sizes(learned.count)
        let trials = sizes.flatMap { size in (0..<(size == learned.count ? 1 : draws)).map { (size, $0) } }
        let fixed = options
        let found = concurrentMap(trials.count) { trial -> Trial? in
            let (size, draw) = trials[trial]
            let rows = LearningCurve.rows(learned, size: size, draw: draw, seed: seed)
            return Trial(learned.rows(rows), checked, handSet, fixed)
        }
        points = sizes.compactMap { size in
            Point(zip(trials, found).compactMap { $0.0 == size ? $1 : nil })
        }
        self.handSet = AreaUnderCurve.value(handSet)
        (rowCount, checkedCount) = (learned.count, checked.count)
    }

    static func sizes(_ count: Int) -> [Int] {
        var sizes: [Int] = []
        var size = smallest
        while size < count {
            sizes.append(size)
            size *= 2
        }
        return sizes + [count]
    }

    /// The rows of the first accounts in the draw's order, at least `size` of them.
    static func rows(_ data: Observations, size: Int, draw: Int, seed: UInt64) -> [Int] {
        guard size < data.count else { return Array(0..<data.count) }
        let groups = data.groups ?? (0..<Int32(data.count)).map { $0 }
        var random = SeededGenerator(seed: seed &+ UInt64(draw) &* 7919)
        let members = Dictionary(grouping: groups.indices) { groups[$0] }
        var rows: [Int] = []
        for account in random.shuffled(members.keys.sorted()) where rows.count < size { rows += members[account]! }
        return rows.sorted()
    }

    /// The first size from which on the whole interval of the difference lies above 0; nil where there is none.
    public var crossing: Point? {
        let tail = points.reversed().prefix { ($0.difference.low ?? -1) > 0 }
        return tail.last
    }

    /// Columns renewals, churned, draws, auc, lowest, highest, difference, low, high.
    public var table: Table {
        Table(
            "learning_curve",
            columns: [
                .init("renewals", .grouped), .init("churned", .grouped), .init("draws", .grouped),
                .init("auc", title: "AUC", .decimals(3)), .init("lowest", .decimals(3)), .init("highest", .decimals(3)),
                .init("difference", title: "less hand-set", .decimals(3)), .init("low", .decimals(3)),
                .init("high", .decimals(3)),
            ],
            rows: points.map {
                [
                    .integer($0.renewals), .integer($0.losses), .integer($0.draws), .number($0.auc),
                    .number($0.lowest), .number($0.highest), .number($0.difference.value),
                    .optional($0.difference.low), .optional($0.difference.high),
                ]
            })
    }

    /// From how many renewals on it pays, in a sentence.
    public var verdict: String {
        guard let last = points.last else {
            return "too few renewals or losses to learn from at any size."
        }
        if let crossing {
            return
                "learned ranks better than hand-set from about \(NumberFormat.grouped(crossing.renewals)) renewals on."
        }
        let all = NumberFormat.grouped(last.renewals)
        let side =
            last.difference.value > 0
            ? "ahead, but not clearly (the interval of the difference holds 0)" : "not ahead"
        return "not reached: with all \(all) renewals learned is \(side)."
    }
}

/// One model of one draw.
private struct Trial: Sendable {
    let renewals: Int
    let losses: Int
    let auc: Double
    let difference: Double
    let variance: Double

    /// nil where nothing can be learned (one outcome only), or the difference cannot be judged.
    init?(
        _ learned: Observations, _ checked: Observations, _ handSet: ScoredOutcomes, _ options: TrainingOptions
    ) {
        let description = ModelDescription(origin: .portfolio(daysBefore: []), features: [], observations: learned)
        guard learned.eventCount >= 5, learned.count - learned.eventCount >= 5,
            let model = try? Training(learned, description: description, options: options).model,
            let scored = try? model.scored(checked)
        else { return nil }
        let difference = PairedDifference.auc(scored, handSet)
        guard let low = difference.low, let high = difference.high else { return nil }
        let error = (high - low) / (2 * Intervals.z95)
        (renewals, losses) = (learned.count, learned.eventCount)
        auc = AreaUnderCurve.value(scored)
        (self.difference, variance) = (difference.value, error * error)
    }
}

extension LearningCurve.Point {
    fileprivate init?(_ trials: [Trial]) {
        guard !trials.isEmpty else { return nil }
        let count = Double(trials.count)
        func mean(_ value: (Trial) -> Double) -> Double { trials.reduce(0) { $0 + value($1) } / count }
        let difference = mean(\.difference)
        let among =
            trials.count > 1
            ? mean { ($0.difference - difference) * ($0.difference - difference) } / (count - 1) : 0
        self.init(
            renewals: Int(mean { Double($0.renewals) }.rounded()), losses: Int(mean { Double($0.losses) }.rounded()),
            draws: trials.count, auc: mean(\.auc), lowest: trials.map(\.auc).min()!,
            highest: trials.map(\.auc).max()!,
            difference: Estimate(difference, standardError: (mean(\.variance) + among).squareRoot(), in: -1...1))
    }
}
