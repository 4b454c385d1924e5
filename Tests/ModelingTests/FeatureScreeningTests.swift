import Features
import Foundation
import Metrics
import Modeling
import Signals
import Tables
import Testing

@Suite struct FeatureScreeningTests {
    /// `accounts` accounts with three yearly rows each. Outcomes move together within accounts, and so do the values of
    /// features: level and scatter, normal-like, skewed, whole numbers, and every fifth a category.
    private func noise(_ features: Int, accounts: Int = 100, seed: UInt64) -> Observations {
        var random = SeededGenerator(seed: seed)
        let groups = (0..<accounts).flatMap { Array(repeating: Int32($0), count: 3) }
        let risk = (0..<accounts).map { _ in random.uniform() < 0.3 ? 0.35 : 0.05 }
        let columns = (0..<features).map { number -> FrameColumn in
            let level = (0..<accounts).map { _ in random.uniform() + random.uniform() + random.uniform() }
            let values = groups.map { level[Int($0)] + random.uniform() }
            switch number % 5 {
            case 0: return FrameColumn("f\(number)", .categories(Categories(values.map { "level \(Int($0))" })))
            case 1: return FrameColumn("f\(number)", .numbers(values.map { exp(1.5 * $0) }))
            case 2: return FrameColumn("f\(number)", .numbers(values.map { max(0, $0 - 2.5).rounded(.up) }))
            case 3: return FrameColumn("f\(number)", .numbers(values.map { random.uniform() < 0.3 ? .nan : $0 }))
            default: return FrameColumn("f\(number)", .numbers(values))
            }
        }
        let first = Day(year: 2022, month: 1, day: 1)!
        return Observations(
            predictors: Frame(columns: columns, rowCount: groups.count),
            outcomes: groups.map { random.uniform() < risk[Int($0)] ? 1 : 0 }, groups: groups,
            cutoffs: groups.indices.map { first + 365 * ($0 % 3) + Int(groups[$0]) })
    }

    /// 200 features say nothing in 40 portfolios. At a false discovery rate of 5% about two of 40 screens tell something false
    /// (six or more would be a chance of 1 in 70); so for drift and for missing values.
    @Test func noiseIsSeldomTold() {
        let screens = (1...40).map { FeatureScreening(noise(200, seed: UInt64($0))).screens }
        let related = screens.count { $0.contains(where: \.isRelated) }
        let drifted = screens.count { $0.contains(where: \.hasDrifted) }
        let uneven = screens.count { $0.contains(where: \.isMissingUnevenly) }
        #expect(related <= 5, "\(related)")
        #expect(drifted <= 5, "\(drifted)")
        #expect(uneven <= 5, "\(uneven)")
        let tested = screens.reduce(0) { $0 + $1.count { $0.verdict != .tooFew } }
        #expect(tested > 7000, "\(tested)")
        // Not so careful that nothing could be told: p below 5% in a few of a hundred.
        let p = screens.flatMap { $0.map(\.p) }.filter { !$0.isNaN }
        let share = Double(p.count { $0 < 0.05 }) / Double(p.count)
        #expect((0.02...0.055).contains(share), "\(share)")
    }

    /// `noise` with effects planted: x raises, y lowers, plan differs by level, gone is missing before churn, moved drifts.
    private func planted(seed: UInt64 = 5, accounts: Int = 250) -> Observations {
        var random = SeededGenerator(seed: seed)
        let count = 3 * accounts
        var columns: [String: [Double]] = ["x": [], "y": [], "gone": [], "moved": []]
        var (plans, outcomes) = ([String?](), [Double]())
        for row in 0..<count {
            let (x, y) = (random.uniform() * 4 - 2, random.uniform() * 4 - 2)
            plans.append(["basic", "plus", "pro"][random.below(3)])
            let logOdds = -2 + 1.0 * x - 0.8 * y + (plans[row] == "basic" ? 1.5 : 0)
            outcomes.append(random.uniform() < 1 / (1 + exp(-logOdds)) ? 1 : 0)
            columns["x"]!.append(x)
            columns["y"]!.append(1000 * y)
            columns["gone"]!.append(random.uniform() < (outcomes[row] == 1 ? 0.5 : 0.2) ? .nan : random.uniform())
            columns["moved"]!.append(random.uniform() + 0.3 * Double(row % 3))
        }
        let nothing = noise(10, accounts: accounts, seed: seed)
        let numbers = ["x", "y", "gone", "moved"].map { FrameColumn($0, .numbers(columns[$0]!)) }
        return Observations(
            predictors: Frame(
                columns: numbers + [FrameColumn("plan", .categories(Categories(plans)))] + nothing.predictors.columns,
                rowCount: count), outcomes: outcomes, groups: nothing.groups, cutoffs: nothing.cutoffs)
    }

