import Features
import Health
import Metrics
import Modeling
import Reports
import Retention
import Scoring
import Signals

extension Portfolio {
    /// What is gathered for a report or a picture, and how.
    public struct EvidenceOptions: Sendable {
        /// Share of accounts that a team can touch.
        public var capacity = 0.1
        /// Months ahead of the forecast.
        public var months = 12
        /// Whole years of retention that are looked back on.
        public var years = 3
        /// The account of `EvidencePart.account`.
        public var account: String?
        /// Of bootstraps and simulated futures.
        public var seed: UInt64 = 42
        /// How accounts and currencies become one book of revenue. Merged and rolled-up accounts count in what is looked back on;
        /// the forecast is by account.
        public var book = RevenueBook.Options()

        /// The defaults of the commands.
        public init() {}
    }

    /// Results of the commands as of a day: only the parts that were asked for are computed.
    ///
    /// A part that the data cannot carry (no scorecard, no past year) is nil; what is wrong with the data is an error.
    /// - Parameter model: the trained model.
    /// - Parameter day: what became known on its first midnight or later is not looked at.
    /// - Parameter parts: what is wanted.
    /// - Parameter options: capacity, months, years, account and seed.
    /// - Parameter step: is told each part before it is computed.
    /// - Throws: as the commands do: `TrainingError`, `RetentionError`, `PreparationError`, `UnknownAccount`.
    public func evidence(
        _ model: ChurnModel, asOf day: Day, parts: Set<EvidencePart>, _ options: EvidenceOptions = EvidenceOptions(),
        step: (EvidencePart) -> Void = { _ in }
    ) throws -> ReportEvidence {
        var evidence = ReportEvidence(
            model: model, scorecard: scorecard, accounts: history.accounts, asOf: day, capacity: options.capacity,
            seed: options.seed)
        let gatherer = EvidenceGatherer(portfolio: self, model: model, asOf: day, options: options)
        let past = parts.isDisjoint(with: EvidenceGatherer.ofPast) ? nil : try gatherer.past()
        for part in EvidencePart.allCases where parts.contains(part) {
            step(part)
            do { try gatherer.add(part, past, to: &evidence) } catch let fault as RetentionError {
                // The rest of a report does not need one book of revenue.
                evidence.revenueFault = fault.description
            }
        }
        return evidence
    }
}

/// Computes parts of the evidence, each as its command does.
private struct EvidenceGatherer {
    let portfolio: Portfolio
    let model: ChurnModel
    let asOf: Day
    let options: Portfolio.EvidenceOptions

    /// Past renewals, and which of them may be learned from.
    struct Past {
        let table: FeatureTable
        let data: Observations
        let rows: ComparedRows
        /// Of the checked rows; empty without a scorecard.
        let health: [Double]
    }

    /// Parts that are made of past renewals.
    static let ofPast: Set<EvidencePart> = [.checked, .comparison, .weights, .learningCurve, .path]

    func past() throws -> Past {
        guard case .portfolio(let days) = model.description.origin else {
            throw TrainingError.data("the model was trained on a ready-made table, which has no portfolio to report on")
        }
        let all = portfolio.table(daysBefore: days)
        let (table, data) = (all.rows(all.decidedRows), all.observations(portfolio.features))
        let rows = try ComparedRows(model, data)
        let health = portfolio.scorecard.map { HealthScores($0, table.frame.rows(rows.checked)).totals } ?? []
        return Past(table: table, data: data, rows: rows, health: health)
    }

    func add(_ part: EvidencePart, _ past: Past?, to evidence: inout ReportEvidence) throws {
        switch part {
        case .checked: evidence.checked = try past.map(checked)
        case .comparison: evidence.comparison = try past.flatMap(comparison)
        case .weights: evidence.weights = past.map(weights)
        case .learningCurve: evidence.learningCurve = try past.flatMap(learningCurve)
        case .path: evidence.path = try past.flatMap(retrained)?.weightPath()
        case .scores: try addScores(&evidence)
        case .forecast: try addForecast(&evidence)
        case .trend: evidence.trend = try trend()
        case .cohorts: evidence.cohorts = try cohorts()
        case .drift: try addDrift(&evidence)
        case .findings: evidence.findings = findings
        case .backtest: evidence.backtest = try backtest()
        case .account: evidence.account = try account()
        }
    }

