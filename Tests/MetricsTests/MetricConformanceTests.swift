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

        init(seed: UInt64, count: Int = 61) {
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<count {
                let score = (generator.uniform() * 12).rounded() / 2 - 4
                scores.append(score)
                outcomes.append(generator.uniform() < 1 / (1 + exp(-score)) ? 1 : 0)
                weights.append(Double(1 + generator.below(3)))
            }
        }

        func scored(order: [Int]? = nil) throws -> ScoredOutcomes {
            let order = order ?? Array(scores.indices)
            return try ScoredOutcomes(
                logOdds: order.map { scores[$0] }, outcomes: order.map { outcomes[$0] },
                weights: order.map { weights[$0] })
        }

        /// Every row as often as its weight says.
        func repeated() throws -> ScoredOutcomes {
            let rows = scores.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
            return try ScoredOutcomes(logOdds: rows.map { scores[$0] }, outcomes: rows.map { outcomes[$0] })
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
        #expect(near(value, metric.value(try data.repeated()), 1e-10))
        #expect(near(value, metric.value(try data.scored(order: Array(data.scores.indices.reversed()))), 1e-10))
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
        for outcomes in [[0.0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1]] {
            let scored = try ScoredOutcomes(logOdds: [0.3, 0.3, 0.3, 0.3], outcomes: outcomes)
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
        #expect(Set(files) == Set(MetricKinds.all.map { "\($0)" }))
    }

    @Test func refusesBadInput() {
        #expect(throws: MetricError.notANumber(row: 1)) { try ScoredOutcomes(logOdds: [0, .nan], outcomes: [0, 1]) }
        #expect(throws: MetricError.notAnOutcome(row: 0)) { try ScoredOutcomes(logOdds: [0], outcomes: [0.5]) }
        #expect(throws: MetricError.badWeight(row: 0)) {
            try ScoredOutcomes(logOdds: [0], outcomes: [1], weights: [-1])
        }
        #expect(throws: MetricError.noWeight) { try ScoredOutcomes(logOdds: [0], outcomes: [1], weights: [0]) }
        #expect(throws: MetricError.lengthsDiffer) { try ScoredOutcomes(logOdds: [0], outcomes: []) }
    }
}
