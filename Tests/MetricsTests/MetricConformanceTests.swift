import Foundation
import Metrics
import Tables
import Testing

/// Laws over every registered metric, on asymmetric seeded data with ties.
struct MetricConformanceTests {
    struct Data {
        var scores: [Double] = []
        var outcomes: [Double] = []
        var weights: [Double] = []
        var amounts: [Double] = []
        var costs: [[Double]] = []

        init(seed: UInt64, count: Int = 61) {
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<count {
                let score = (generator.uniform() * 12).rounded() / 2 - 4
                scores.append(score)
                outcomes.append(generator.uniform() < 1 / (1 + exp(-score)) ? 1 : 0)
                weights.append(Double(1 + generator.below(3)))
                amounts.append((exp(4 * generator.uniform()) * 100).rounded())
                costs.append([6 + 20 * generator.uniform(), 10 + 90 * generator.uniform(), generator.uniform(), 0.5])
            }
        }

        func scored(order: [Int]? = nil, isWeighted: Bool = true) throws -> ScoredOutcomes {
            let order = order ?? Array(scores.indices)
            func cost(_ kind: Int) -> [Double] { order.map { costs[$0][kind] } }
            return try ScoredOutcomes(
                logOdds: order.map { scores[$0] }, outcomes: order.map { outcomes[$0] },
                weights: isWeighted ? order.map { weights[$0] } : nil,
                stakes: Stakes(
                    amounts: order.map { amounts[$0] },
                    costs: DecisionCosts(
                        falsePositive: cost(0), falseNegative: cost(1), truePositive: cost(2), trueNegative: cost(3)),
                    capacity: 7))
        }