    @Test func plantedEffectsAreFound() throws {
        let screening = FeatureScreening(planted())
        let by = Dictionary(uniqueKeysWithValues: screening.screens.map { ($0.feature, $0) })
        let (x, y) = (try #require(by["x"]), try #require(by["y"]))
        #expect(x.verdict == .raises && y.verdict == .lowers && by["plan"]?.verdict == .differs)
        #expect(by["plan"]?.level?.name == "basic" && by["plan"]?.level?.effect ?? 0 > 0.7)
        #expect(by["gone"]?.verdict == .unclear && by["gone"]?.isMissingUnevenly == true)
        #expect(by["gone"]?.missingDifference ?? 0 > 0.15)
        #expect(by["moved"]?.hasDrifted == true && by["moved"]?.verdict == .unclear)
        #expect(by["x"]?.hasDrifted == false)
        let others = screening.screens.suffix(10).count { $0.isRelated || $0.hasDrifted }
        #expect(others == 0)
        // About 1.0 and -0.8 times the standard deviation 1.155 of the column, a little less for what is left out.
        let effect = try #require(x.effect)
        #expect(try #require(effect.low) < 1.155 && effect.value > 0.7)
        #expect(try #require(y.effect?.high) < 0)
        #expect(screening.verdict.hasPrefix("3 of 15 features relate to churn by themselves"))
    }

    /// An effect in one portfolio of a size that is often found.
    @Test func effectsAreFoundAgainAndAgain() {
        let found = (1...20).count { seed in
            let screens = FeatureScreening(planted(seed: UInt64(seed), accounts: 100)).screens
            return screens[0].verdict == .raises && screens[1].verdict == .lowers
        }
        #expect(found >= 18, "\(found) of 20")
    }

    /// An account's rows at three lead times are hardly more than one: without clusters p would fall by powers of ten.
    @Test func copiesOfRowsSayHardlyMore() {
        let data = planted(accounts: 100)
        let rows = Array(0..<data.count)
        let (once, thrice) = (FeatureScreening(data).screens, FeatureScreening(data.rows(rows + rows + rows)).screens)
        for (a, b) in zip(once, thrice) where a.effect != nil && b.effect != nil {
            #expect(log(b.p) > 1.3 * log(a.p) - 0.5, "\(a.feature) \(a.p) \(b.p)")
            #expect(abs(a.effect!.value - b.effect!.value) < 1e-6)
        }
        // Drift takes one row an account and half.
        #expect(once.map(\.drift) == thrice.map(\.drift))
    }

    @Test func orderOfRowsAndThreadsDecidesNothing() {
        let data = planted()
        var random = SeededGenerator(seed: 9)
        let shuffled = FeatureScreening(data.rows(random.shuffled(Array(0..<data.count)))).screens
        for (a, b) in zip(FeatureScreening(data).screens, shuffled) {
            #expect(a.verdict == b.verdict && a.hasDrifted == b.hasDrifted && a.count == b.count)
            #expect(a.p.isNaN ? b.p.isNaN : abs(a.p - b.p) < 1e-9)
        }
        #expect(FeatureScreening(data).screens == FeatureScreening(data).screens)
    }

    @Test func separationHasABoundNotInfinity() throws {
        let outcomes = (0..<60).map { $0 < 15 ? 1.0 : 0 }
        let x = (0..<60).map { row -> Double in
            let value = row < 15 ? 10 + row % 3 : row % 5
            return Double(value)
        }
        let screen = FeatureScreening(
            Observations(predictors: Frame(columns: [FrameColumn("x", .numbers(x))], rowCount: 60), outcomes: outcomes)
        ).screens[0]
        let effect = try #require(screen.effect)
        #expect(screen.verdict == .raises && effect.value.isFinite)
        #expect(try #require(effect.low) > 0)
        #expect(try #require(effect.high) > effect.value)
    }

    @Test func tooFewIsSaid() {
        let outcomes = (0..<60).map { $0 < 9 ? 1.0 : 0 }
        let x = (0..<60).map { Double($0) }
        let screening = FeatureScreening(
            Observations(
                predictors: Frame(
                    columns: [FrameColumn("x", .numbers(x)), FrameColumn("one", .numbers(x.map { _ in 1 }))],
                    rowCount: 60), outcomes: outcomes))
        #expect(screening.screens.map(\.verdict) == [.tooFew, .constant])
        #expect(screening.screens[0].words(.churned) == "too few")
        #expect(screening.verdict.contains("of 2 the rows are too few, or alike, to tell"))
        #expect(screening.verdict.contains("Wait for more renewals"))
    }

    @Test func theEventIsAParameter() {
        let words = FeatureScreening(planted(), event: .expanded)
        #expect(words.screens[0].words(words.event) == "raises expansion")
        #expect(words.verdict.contains("relate to expansion"))
        #expect(words.table.rows[1][9] == .text("lowers expansion"))
    }

    @Test func golden() throws {
        var results = Results()
        let screening = FeatureScreening(planted())
        results.table(screening.table)
        results.verdict(screening.verdict)
        let text = TextFormat().text(results)
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/screening.table")
        // `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
