import Modeling
import Signals
import Testing

struct FoldPlanTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyRowIsHeldOutOnceAndAccountsStayTogether(seed: UInt64) {
        let data = Samples.observations(301, seed: seed, accounts: 97)
        let plan = FoldPlan.random(data, folds: 5, seed: seed)
        #expect(plan.scheme == .grouped)
        #expect(plan.folds.flatMap(\.test).sorted() == Array(0..<301))
        for fold in plan.folds {
            let learned = Set(fold.training.map { data.groups![$0] })
            #expect(fold.test.allSatisfy { !learned.contains(data.groups![$0]) })
            #expect(Set(fold.training).union(fold.test).count == 301)
        }
    }

    @Test func randomFoldsAreStratifiedAndSeeded() {
        let data = Samples.observations(1000)
        let plan = FoldPlan.random(data, folds: 5, seed: 42)
        let rates = plan.folds.map { fold in fold.test.reduce(0) { $0 + data.outcomes[$1] } / Double(fold.test.count) }
        #expect(rates.max()! - rates.min()! < 0.01)
        #expect(plan == FoldPlan.random(data, folds: 5, seed: 42))
        #expect(plan != FoldPlan.random(data, folds: 5, seed: 43))
    }

    @Test func timeOrderedFoldsLearnOnlyWhatWasKnown() throws {
        let data = Samples.observations(1500, dated: true)
        let plan = try #require(FoldPlan.timeOrdered(data, folds: 5))
        for fold in plan.folds {
            let firstCutoff = fold.test.map { data.cutoffs![$0] }.min()!
            #expect(fold.training.allSatisfy { data.decided![$0] < firstCutoff })
            // The purge leaves out the rows in between: they were decided after the first held-out row was scored.
            #expect(fold.training.count < fold.test.min()!)
        }
        let held = plan.folds.flatMap(\.test)
        #expect(Set(held).count == held.count)
    }

    @Test func tooFewRowsAreRefusedNotSilentlyShuffled() {
        let data = Samples.observations(80, dated: true)
        #expect(FoldPlan.timeOrdered(data, folds: 5) == nil)
        let plan = FoldPlan.automatic(data, folds: 5, seed: 42)
        #expect(plan.scheme == .stratified)
        #expect(plan.note?.contains("too few") == true)
    }

    @Test func renewalsOfOneDayStayInOneBlock() throws {
        let data = Samples.observations(1200, dated: true)
        let plan = try #require(FoldPlan.timeOrdered(data, folds: 4))
        let days = plan.folds.map { Set($0.test.map { data.decided![$0] }) }
        for (a, b) in zip(days, days.dropFirst()) { #expect(a.isDisjoint(with: b)) }
    }
}
