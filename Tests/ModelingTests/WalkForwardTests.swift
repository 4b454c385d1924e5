import Metrics
import Modeling
import Signals
import Tables
import Testing

struct WalkForwardTests {
    private static let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1, calibration: "none")

    private func walk(_ data: Observations, folds: Int = 4) throws -> (WalkForward, Validation, FoldPlan) {
        let plan = try FoldPlan.walkForward(data, folds: folds)
        let validation = try Validation(data, plans: [plan], options: WalkForwardTests.options)
        return (try WalkForward(validation, data), validation, plan)
    }

    @Test func foldsAreCountedAsTheyAre() throws {
        let data = Samples.observations(1500, accounts: 700, dated: true, lateDays: 45)
        let (walk, validation, plan) = try walk(data)
        #expect(walk.folds.count == 4)
        for (fold, planned) in zip(walk.folds, plan.folds) {
            #expect(fold.learned == planned.training.count && fold.checked == planned.test.count)
            #expect(fold.learnedLost == planned.training.count { data.outcomes[$0] == 1 })
            let firstCutoff = planned.test.map { data.cutoffs![$0] }.min()!
            #expect(try #require(fold.until) < firstCutoff)
            let before = data.dates!.count { $0 < fold.span.lowerBound }
            #expect(fold.purged == before - fold.learned && fold.purged > 0)
            #expect(fold.shared == planned.overlap(data.groups) && fold.shared > 0)
        }
        #expect(walk.folds.reduce(0) { $0 + $1.checked } == validation.predictions.count)
        #expect(walk.folds.reduce(0) { $0 + $1.shared } == validation.overlappingRows)
        for (a, b) in zip(walk.folds, walk.folds.dropFirst()) { #expect(a.span.upperBound < b.span.lowerBound) }
    }

    @Test func aFoldIsJudgedOnItsOwnRowsAndThePoolOnAll() throws {
        let data = Samples.observations(1500, dated: true)
        let (walk, validation, _) = try walk(data, folds: 3)
        let second = validation.predictions.filter { $0.fold == 1 }
        let scored = try ScoredOutcomes(
            logOdds: second.map(\.logOdds), outcomes: second.map { data.outcomes[$0.row] })
        #expect(walk.folds[1].quality.auc == AreaUnderCurve.analytic(scored))
        #expect(walk.folds[1].quality.lost == second.reduce(0) { $0 + data.outcomes[$1.row] })
        #expect(abs(walk.folds[1].quality.expected.value - second.reduce(0) { $0 + $1.probability }) < 1e-9)
        #expect(walk.pooled.auc == AreaUnderCurve.analytic(validation.scored))
        #expect(walk.pooled.lost == walk.folds.reduce(0) { $0 + $1.quality.lost })
    }

    /// The truth holds through time: no fold stands out, and the probabilities are kept.
    @Test func aTruthThatHoldsIsSaidToHold() throws {
        let (walk, _, _) = try walk(Samples.observations(3000, dated: true))
        #expect(walk.verdict.hasPrefix("in 4 of 4 folds it ranks better than chance"), "\(walk.verdict)")
        #expect(walk.verdict.contains("no more than chance explains"))
        // The range is of chance alone: what a fold's model does not know for sure puts one outside more often than once in 20.
        #expect(walk.folds.count { $0.quality.isKept } >= 3)
        #expect(walk.qualityTable.rows.count == 5 && walk.foldTable.rows.count == 4)
    }

    /// In the last block losses come as if the predictors said the opposite: that fold is told apart, and its losses are not kept.
    @Test func aTruthThatTurnsIsSeenInItsFold() throws {
        let data = Samples.observations(2400, dated: true)
        let turned = data.outcomes.enumerated().map { $0 >= 2000 ? 1 - $1 : $1 }
        let changed = Observations(
            predictors: data.predictors, outcomes: turned, cutoffs: data.cutoffs, dates: data.dates)
        let (walk, _, _) = try walk(changed)
        #expect(walk.folds[0].quality.auc.value > 0.7 && walk.folds[3].quality.auc.value < 0.3)
        #expect((walk.difference?.p ?? 1) < 0.001 && walk.verdict.contains("more than chance explains"))
        #expect(!walk.folds[3].quality.isKept)
        #expect(walk.verdict.hasPrefix("in 3 of 4 folds"))
    }
}
