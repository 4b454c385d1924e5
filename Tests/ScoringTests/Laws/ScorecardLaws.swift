import Health
import Scoring
import Signals
import Tables

/// What the laws hold: the real thing, or a mutant of it.
struct Scorer: Sendable {
    var read: @Sendable (String) throws -> Scorecard = { try RandomBase.readFlow($0) }
    var totals: @Sendable (Scorecard, Frame) -> [Double] = { HealthScores($0, $1).totals }
    /// Of one row: the parts of the measures and of the cap.
    var parts: @Sendable (HealthScores, Int) -> [Int] = { scores, row in
        scores.parts(row).map { $0.measures + [$0.cap] } ?? []
    }
    var changes: @Sendable (ScoredDay, ScoredDay) -> [SeenChange] = { before, after in
        ScoreChange.all(from: before, to: after).map { SeenChange($0) }
    }
    var rollUp: @Sendable (RollUp, [Double], [Int?], [Double?]) -> [Double] = { $0.scores($1, parents: $2, arr: $3) }
    var override: @Sendable (Scorecard, String, Day) -> ScoreOverride? = { $0.overrides.of($1, on: $2) }
}

/// A change as people see it.
struct SeenChange: Sendable {
    var from: Int?
    var to: Int?
    var isExplained: Bool
    var steps: [(cause: ScoreChange.Cause, exact: Double, points: Int)]

    init(_ change: ScoreChange) {
        (from, to, isExplained) = (change.from, change.to, change.isExplained)
        steps = change.steps.map { ($0.cause, $0.exact, $0.points) }
    }
}

enum ScorecardLaws {
    static let names = ["range", "monotone", "parts", "change", "causes", "roll-up", "overrides", "unknown names"]

    /// The laws that do not hold on a base; `previous` is another base's scorecard, for changes of configuration, and becomes
    /// this one's.
    static func broken(by scorer: Scorer, on base: RandomBase, previous: inout Scorecard?) -> Set<String> {
        guard let card = try? scorer.read(base.text) else { return ["reading"] }
        defer { previous = card }
        var broken: Set<String> = []
        func hold(_ law: String, _ holds: Bool) { if !holds { broken.insert(law) } }
        hold("range", isInRange(scorer, card, base.before))
        hold("monotone", isMonotone(scorer, card, base))
        hold("parts", partsAddUp(scorer, card, base.before))
        hold("change", changesAddUp(scorer, card, previous ?? card, base))
        hold("causes", causesAreTheirs(scorer, card, previous ?? card, base))
        hold("roll-up", rollUpIsWithin(scorer, card, base))
        hold("overrides", overridesExpire(scorer, card, base))
        hold("unknown names", typoIsRefused(scorer, base))
        return broken
    }

    private static func isInRange(_ scorer: Scorer, _ card: Scorecard, _ frame: Frame) -> Bool {
        let scores = HealthScores(card, frame)
        let parts = Array(scores.dimensions.values.joined()) + Array(scores.categories.values.joined())
        let all = scorer.totals(card, frame) + scores.uncapped + Array(scores.points.joined()) + parts
        let isUnscored = scores.totals.indices.filter { scores.totals[$0].isNaN }
        return all.allSatisfy { $0.isNaN || ($0 >= -1e-9 && $0 <= 100 + 1e-9) }
            && scores.coverage.allSatisfy { (0...1).contains($0) } && Set(scores.unscored.keys) == Set(isUnscored)
            && card.profiles.allSatisfy { abs($0.weights.reduce(0, +) - 1) < 1e-12 }
    }

    /// A value moved the good way never lowers a score.
    private static func isMonotone(_ scorer: Scorer, _ card: Scorecard, _ base: RandomBase) -> Bool {
        let before = scorer.totals(card, base.before)
        let profiles = card.profileIndices(base.before)
        return card.measures.indices.allSatisfy { place in
            let directions = card.profiles.map { $0.measures[place].rule.direction }
            return [1.0, -1].filter { directions.contains(Int($0)) }.allSatisfy { way in
                let after = scorer.totals(card, base.before.adding(2.5 * way, to: card.measures[place].feature))
                return before.indices.allSatisfy { row in
                    directions[profiles[row]] != Int(way) || before[row].isNaN || after[row] >= before[row] - 1e-9
                }
            }
        }
    }

