import Health

/// Why an account's health score is another than it was, in whole points that add up exactly.
///
/// The way from the old score to the new one is walked in a fixed order, and each step is what it changes where it stands
/// (so steps that work together share by that order):
/// 1. `configuration`: the old readings under the new scorecard, caps included;
/// 2. `profile`: the old readings under the profile that the new ones are judged by;
/// 3. measure by measure, in file order: `missing` where a reading appeared or was lost (weight that moves to the others
///    is in it), else `moves` for the value at its old age, then `decay` for the age;
/// 4. `caps`: knock-outs that came or went;
/// 5. `override`: what people say on top, at the new date less at the old one.
///
/// Steps are exact before they are whole: causes get the score's whole change by the largest-remainder method
/// (`Apportionment`), and the steps of a cause the cause's. Where a step on the way leaves nothing known, it counts 0 and
/// the next one carries it.
public struct ScoreChange: Sendable {
    /// Why a health score moved.
    public enum Cause: String, Sendable, CaseIterable {
        /// Readings moved; readings grew old; values became missing or known; another profile; another scorecard; caps;
        /// an override.
        case moves, decay, missing, profile, configuration, caps, override
    }

    /// One cause and the points it moved.
    public struct Step: Sendable {
        /// The cause.
        public let cause: Cause
        /// nil for steps of the whole score.
        public let measure: String?
        /// Before rounding.
        public let exact: Double
        /// They sum to `ScoreChange.change`.
        public internal(set) var points = 0

        init(_ cause: Cause, _ measure: String? = nil, _ exact: Double) {
            (self.cause, self.measure, self.exact) = (cause, measure, exact)
        }
    }

    /// The account.
    public let accountID: String
    /// The whole scores that people see, after overrides; nil where unscored.
    public let from: Int?
    /// The score now; nil where it has none.
    public let to: Int?
    /// Steps that are not 0, in the order of the walk; empty where the rules gave no score at one of the dates.
    public let steps: [Step]

    /// nil where one of the scores is missing.
    public var change: Int? { from.flatMap { from in to.map { $0 - from } } }

    /// Whether both scores were computed, so that the steps add up to the change.
    public let isExplained: Bool

    /// The points that one cause moved.
    public func points(_ cause: Cause) -> Int { steps.reduce(0) { $0 + ($1.cause == cause ? $1.points : 0) } }

    /// The steps that did most, at most `count`, the larger first: `exec_touch -6, nps missing -3`.
    public func words(_ count: Int = 3) -> String {
        guard isExplained else { return from == nil ? (to == nil ? "unscored" : "was unscored") : "no longer scored" }
        let largest = steps.filter { $0.points != 0 }.enumerated().sorted {
            (abs($1.element.points), $0.offset) < (abs($0.element.points), $1.offset)
        }
        return largest.prefix(count).map(\.element.words).joined(separator: ", ")
    }

    init(_ accountID: String, from: ShownScore, to: ShownScore, exact: [Step]) {
        (self.accountID, self.from, self.to) = (accountID, from.shown, to.shown)
        guard let old = from.computed, let new = to.computed else {
            (steps, isExplained) = ([], false)
            return
        }
        let override = to.overridden - from.overridden
        steps = ScoreChange.whole(exact, total: new - old) + ScoreChange.override(override)
        isExplained = true
    }

    private static func override(_ points: Int) -> [Step] {
        guard points != 0 else { return [] }
        var step = Step(.override, nil, Double(points))
        step.points = points
        return [step]
    }

    /// Whole points: first the causes', then the steps' within each.
    private static func whole(_ steps: [Step], total: Int) -> [Step] {
        let causes = Cause.allCases.filter { cause in steps.contains { $0.cause == cause } }
        let sums = causes.map { cause in steps.reduce(0) { $0 + ($1.cause == cause ? $1.exact : 0) } }
        var whole = steps
        for (cause, points) in zip(causes, Apportionment.integers(sums, total: total)) {
            let places = steps.indices.filter { steps[$0].cause == cause }
            let parts = Apportionment.integers(places.map { steps[$0].exact }, total: points)
            for (place, points) in zip(places, parts) { whole[place].points = points }
        }
        return whole
    }
}

extension ScoreChange.Step {
    /// `nps missing -3`.
    var words: String {
        let what = measure.map { cause == .moves ? $0 : "\($0) \(cause.rawValue)" } ?? cause.rawValue
        return "\(what) \(points > 0 ? "+" : "")\(points)"
    }
}

extension ScoreChange {
    /// The change of every account that has a row at both dates, in the order of the new one. The scorecards may differ.
    public static func all(from before: ScoredDay, to after: ScoredDay) -> [ScoreChange] {
        let pairs = MatchedRows.of(before.accountIDs, after.accountIDs)
        return between(before.rows(pairs.map(\.before)), after.rows(pairs.map(\.after)))
    }

    /// Rows are matched one by one.
    private static func between(_ before: ScoredDay, _ after: ScoredDay) -> [ScoreChange] {
        let old = HealthScores(before.scorecard, before.frame)
        let new = HealthScores(after.scorecard, after.frame)
        let walk = ScoreWalk(old, to: new, before.frame, after.frame)
        return after.accountIDs.indices.map { row in
            ScoreChange(
                after.accountIDs[row], from: before.shown(old, row), to: after.shown(new, row), exact: walk.steps[row])
        }
    }
}
