import ArgumentParser
import Bellwether
import Foundation

/// How long the health score of a large base takes beside P(churn), both from extracted features.
struct HealthBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract:
            "Scores the health of many accounts and computes their P(churn); exit 3 where health takes three times as long.",
        discussion: """
            The features, scorecard and renewals are a folder's; the model is learned from it at 90 days. Its rows are \
            repeated, each number shifted a little, up to --rows. P(churn) is the design matrix, the linear predictor, its \
            interval and the calibration; health is points, profiles, caps, coverage, sub-scores and bands. With --states \
            the words for the CRM too.
            """)

    @Option var data = "datasets/acme"
    @Option var rows = 1_000_000
    @Option(help: "Each is measured so many times; the least counts.") var runs = 3
    @Flag(help: "Make the states in words too.") var states = false

    func validate() throws {
        guard rows > 0, runs > 0 else { throw ValidationError("counts are at least 1") }
    }

    func run() throws {
        let portfolio = try Portfolio(folder: data)
        guard let card = portfolio.scorecard else { throw ValidationError("\(data) has no scorecard.yaml") }
        let table = portfolio.table(daysBefore: [90])
        let rows = table.observations(portfolio.features)
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [90]), features: portfolio.liveFeatures.features, observations: rows)
        let model = try Training(rows, description: description, options: TrainingOptions(penalty: .ridge, lambda: 100))
            .model
        let frame = enlarged(table.frame)
        let churn = try measure { try model.predict(frame).probabilities.reduce(0, +) }
        let health = try measure { score(card, frame) }
        show(churn, health)
        if health.wall > 3 * churn.wall { throw ExitCode(3) }
    }

    /// The sum of bands and words keeps the work from being left out.
    private func score(_ card: Scorecard, _ frame: Frame) -> Double {
        let scores = HealthScores(card, frame)
        let bands = scores.totals.indices.map { scores.rounded($0).map { card.band($0).range.lowerBound } ?? 0 }
        guard states else { return Double(bands.reduce(0, +)) }
        let words = concurrentMap(card.states.count) { state in
            (0..<frame.rowCount).reduce(0) { $0 + card.states[state].word(frame, row: $1).utf8.count }
        }
        return Double((bands + words).reduce(0, +))
    }

    private func enlarged(_ frame: Frame) -> Frame {
        var random = SeededGenerator(seed: 1)
        let origin = (0..<rows).map { $0 % frame.rowCount }
        let columns = frame.columns.map { column -> FrameColumn in
            guard case .numbers(let values) = column.values else {
                return FrameColumn(column.name, column.values.rows(origin))
            }
            return FrameColumn(column.name, .numbers(origin.map { values[$0] * (1 + 0.02 * (random.uniform() - 0.5)) }))
        }
        return Frame(columns: columns, rowCount: rows)
    }

    private func measure(_ body: () throws -> Double) rethrows -> (wall: Double, processor: Double) {
        var best = (wall: Double.infinity, processor: Double.infinity)
        for _ in 0..<runs {
            let watch = Stopwatch()
            let sum = try body()
            best = (min(best.wall, watch.wall), min(best.processor, watch.processor))
            precondition(!sum.isNaN)
        }
        return best
    }

    private func show(_ churn: (wall: Double, processor: Double), _ health: (wall: Double, processor: Double)) {
        let rows = [("P(churn)", churn), ("health", health)].map { name, time in
            [Table.Cell.text(name), .number(time.wall), .number(time.processor), .number(time.wall / churn.wall)]
        }
        var results = Results()
        results.table(
            Table(
                "health",
                columns: [
                    .init("what"), .init("seconds", .decimals(2)), .init("cpu_seconds", .decimals(2)),
                    .init("times_p_churn", .decimals(2)),
                ], rows: rows))
        results.verdict(
            "the health of \(NumberFormat.grouped(self.rows)) accounts takes \(NumberFormat.fixed(health.wall / churn.wall, 2)) "
                + "times as long as their P(churn), at most 3 allowed.")
        print(TextFormat().text(results), terminator: "")
    }
}
