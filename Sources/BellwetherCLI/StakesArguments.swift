import ArgumentParser
import Bellwether

/// What is at stake: costs of decisions, how many can be acted upon, and what a campaign costs.
struct StakesArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Cost of acting on an account that stays: a number, or with --table a column. With --cost-false-negative it gives the savings at each row's minimum-risk threshold.",
            valueName: "cost"))
    var costFalsePositive: String?

    @Option(help: ArgumentHelp("Cost of a loss on which nobody acted: a number or a column.", valueName: "cost"))
    var costFalseNegative: String?

    @Option(help: ArgumentHelp("Cost of acting on a loss: a number or a column (0).", valueName: "cost"))
    var costTruePositive: String?

    @Option(help: ArgumentHelp("Cost of leaving alone who stays: a number or a column (0).", valueName: "cost"))
    var costTrueNegative: String?

    @Option(help: ArgumentHelp("How many accounts can be acted upon: the lift among the N riskiest.", valueName: "n"))
    var capacity: Int?

    @Option(help: "A campaign's cost of contacting an account, in the unit of the amounts.")
    var contactCost: Double = 15

    @Option(help: "Share of its amount that a contacted account is given.")
    var incentive: Double = 0.05

    @Option(help: "Share of contacted losses that accept and stay: the mean of a Beta distribution (6, 14 by default).")
    var acceptance: Double = 0.3

    func validate() throws {
        if (costFalsePositive == nil) != (costFalseNegative == nil) {
            throw ValidationError("--cost-false-positive and --cost-false-negative go together")
        }
        if costFalsePositive == nil, costTruePositive ?? costTrueNegative != nil {
            throw ValidationError("costs of right decisions need --cost-false-positive and --cost-false-negative")
        }
        if let capacity, capacity < 1 { throw ValidationError("--capacity is at least 1") }
        if !(contactCost >= 0 && contactCost.isFinite) { throw ValidationError("--contact-cost is 0 or more") }
        if !(0...1).contains(incentive) { throw ValidationError("--incentive lies between 0 and 1") }
        if !(acceptance > 0 && acceptance < 1) { throw ValidationError("--acceptance lies between 0 and 1") }
    }

    var costs: CostRoles? {
        guard let costFalsePositive, let costFalseNegative else { return nil }
        return CostRoles(
            falsePositive: .init(costFalsePositive), falseNegative: .init(costFalseNegative),
            truePositive: .init(costTruePositive ?? "0"), trueNegative: .init(costTrueNegative ?? "0"))
    }

    /// What the source says is at stake, with what the options add.
    func stakes(_ source: LearningSource) throws -> Stakes {
        let costs = source.stakes.costs ?? self.costs?.costs(rows: source.observations.count)
        if self.costs != nil, costs == nil {
            throw UsageFailure(description: "a cost is a number, or with --table a column")
        }
        return Stakes(
            amounts: source.stakes.amounts, costs: costs, capacity: capacity.map(Double.init),
            campaign: Campaign(
                contact: contactCost, incentive: incentive, alpha: 20 * acceptance, beta: 20 * (1 - acceptance)))
    }
}

/// `METRIC=VALUE`: what a metric must reach, or not exceed.
struct MetricBound: ExpressibleByArgument {
    let name: String
    let value: Double

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let value = Double(parts[1]), value.isFinite else { return nil }
        (name, self.value) = (parts[0], value)
    }
}

/// Gates: exit status 3 where a metric lies on the wrong side of a bound.
struct GateArguments: ParsableArguments {
    @Option(help: "Exit status 3 where the AUC lies below.")
    var minAuc: Double?

    @Option(
        name: .customLong("at-least"),
        help: ArgumentHelp(
            "Exit status 3 where a metric lies below, or cannot be told; repeatable (names: bellwether list metrics).",
            valueName: "metric=value"))
    var atLeast: [MetricBound] = []

    @Option(
        name: .customLong("at-most"),
        help: ArgumentHelp(
            "Exit status 3 where a metric lies above, or cannot be told; repeatable.", valueName: "metric=value"))
    var atMost: [MetricBound] = []

    func validate() throws {
        for bound in atLeast + atMost where MetricKinds.named(bound.name) == nil {
            throw ValidationError(
                "unknown metric \"\(bound.name)\""
                    + NearestName.hint(for: bound.name, among: MetricKinds.all.map { $0.name }))
        }
    }

    /// - Parameter figure: by a metric's name.
    /// - Throws: `GateFailure` for the first bound that is not kept.
    func check(_ figure: (String) -> Estimate?) throws {
        if let minAuc, let auc = figure("auc")?.value, !(auc >= minAuc) {
            throw GateFailure(
                description: "the AUC \(NumberFormat.fixed(auc, 4)) lies below --min-auc \(JSON.text(of: minAuc))")
        }
        for bound in atLeast { try check(figure, bound, "below", "--at-least") { $0 >= bound.value } }
        for bound in atMost { try check(figure, bound, "above", "--at-most") { $0 <= bound.value } }
    }

    private func check(
        _ figure: (String) -> Estimate?, _ bound: MetricBound, _ side: String, _ option: String,
        _ isKept: (Double) -> Bool
    ) throws {
        let gate = "\(option) \(bound.name)=\(JSON.text(of: bound.value))"
        guard let value = figure(bound.name)?.value, value.isFinite else {
            throw GateFailure(description: "\(bound.name) cannot be told from what is given, so \(gate) is not kept")
        }
        guard isKept(value) else {
            throw GateFailure(description: "\(bound.name) \(NumberFormat.fixed(value, 4)) lies \(side) \(gate)")
        }
    }
}
