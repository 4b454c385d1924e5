import Modeling
import Signals
import Tables
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

    /// An account that is lost in its second row is dealt out among the lost ones.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func accountsAreStratifiedByAllTheirRows(seed: UInt64) {
        let data = Observations(
            predictors: Frame(columns: [], rowCount: 200), outcomes: (0..<200).map { (100..<120).contains($0) ? 1 : 0 },
            groups: (0..<200).map { Int32($0 % 100) })
        for fold in FoldPlan.random(data, folds: 5, seed: seed).folds {
            #expect(fold.test.count { data.outcomes[$0] == 1 } == 4)
        }
    }

    @Test func timeOrderedFoldsLearnOnlyWhatWasKnown() throws {
        let data = Samples.observations(1500, dated: true)
        let plan = try #require(FoldPlan.timeOrdered(data, folds: 5))
        for fold in plan.folds {
            let firstCutoff = fold.test.map { data.cutoffs![$0] }.min()!
            #expect(fold.training.allSatisfy { data.known![$0] < firstCutoff })
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
        let days = plan.folds.map { Set($0.test.map { data.dates![$0] }) }
        for (a, b) in zip(days, days.dropFirst()) { #expect(a.isDisjoint(with: b)) }
    }

    /// An outcome that was decided late is learned from only where it was known before the fold's first row was scored.
    @Test func lateDecisionsAreNotLearnedBeforeTheyAreKnown() throws {
        let data = Samples.observations(1500, dated: true, lateDays: 45)
        let plan = try #require(FoldPlan.timeOrdered(data, folds: 5))
        for fold in plan.folds {
            let firstCutoff = fold.test.map { data.cutoffs![$0] }.min()!
            #expect(fold.training.allSatisfy { data.known![$0] < firstCutoff })
            let dated = data.dates!.indices.filter { data.dates![$0] < firstCutoff }
            // By their date alone these would be learned from, too.
            let late = Set(dated).subtracting(fold.training)
            #expect(!late.isEmpty && late.allSatisfy { $0 % Samples.lateEvery == 0 })
        }
    }

    @Test func aWalkForwardThatCannotBeIsRefusedWithItsCounts() {
        let data = Samples.observations(80, dated: true)
        let few = #expect(throws: TrainingError.self) { try FoldPlan.walkForward(data, folds: 2) }
        #expect(few?.description.contains("fold 1 of 2 would learn from") == true, "\(few?.description ?? "")")
        #expect(few?.description.contains("20 of each are needed") == true)
        let many = #expect(throws: TrainingError.self) {
            try FoldPlan.walkForward(Samples.observations(1000, dated: true), folds: 60)
        }
        #expect(many?.description.contains("would be checked on") == true, "\(many?.description ?? "")")
        let undated = #expect(throws: TrainingError.self) {
            try FoldPlan.walkForward(Samples.observations(900), folds: 3)
        }
        #expect(undated?.description.contains("--time") == true)
        let alone = #expect(throws: TrainingError.self) {
            try FoldPlan.walkForward(Samples.observations(1500, dated: true), folds: 3, apart: .training)
        }
        #expect(alone?.description.contains("--group") == true)
    }

    /// Rows of an account on both sides leave one of them, and only they do.
    @Test(arguments: FoldPlan.AccountsApart.allCases) func accountsCanBeKeptApart(apart: FoldPlan.AccountsApart) throws
    {
        let rows = Samples.observations(2400, dated: true)
        var random = SeededGenerator(seed: 8)
        let groups = (0..<2400).map { _ in Int32(random.below(1500)) }
        let data = Observations(
            predictors: rows.predictors, outcomes: rows.outcomes, groups: groups, cutoffs: rows.cutoffs,
            dates: rows.dates)
        let (plain, parted) = (
            try FoldPlan.walkForward(data, folds: 3), try FoldPlan.walkForward(data, folds: 3, apart: apart)
        )
        for (whole, fold) in zip(plain.folds, parted.folds) {
            #expect(whole.overlap(groups) > 0 && fold.overlap(groups) == 0)
            #expect(apart == .training ? fold.test == whole.test : fold.training == whole.training)
            let left = Set(whole.training + whole.test).subtracting(fold.training + fold.test)
            let (learned, tested) = (Set(whole.training.map { groups[$0] }), Set(whole.test.map { groups[$0] }))
            #expect(left.allSatisfy { learned.contains(groups[$0]) && tested.contains(groups[$0]) })
        }
    }
}