        /// Every row as often as its weight says.
        func repeated() throws -> ScoredOutcomes {
            try scored(
                order: scores.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }, isWeighted: false)
        }
    }

    private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
        (a.isNaN && b.isNaN) || abs(a - b) <= tolerance * max(1, abs(a))
    }

    @Test(arguments: MetricKinds.all.map { $0.name }, [1, 2, 3] as [UInt64])
    func weightTwoIsTheRowTwiceAndOrderDoesNotMatter(name: String, seed: UInt64) throws {
        let metric = try #require(MetricKinds.named(name))
        let data = Data(seed: seed)
        let value = metric.value(try data.scored())
        #expect(value.isFinite)
        #expect(near(value, metric.value(try data.repeated())))
        #expect(near(value, metric.value(try data.scored(order: Array(data.scores.indices.reversed())))))
    }

    /// The law of weights finds a Kolmogorov-Smirnov distance that counts rows, or that lets tied rows enter one by one.
    @Test func mutantsOfTheDistanceBreakTheLawOfWeights() throws {
        func breaks(_ value: (ScoredOutcomes) -> Double) throws -> Bool {
            try ([1, 2, 3] as [UInt64]).contains { seed in
                let data = Data(seed: seed)
                let one = value(try data.scored())
                return try !near(one, value(data.repeated()))
                    || !near(one, value(data.scored(order: Array(data.scores.indices.reversed()))))
            }
        }
        #expect(try !breaks(KolmogorovSmirnov.value))
        #expect(try breaks { KolmogorovMutants.distance($0, isWeighted: false, isTogether: true) })
        #expect(try breaks { KolmogorovMutants.distance($0, isWeighted: true, isTogether: false) })
        #expect(try !breaks { KolmogorovMutants.distance($0, isWeighted: true, isTogether: true) })
    }

    @Test(arguments: MetricKinds.all.filter { $0.isRankingOnly }.map { $0.name })
    func rankingIgnoresMonotoneTransformations(name: String) throws {
        let metric = try #require(MetricKinds.named(name))
        let data = Data(seed: 5)
        var far = data
        far.scores = data.scores.map { 200 + 50 * $0 }  // all sigmoids are 1 in double precision
        #expect(near(metric.value(try data.scored()), metric.value(try far.scored())))
    }

    @Test(arguments: MetricKinds.all.map { $0.name })
    func oneClassAndConstantScoresNeverCrash(name: String) throws {
        let metric = try #require(MetricKinds.named(name))
        let bootstrap = Bootstrap(replicates: 20)
        let stakes = Stakes(
            amounts: [1, 2, 3, 4], costs: DecisionCosts(falsePositive: [1, 1, 1, 1], falseNegative: [9, 9, 9, 9]),
            capacity: 2)
        for outcomes in [[0.0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1]] {
            let scored = try ScoredOutcomes(logOdds: [0.3, 0.3, 0.3, 0.3], outcomes: outcomes, stakes: stakes)
            let estimate = metric.estimate(scored, bootstrap: bootstrap)
            if let low = estimate.low, let high = estimate.high { #expect(low <= high) }
        }
    }

    @Test(arguments: MetricKinds.all.map { $0.name })
    func intervalHoldsTheValueAndIsReproducible(name: String) throws {
        let metric = try #require(MetricKinds.named(name))
        let scored = try Data(seed: 9, count: 300).scored()
        let estimate = metric.estimate(scored, bootstrap: Bootstrap(replicates: 200, seed: 4))
        #expect(estimate == metric.estimate(scored, bootstrap: Bootstrap(replicates: 200, seed: 4)))
        #expect(try #require(estimate.low) <= estimate.value)
        #expect(try #require(estimate.high) >= estimate.value)
    }

    @Test(arguments: MetricKinds.all.map { $0.name })
    func namesAreDocumented(name: String) throws {
        let metric = try #require(MetricKinds.named(name))
        #expect(!metric.summary.isEmpty && !metric.title.isEmpty)
        #expect(MetricKinds.all.filter { $0.name == name }.count == 1)
    }

    @Test func everyFileInKindsIsRegistered() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Metrics/Kinds")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            $0.replacing(".swift", with: "")
        }
        // A metric made of another, `AmountWeighted<LogLoss>`, is registered once a base.
        let registered = MetricKinds.all.map { String("\($0)".prefix { $0 != "<" }) }
        #expect(Set(files) == Set(registered))
    }

    @Test(arguments: MetricKinds.all.map { $0.name })
    func aMetricWithoutWhatItNeedsIsUndefinedAndLeftOut(name: String) throws {
        let metric = try #require(MetricKinds.named(name))
        let scored = try Data(seed: 2).scored().with(Stakes())
        let needs = metric.needs
        guard !needs.isMet(Stakes()) else { return }
        #expect(metric.value(scored).isNaN)
        #expect(Evaluation(scored, bootstrap: Bootstrap(replicates: 20))[name] == nil)
    }

    @Test func refusesBadInput() {
        #expect(throws: MetricError.notANumber(row: 1)) { try ScoredOutcomes(logOdds: [0, .nan], outcomes: [0, 1]) }
        #expect(throws: MetricError.notAnOutcome(row: 0)) { try ScoredOutcomes(logOdds: [0], outcomes: [0.5]) }
        #expect(throws: MetricError.badWeight(row: 0)) {
            try ScoredOutcomes(logOdds: [0], outcomes: [1], weights: [-1])
        }
        #expect(throws: MetricError.noWeight) { try ScoredOutcomes(logOdds: [0], outcomes: [1], weights: [0]) }
        #expect(throws: MetricError.lengthsDiffer) { try ScoredOutcomes(logOdds: [0], outcomes: []) }
        func judged(_ stakes: Stakes) throws -> ScoredOutcomes {
            try ScoredOutcomes(logOdds: [0], outcomes: [1], stakes: stakes)
        }
        #expect(throws: MetricError.lengthsDiffer) { try judged(Stakes(amounts: [])) }
        #expect(throws: MetricError.badAmount(row: 0)) { try judged(Stakes(amounts: [-1])) }
        let upsideDown = DecisionCosts(falsePositive: [1], falseNegative: [1], trueNegative: [2])
        #expect(throws: MetricError.badCost(row: 0)) { try judged(Stakes(costs: upsideDown)) }
        #expect(throws: MetricError.badCapacity) { try judged(Stakes(capacity: 0)) }
        #expect(throws: MetricError.badCampaign) { try judged(Stakes(campaign: Campaign(incentive: 2))) }
    }
}

/// The distance row by row, with faults that can be switched on.
private enum KolmogorovMutants {
    static func distance(_ scored: ScoredOutcomes, isWeighted: Bool, isTogether: Bool) -> Double {
        func weight(_ row: Int) -> Double { isWeighted ? scored.weights[row] : 1 }
        func sum(_ outcome: Double) -> Double {
            scored.outcomes.indices.reduce(0) { $0 + (scored.outcomes[$1] == outcome ? weight($1) : 0) }
        }
        let (lost, kept) = (sum(1), sum(0))
        let order = scored.logOdds.indices.sorted { (scored.logOdds[$1], $0) < (scored.logOdds[$0], $1) }
        var (seenLost, seenKept, largest) = (0.0, 0.0, 0.0)
        for (place, row) in order.enumerated() {
            if scored.outcomes[row] == 1 { seenLost += weight(row) } else { seenKept += weight(row) }
            let isTied = place + 1 < order.count && scored.logOdds[order[place + 1]] == scored.logOdds[row]
            if !isTogether || !isTied { largest = max(largest, abs(seenLost / lost - seenKept / kept)) }
        }
        return largest
    }
}
