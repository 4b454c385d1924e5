import Bellwether

/// A data folder with the scorecard and, where there is one, the model of the weekly routine.
struct Routine {
    let portfolio: Portfolio
    let scorecard: Scorecard
    let model: ChurnModel?
    /// What the scorecard and the model read, and no other feature.
    private let features: FeatureSet

    /// - Parameter scorecard: another file than the folder's.
    init(_ portfolio: Portfolio, scorecard file: String?, model: ChurnModel?) throws {
        guard let card = try file.map({ try portfolio.scorecard(file: $0) }) ?? portfolio.scorecard else {
            throw UsageFailure(description: "weekly needs a scorecard.yaml in the data folder, or --scorecard FILE")
        }
        guard !card.triggers.isEmpty else {
            throw UsageFailure(description: "the scorecard has no `triggers`: there is nothing to be alerted to")
        }
        if let model { try PortfolioScoring.checkDefinitions(model, portfolio.features) }
        let needed = card.featureNames.union(model?.description.features.map(\.name) ?? [])
        let names = portfolio.features.features.map(\.name).filter(needed.contains)
        features = portfolio.features.selecting(names) ?? portfolio.features
        (self.portfolio, scorecard, self.model) = (portfolio, card, model)
    }

    func checkModel(on day: Day, allowFutureModel: Bool) throws {
        guard let model else { return }
        try PortfolioScoring.check(model, day, allowFutureModel: allowFutureModel)
    }

    func run(_ previous: RoutineState, on day: Day) throws -> WeeklyRun {
        try previous.check(accounts: portfolio.history.accounts)
        let table = features.extract(portfolio.history, at: portfolio.history.anchors(asOf: day))
        return try WeeklyRun(previous, scorecard, table, scores(table), on: day)
    }

    /// All weeks at once.
    func replay(on days: [Day], within: Int) throws -> TriggerReplay {
        let history = portfolio.history
        let table = features.extract(history, at: days.flatMap { history.anchors(asOf: $0) })
        return TriggerReplay(scorecard, table, try scores(table), on: days, within: within)
    }

    /// Without accounts: a score of the family is for people who read one account, not for alerts.
    private func scores(_ table: FeatureTable) throws(PreparationError) -> [AccountScore] {
        try BatchScorer(model: model, scorecard: scorecard).score(table)
    }
}
