import Health
import Scoring
import Tables
import Testing

/// Laws over 10 000 random scorecards and accounts, and a mutant for each law: one that no mutant fails says nothing.
@Suite struct ScorecardLawTests {
    private static let perSuite = 500

    @Test(arguments: 0..<20) func lawsHold(part: Int) {
        var previous: Scorecard?
        for seed in (part * ScorecardLawTests.perSuite)..<((part + 1) * ScorecardLawTests.perSuite) {
            let base = RandomBase(seed: seed)
            let broken = ScorecardLaws.broken(by: Scorer(), on: base, previous: &previous)
            #expect(broken == [], "seed \(seed)\n\(base.text)")
            if !broken.isEmpty { return }
        }
    }

    static let mutants: [(law: String, scorer: Scorer)] = {
        func mutant(_ law: String, _ change: (inout Scorer) -> Void) -> (law: String, scorer: Scorer) {
            var scorer = Scorer()
            change(&scorer)
            return (law, scorer)
        }
        return [
            mutant("range") { $0.totals = { HealthScores($0, $1).totals.map { 1.3 * $0 } } },
            mutant("monotone") { $0.totals = { HealthScores($0, $1).totals.map { 100 - $0 } } },
            mutant("parts") { $0.parts = { scores, row in ScorecardMutants.roundedApart(scores, row) } },
            mutant("change") { $0.changes = { ScorecardMutants.without(.missing, $0, $1) } },
            mutant("change") { $0.changes = { ScorecardMutants.without(.caps, $0, $1) } },
            mutant("change") { $0.changes = { ScorecardMutants.without(.override, $0, $1) } },
            mutant("causes") { $0.changes = { ScorecardMutants.blamingTheCard($0, $1) } },
            mutant("roll-up") {
                $0.rollUp = { rollUp, scores, parents, arr in
                    rollUp.scores(scores, parents: parents, arr: arr).map { $0 + 1 }
                }
            },
            mutant("overrides") {
                $0.override = { card, account, day in
                    card.overrides.all.first { $0.accountID == account && $0.from <= day }
                }
            },
            mutant("unknown names") { $0.read = { try ScorecardMutants.lenient($0) } },
        ]
    }()

    @Test func everyLawHasItsMutant() {
        let fallen = Set(ScorecardLawTests.mutants.map(\.law))
        #expect(fallen == Set(ScorecardLaws.names))
    }

    @Test(arguments: mutants.indices) func aMutantFails(index: Int) {
        let (law, scorer) = ScorecardLawTests.mutants[index]
        var previous: Scorecard?
        for seed in 0..<200 {
            let base = RandomBase(seed: seed)
            if ScorecardLaws.broken(by: scorer, on: base, previous: &previous).contains(law) { return }
        }
        Issue.record("no base shows that the mutant breaks \(law)")
    }
}

private enum ScorecardMutants {
    /// Every part rounded by itself.
    static func roundedApart(_ scores: HealthScores, _ row: Int) -> [Int] {
        guard let parts = scores.parts(row) else { return [] }
        let points = scores.points.map { $0[row] }
        let weights = scores.profile(row).weights
        let known = zip(points, weights).reduce(0) { $0 + ($1.0.isNaN ? 0 : $1.1) }
        return zip(points, weights).map { $0.isNaN ? 0 : Int(($0 * $1 / known).rounded()) } + [parts.cap]
    }

    static func without(_ cause: ScoreChange.Cause, _ before: ScoredDay, _ after: ScoredDay) -> [SeenChange] {
        Scorer().changes(before, after).map { change in
            var change = change
            change.steps.removeAll { $0.cause == cause }
            return change
        }
    }

    static func blamingTheCard(_ before: ScoredDay, _ after: ScoredDay) -> [SeenChange] {
        Scorer().changes(before, after).map { change in
            var change = change
            change.steps = change.steps.map { (.configuration, $0.exact, $0.points) }
            return change
        }
    }

    /// Leaves out what it does not know.
    static func lenient(_ text: String) throws -> Scorecard {
        do { return try RandomBase.readFlow(text) } catch {
            guard "\(error)".contains("unknown name") else { throw error }
            let alone = "logins: {weight: 100, map: linear, worst: 0, best: 1}"
            return try RandomBase.readFlow("{version: 1, groups: {a: {weight: 100, measures: {\(alone)}}}}")
        }
    }
}