    private static func partsAddUp(_ scorer: Scorer, _ card: Scorecard, _ frame: Frame) -> Bool {
        let scores = HealthScores(card, frame)
        return scores.totals.indices.allSatisfy { row in
            let parts = scorer.parts(scores, row)
            guard let shown = scores.rounded(row) else { return parts.isEmpty }
            return parts.reduce(0, +) == shown && parts.dropLast().allSatisfy { $0 >= 0 } && parts[parts.count - 1] <= 0
        }
    }

    private static func changesAddUp(
        _ scorer: Scorer, _ card: Scorecard, _ previous: Scorecard, _ base: RandomBase
    ) -> Bool {
        let (first, second) = (Day("2025-12-31")!, Day("2026-02-01")!)
        let (old, new) = (HealthScores(previous, base.before), HealthScores(card, base.after))
        let changes = scorer.changes(base.day(previous, base.before, first), base.day(card, base.after, second))
        return changes.indices.allSatisfy { row in
            let (change, both) = (changes[row], !old.totals[row].isNaN && !new.totals[row].isNaN)
            guard change.isExplained == both, both, let from = change.from, let to = change.to else { return !both }
            let rules = change.steps.filter { $0.cause != .override }
            let exact = rules.reduce(0) { $0 + $1.exact }
            return change.steps.reduce(0) { $0 + $1.points } == to - from
                && abs(exact - (new.totals[row] - old.totals[row])) < 1e-6
                && rules.allSatisfy { abs(Double($0.points) - $0.exact) < 2 }
        }
    }

    /// Nothing changes where nothing did; what one cause alone did is that cause's.
    private static func causesAreTheirs(
        _ scorer: Scorer, _ card: Scorecard, _ previous: Scorecard, _ base: RandomBase
    ) -> Bool {
        let day = Day("2025-12-31")!
        func causes(_ a: Scorecard, _ x: Frame, _ b: Scorecard, _ y: Frame) -> Set<ScoreChange.Cause> {
            Set(scorer.changes(base.day(a, x, day), base.day(b, y, day)).flatMap(\.steps).map(\.cause))
        }
        let older = base.before.adding(1, to: "quiet")
        return causes(card, base.before, card, base.before).isEmpty
            && causes(previous, base.before, card, base.before).isSubset(of: [.configuration])
            && !causes(card, base.before, card, base.after).contains(.configuration)
            && causes(card, base.before, card, older).isSubset(of: [.decay, .caps])
    }

    private static func rollUpIsWithin(_ scorer: Scorer, _ card: Scorecard, _ base: RandomBase) -> Bool {
        let scores = scorer.totals(card, base.after)
        return RollUp.allCases.allSatisfy { rollUp in
            let rolled = scorer.rollUp(rollUp, scores, base.parents, base.arr)
            return rolled.indices.allSatisfy { account in
                let below = descendants(of: account, base.parents).map { scores[$0] }.filter { !$0.isNaN }
                guard let low = below.min(), let high = below.max() else { return rolled[account].isNaN }
                return rolled[account].isNaN ? rollUp == .arrWeighted : (low...high).contains(rolled[account])
            }
        }
    }

    private static func descendants(of account: Int, _ parents: [Int?]) -> [Int] {
        parents.indices.filter { place in
            var place = parents[place]
            while let above = place {
                if above == account { return true }
                place = parents[above]
            }
            return false
        }
    }

    /// It holds on its first day, not before, and not on the day it expires.
    private static func overridesExpire(_ scorer: Scorer, _ card: Scorecard, _ base: RandomBase) -> Bool {
        card.overrides.all.allSatisfy { override in
            func holds(_ day: Day) -> Bool { scorer.override(card, override.accountID, day) != nil }
            return holds(override.from) && holds(override.expires - 1) && !holds(override.from - 1)
                && !holds(override.expires) && !holds(override.expires + 1000)
        }
    }

    private static func typoIsRefused(_ scorer: Scorer, _ base: RandomBase) -> Bool {
        do { _ = try scorer.read(base.typo.text) } catch {
            let text = "\(error)"
            return text.hasPrefix("scorecard.yaml:") && text.contains("unknown name \"\(base.typo.wrong)\"")
                && text.contains("did you mean \"\(base.typo.right)\"")
        }
        return false
    }
}
