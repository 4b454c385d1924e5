import Health
import Metrics
import Scoring
import Tables
import Testing

@Suite struct BandDisagreementsTests {
    private static func all(
        _ logOdds: [Double], _ losses: [Double], _ health: [Double], clusters: [Int32]? = nil
    ) throws -> BandDisagreements {
        BandDisagreements(
            try ScoredOutcomes(logOdds: logOdds, outcomes: losses, clusters: clusters), health: health,
            bands: Band.standard)
    }

    /// By hand: the card has 2 critical, 1 at risk, 2 healthy; the model swaps the second critical and the last.
    @Test func bandsOfTheModelAreAsLargeAsTheCards() throws {
        let all = try Self.all([3, -2, 0, -1, 2], [1, 0, 0, 0, 1], [10, 20, 60, 90, 95])
        #expect(all.rowCount == 5 && all.cases.count == 2)
        let (a, b) = (all.cases.first { $0.row == 1 }, all.cases.first { $0.row == 4 })
        #expect(a?.band == "critical" && a?.modelBand == "healthy" && a?.isRiskier == false && a?.right == "model")
        #expect(b?.band == "healthy" && b?.modelBand == "critical" && b?.isRiskier == true && b?.right == "model")
        #expect(all.riskier.value == 1 && all.safer.value == 0)
        // The widest gap first: from the second place to the last, and from the last to the second.
        #expect(all.cases.map(\.row) == [1, 4])
    }

    @Test func agreementAndTiesAreNoDisagreement() throws {
        let health: [Double] = [10, 30, 55, 70, 85, 99, .nan]
        let agreed = try Self.all(health.map { $0.isNaN ? 0 : -$0 }, [1, 0, 1, 0, 0, 0, 1], health)
        #expect(agreed.cases.isEmpty && agreed.rowCount == 6)
        // A model that says nothing contradicts nobody.
        let silent = try Self.all([Double](repeating: 0, count: 7), [1, 0, 1, 0, 0, 0, 1], health)
        #expect(silent.cases.isEmpty && silent.difference.low == nil)
        #expect(silent.verdict.contains("too few"))
    }

    /// Planted: one side knows the risk, the other is noise.
    @Test(arguments: [true, false]) func theSideThatKnowsIsRight(modelKnows: Bool) throws {
        var random = SeededGenerator(seed: 4)
        var (losses, learned, health) = ([Double](), [Double](), [Double]())
        for _ in 0..<800 {
            let (risk, noise) = (random.uniform(), random.uniform())
            losses.append(random.uniform() < 0.6 * risk ? 1 : 0)
            learned.append(modelKnows ? risk : noise)
            health.append(100 * (1 - (modelKnows ? noise : risk)))
        }
        let all = try Self.all(learned, losses, health)
        #expect(all.verdict.contains(modelKnows ? "the model was right" : "the health score was right"))
        // As many up as down, whatever the two say.
        let moves = all.cases.map { one -> Int in
            let bands = Band.standard.map(\.name)
            return bands.firstIndex(of: one.band)! - bands.firstIndex(of: one.modelBand)!
        }
        #expect(moves.reduce(0, +) == 0 && all.riskier.rows + all.safer.rows == all.cases.count)
        let losses2 = all.cases.count { $0.isRiskier && $0.isLoss }
        #expect(Int((all.riskier.value * Double(all.riskier.rows)).rounded()) == losses2)
        #expect(all.table.rows.count == 3 && all.table.rows[0][2] == .integer(losses2))
    }

    /// Two sides that know the same: the verdict names a winner in no more than its share of runs.
    @Test func equalSidesAreSeldomCalledUnequal() throws {
        var called = 0
        for seed in 0..<200 {
            var random = SeededGenerator(seed: UInt64(seed))
            var (losses, learned, health) = ([Double](), [Double](), [Double]())
            for _ in 0..<300 {
                let risk = random.uniform()
                losses.append(random.uniform() < 0.6 * risk ? 1 : 0)
                learned.append(risk + random.uniform())
                health.append(100 - 50 * (risk + random.uniform()))
            }
            let all = try Self.all(learned, losses, health)
            if let low = all.difference.low, let high = all.difference.high, low > 0 || high < 0 { called += 1 }
        }
        // 5% of 200, and three binomial standard errors.
        #expect(called <= 19, "\(called)")
    }
}
