import ArgumentParser
import Bellwether
import Foundation

/// How long the AUC of many scores and the bootstrap of all metrics take.
struct MetricsBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Times the AUC of many scores and a bootstrap of every metric, as JSON.",
        discussion: """
            Scores and outcomes are read from files (little-endian float64, one byte an outcome) or made. The bootstrap draws \
            rows, computes every metric of the registry (those with an interval by theory too) on each replicate, and has \
            amounts, costs and a capacity.
            """)

    @Option(help: "Scores of the AUC.") var rows = 10_000_000
    @Option(help: "Rows of the bootstrap.") var bootstrapRows = 100_000
    @Option(help: "Replicates; 0 leaves the bootstrap out.") var replicates = 2000
    @Option(help: "The AUC is computed so many times; each is shown.") var runs = 5
    @Option(help: "Scores, float64; made where absent.") var x: String?
    @Option(help: "Outcomes, a byte each.") var y: String?

    func validate() throws {
        guard rows > 1, bootstrapRows > 1, replicates >= 0, runs > 0 else {
            throw ValidationError("there are at least two rows and one run")
        }
        guard (x == nil) == (y == nil) else { throw ValidationError("--x and --y go together") }
    }

    func run() throws {
        let (scores, outcomes) = try rowsToScore()
        var seconds: [Double] = []
        var area = 0.0
        for _ in 0..<runs {
            let watch = Stopwatch()
            area = AreaUnderCurve.value(logOdds: scores, outcomes: outcomes)
            seconds.append(watch.wall)
        }
        var members: [JSON.Member] = [
            .init("rows", .integer(scores.count)), .init("auc", .number(area)), .init("auc_seconds", .numbers(seconds)),
        ]
        if replicates > 0 { members += try bootstrap() }
        print(JSON.object(members).text())
    }

    private func rowsToScore() throws -> (scores: [Double], outcomes: [Double]) {
        guard let x, let y else { return made(rows) }
        let bytes = try Data(contentsOf: URL(filePath: x))
        let scores = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
            Double(
                bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[bytes.startIndex + start + $1]) << (8 * $1) })
        }
        return (scores, try Data(contentsOf: URL(filePath: y)).map { Double($0) })
    }

    private func made(_ count: Int) -> (scores: [Double], outcomes: [Double]) {
        var random = SeededGenerator(seed: 1)
        let scores = (0..<count).map { _ in 4 * (random.uniform() + random.uniform() + random.uniform()) - 8 }
        return (scores, scores.map { random.uniform() < 1 / (1 + exp(-$0)) ? 1 : 0 })
    }

    private func bootstrap() throws -> [JSON.Member] {
        let (scores, outcomes) = made(bootstrapRows)
        let amounts = scores.indices.map { Double(100 + $0 * 7919 % 1000) }
        let stakes = Stakes(
            amounts: amounts,
            costs: DecisionCosts(falsePositive: amounts.map { 0.05 * $0 }, falseNegative: amounts), capacity: 1000)
        let scored = try ScoredOutcomes(logOdds: scores, outcomes: outcomes, stakes: stakes)
        let metrics = MetricKinds.all
        let watch = Stopwatch()
        let estimates = Bootstrap(replicates: replicates).estimates(scored) { drawn in metrics.map { $0.value(drawn) } }
        let (wall, processor) = (watch.wall, watch.processor)
        return [
            .init("bootstrap_rows", .integer(bootstrapRows)), .init("replicates", .integer(replicates)),
            .init("bootstrap_seconds", .number(wall)), .init("bootstrap_cpu_seconds", .number(processor)),
            .init("metrics", .object(zip(metrics, estimates).map { .init($0.name, $1.json) })),
            .init("seconds_by_metric", .object(try perMetric(scored))),
        ]
    }

    /// One pass of each metric.
    private func perMetric(_ scored: ScoredOutcomes) throws -> [JSON.Member] {
        MetricKinds.all.map { metric in
            let watch = Stopwatch()
            _ = metric.value(scored)
            return .init(metric.name, .number(watch.wall))
        }
    }
}