    private func checked(_ past: Past) throws -> CheckedScores {
        try CheckedScores(
            past.rows.scored, words: past.rows.words, scorecard: portfolio.scorecard, health: past.health,
            seed: options.seed)
    }

    private func comparison(_ past: Past) throws -> WeightComparison? {
        try portfolio.scorecard.map {
            try WeightComparison($0, Observations(past.table).rows(past.rows.learned), seed: options.seed)
        }
    }

    /// The training once more, for the bootstrap of its weights; without intervals where it gives another model, as the data
    /// are then not those that were learned from.
    private func weights(_ past: Past) -> WeightTable {
        guard let again = retrained(past) else { return WeightTable(model) }
        return WeightTable(model, curves: again.curvedTerms, again.bootstrapIntervals())
    }

    /// nil where the training cannot be repeated, or gives another model.
    private func retrained(_ past: Past) -> Training? {
        var data = past.data
        if model.options.penalty == .prior, let card = portfolio.scorecard { data = data.weighed(by: card) }
        let learned = data.rows(past.rows.learned)
        let again = try? Training(learned, description: model.description, options: model.options)
        return again?.model.fit.weights == model.fit.weights ? again : nil
    }

    private func learningCurve(_ past: Past) throws -> LearningCurve? {
        guard !past.health.isEmpty else { return nil }
        return try past.rows.learningCurve(past.data, health: past.health, options: model.options, seed: options.seed)
    }

    private func addScores(_ evidence: inout ReportEvidence) throws {
        let table = portfolio.table(asOf: asOf)
        let predictions = try model.predict(table.frame)
        let scores = try BatchScorer(model: model, scorecard: portfolio.scorecard).score(
            table, accounts: portfolio.history.accounts, predictions: predictions)
        evidence.scores = scores
        evidence.summary = ScoreSummary(
            scores, scorecard: portfolio.scorecard, weights: LogOddsDraws(model, predictions), seed: options.seed)
    }

    private func addForecast(_ evidence: inout ReportEvidence) throws {
        let made = try portfolio.forecast(
            model, asOf: asOf, months: options.months, by: .month, forecastBook, seed: options.seed)
        (evidence.forecast, evidence.currency) = (made.forecast, made.currency)
    }

    private func book() throws -> RevenueBook { try RevenueBook(portfolio.history, asOf: asOf, options.book) }

    private var forecastBook: RevenueBook.Options {
        var book = RevenueBook.Options()
        book.rates = options.book.rates
        return book
    }

    private func trend() throws -> RetentionTrend? {
        let first = ReportingPeriod.begin(of: .year, asOf - 1).adding(months: -12 * options.years)
        let begun = portfolio.history.renewals.compactMap(\.termStart).min()
        let from = begun.map { max(first, ReportingPeriod.begin(of: .year, $0)) } ?? first
        let trend = RetentionTrend(
            try book(), ReportingPeriod.all(.year, from: from, through: asOf - 1), seed: options.seed)
        return trend.entries.isEmpty ? nil : trend
    }

    private func cohorts() throws -> CohortRetention {
        CohortRetention(try book(), signedOn: portfolio.history.accounts.map(\.signedOn))
    }

    private func addDrift(_ evidence: inout ReportEvidence) throws {
        guard let last = model.description.period?.upperBound, last < asOf else { return }
        let drift = try portfolio.drift(model, asOf: asOf, seed: options.seed)
        (evidence.drift, evidence.driftReference) = (drift.review, drift.reference)
    }

    private var findings: Results {
        guard case .portfolio(let days) = model.description.origin else { return Results() }
        return PortfolioCheck(portfolio, daysBefore: days, asOf: asOf).results
    }

    private func backtest() throws -> Backtest? {
        try portfolio.scorecard.map {
            try portfolio.backtest(
                $0, model: model, to: asOf,
                options: Backtest.Options(capacity: options.capacity, seed: options.seed))
        }
    }

    private func account() throws -> AccountEvidence? {
        try options.account.map { try portfolio.accountEvidence(of: $0, model, asOf: asOf) }
    }
}
