import Foundation
import Modeling
import Signals
import Tables

/// Seeded rows with a known logistic truth: loss rises with `x`, falls with `plan` enterprise; `noise` says nothing.
enum Samples {
    static let lateEvery = 7

    /// - Parameter lateDays: how long after its date every `lateEvery`th outcome is known.
    static func observations(
        _ count: Int, seed: UInt64 = 1, accounts: Int? = nil, dated: Bool = false, leadDays: Int = 90, lateDays: Int = 0
    ) -> Observations {
        var generator = SeededGenerator(seed: seed)
        var (x, noise, plans, outcomes) = ([Double](), [Double](), [String?](), [Double]())
        for _ in 0..<count {
            x.append(generator.uniform() * 4 - 2)
            noise.append(generator.uniform() < 0.2 ? .nan : generator.uniform())
            plans.append(["basic", "plus", "enterprise"][generator.below(3)])
            let logOdds = -1 + 1.2 * x.last! - (plans.last! == "enterprise" ? 1 : 0)
            outcomes.append(generator.uniform() < 1 / (1 + exp(-logOdds)) ? 1 : 0)
        }
        let frame = Frame(
            columns: [
                FrameColumn("x", .numbers(x)), FrameColumn("noise", .numbers(noise)),
                FrameColumn("plan", .categories(Categories(plans))),
            ], rowCount: count)
        let first = Day(year: 2023, month: 1, day: 1)!
        let dates = (0..<count).map { first + $0 * 1000 / count }
        // Who is not late is known early, which must not count.
        let decided = dates.enumerated().map { $1 + ($0 % lateEvery == 0 ? lateDays : -20) }
        return Observations(
            predictors: frame, outcomes: outcomes, groups: accounts.map { n in (0..<count).map { Int32($0 % n) } },
            cutoffs: dated ? dates.map { $0 - leadDays } : nil, dates: dated ? dates : nil,
            decided: dated ? decided : nil)
    }

    /// Rows whose log-odds of loss are `shape` of `x`, uniform in -2...2.
    static func shaped(_ count: Int, seed: UInt64 = 1, _ shape: (Double) -> Double) -> Observations {
        var generator = SeededGenerator(seed: seed)
        let x = (0..<count).map { _ in generator.uniform() * 4 - 2 }
        let outcomes = x.map { generator.uniform() < 1 / (1 + exp(-shape($0))) ? 1.0 : 0 }
        return Observations(
            predictors: Frame(columns: [FrameColumn("x", .numbers(x))], rowCount: count), outcomes: outcomes)
    }

    /// Rows of a whole number from 0 to 11; every third number is risky.
    static func jagged(_ count: Int) -> Observations {
        let rows = shaped(count, seed: 6) { Int(($0 + 2) * 3) % 3 == 0 ? 1.5 : -1.5 }
        guard case .numbers(let x)? = rows.predictors["x"]?.values else { return rows }
        let whole = FrameColumn("x", .numbers(x.map { (($0 + 2) * 3).rounded(.down) }))
        return Observations(predictors: Frame(columns: [whole], rowCount: count), outcomes: rows.outcomes)
    }

    /// A U: loss is most likely at both ends of `x`.
    static func curved(_ count: Int, seed: UInt64 = 1) -> Observations {
        shaped(count, seed: seed) { 1.2 * $0 * $0 - 2.5 }
    }

    /// Columns `a`, `b`, `c` with slopes 1, -0.8 and 0.6, and nine of noise, each with a third of its variance from one of them.
    static func sparse(_ count: Int, seed: UInt64) -> Observations {
        var generator = SeededGenerator(seed: seed)
        let slopes = [1, -0.8, 0.6]
        var columns = [[Double]](repeating: [], count: 12)
        var outcomes: [Double] = []
        for _ in 0..<count {
            let own = (0..<12).map { _ in (generator.uniform() - 0.5) * 12.0.squareRoot() }
            for j in 0..<12 { columns[j].append(j < 3 ? own[j] : own[j] + own[j % 3] * 0.5.squareRoot()) }
            let logOdds = zip(slopes, own).reduce(-0.5) { $0 + $1.0 * $1.1 }
            outcomes.append(generator.uniform() < 1 / (1 + exp(-logOdds)) ? 1 : 0)
        }
        let names = ["a", "b", "c"] + (0..<9).map { "noise\($0)" }
        return Observations(
            predictors: Frame(
                columns: zip(names, columns).map { FrameColumn($0, .numbers($1)) }, rowCount: count),
            outcomes: outcomes)
    }

    /// Many columns that say nothing.
    static func wide(_ count: Int, columns: Int) -> Observations {
        var generator = SeededGenerator(seed: 4)
        let frame = Frame(
            columns: (0..<columns).map { j in
                FrameColumn("n\(j)", .numbers((0..<count).map { _ in generator.uniform() }))
            }, rowCount: count)
        return Observations(predictors: frame, outcomes: (0..<count).map { _ in generator.uniform() < 0.3 ? 1 : 0 })
    }

    static func description(_ data: Observations) -> ModelDescription {
        ModelDescription(origin: .table(outcome: "churned", positive: "yes"), features: [], observations: data)
    }

    static func train(_ data: Observations, _ options: TrainingOptions = TrainingOptions()) throws -> Training {
        try Training(data, description: description(data), options: options)
    }

    /// The model with other design columns: a file of it is well-formed and has the right checksum.
    static func replacing(columns: [DesignColumn], of model: ChurnModel) -> ChurnModel {
        ChurnModel(
            description: model.description, options: model.options, lambda: model.lambda,
            preparation: Preparation(predictors: model.preparation.predictors, columns: columns, notes: []),
            fit: model.fit, calibration: model.calibration, notes: [])
    }
}
