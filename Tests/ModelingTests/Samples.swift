import Foundation
import Modeling
import Signals
import Tables

/// Seeded rows with a known logistic truth: loss rises with `x`, falls with `plan` enterprise; `noise` says nothing.
enum Samples {
    static func observations(
        _ count: Int, seed: UInt64 = 1, accounts: Int? = nil, dated: Bool = false, leadDays: Int = 90
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
        let decided = (0..<count).map { first + $0 * 1000 / count }
        return Observations(
            predictors: frame, outcomes: outcomes, groups: accounts.map { n in (0..<count).map { Int32($0 % n) } },
            cutoffs: dated ? decided.map { $0 - leadDays } : nil, decided: dated ? decided : nil)
    }

    static func description(_ data: Observations) -> ModelDescription {
        ModelDescription(origin: .table(outcome: "churned", positive: "yes"), features: [], observations: data)
    }

    static func train(_ data: Observations, _ options: TrainingOptions = TrainingOptions()) throws -> Training {
        try Training(data, description: description(data), options: options)
    }
}
