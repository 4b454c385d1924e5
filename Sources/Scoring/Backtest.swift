import Features
import Health
import Metrics
import Modeling
import Signals
import Tables

/// A scorecard and a model replayed over past renewals: each renewal is scored as it would have been so many days before, with
/// what was known then.
///
/// The scorecard is judged on all decided renewals; one that was set by looking at them flatters itself. The model is judged
/// only where it cannot have seen the answer (`ModelDescription.hasNotSeen`), and it is one model at all lead times: it was
/// learned at its own and scores the others as it is.
public struct Backtest: Sendable {
    /// What is asked beside the rows.
    public struct Options: Sendable, Equatable {
        /// Share of renewals, 0-1, that a team can look after. A tenth by default: the riskiest decile.
        public var capacity: Double
        /// Of the bootstrap.
        public var seed: UInt64
        /// Of the bootstrap behind ARR caught.
        public var replicates: Int

        /// A team that can look after a tenth of the renewals, and 500 samples.
        public init(capacity: Double = 0.1, seed: UInt64 = 42, replicates: Int = 500) {
            (self.capacity, self.seed, self.replicates) = (capacity, seed, replicates)
        }

        var bootstrap: Bootstrap { Bootstrap(replicates: replicates, seed: seed) }
    }

    /// Days before the renewal: half a year, which leaves time to act, to a month, which does not.
    public static let leadTimes = [180, 120, 90, 60, 30]

    /// By lead time as asked.
    public let quality: [LeadQuality]
    /// What became of each band.
    public let bands: BandOutcomes
    /// The lead time of the lists, probabilities and verdicts.
    public let leadDays: Int
    /// Losses that the card called healthy.
    public let green: GreenChurn
    /// nil where no renewal has a score.
    public let calibration: BandCalibration?
    /// nil without another scorecard.
    public let whatIf: ScorecardWhatIf?
    /// nil where it was not asked for.
    public let leadTime: SignalLeadTime?
    let options: Options
    /// Lead times that the model was learned at; empty without a model.
    private let learnedAt: [Int]
    private let period: ClosedRange<Day>?

    /// - Parameters:
    ///   - scorecard: the hand-set half.
    ///   - series: how signals stood to their own normal; nil does not ask.
    ///   - options: capacity, seed and samples of the bootstrap.
    ///   - table: all features of every renewal at these lead times (`SignalHistory.anchors(daysBefore:)`).
    ///   - leadTimes: in the order of the tables.
    ///   - model: nil judges the scorecard alone.
    ///   - other: a scorecard to set beside the first.
    /// - Throws: where no renewal is decided, the model has seen all of them, or a feature that it needs is missing.
    public init(
        _ table: FeatureTable, leadTimes: [Int], scorecard: Scorecard, model: ChurnModel? = nil,
        against other: Scorecard? = nil, series: DepartureSeries? = nil, options: Options = Options()
    ) throws(TrainingError) {
        let leads = leadTimes.map { BacktestRows(table, leadDays: $0, scorecard: scorecard) }
        guard let main = Backtest.main(leads, model) else {
            throw .data("there is no decided renewal to back-test on at \(Backtest.words(leadTimes)) days before")
        }
        try model.map { model throws(TrainingError) in try Backtest.check(model, leads) }
        var quality: [LeadQuality] = []
        for rows in leads {
            quality.append(try LeadQuality(rows, model, capacity: options.capacity, bootstrap: options.bootstrap))
        }
        (self.quality, bands, leadDays, self.options) = (quality, BandOutcomes(leads), main.leadDays, options)
        green = try GreenChurn(main, model)
        calibration = BandCalibration(main)
        whatIf = try other.map { other throws(TrainingError) in
            try ScorecardWhatIf(
                leads, main: main, other: other, capacity: options.capacity, bootstrap: options.bootstrap)
        }
        leadTime = series.map(SignalLeadTime.init)
        (learnedAt, period) = (Backtest.leadTimes(of: model), model?.description.period)
    }

    /// The lead time of the model where it is among them, else 90 days, else the first; nil where there is no row at any.
    private static func main(_ leads: [BacktestRows], _ model: ChurnModel?) -> BacktestRows? {
        let filled = leads.filter { $0.count > 0 }
        let wanted = leadTimes(of: model) + [90]
        return wanted.lazy.compactMap { days in filled.first { $0.leadDays == days } }.first ?? filled.first
    }

    private static func leadTimes(of model: ChurnModel?) -> [Int] {
        if case .portfolio(let days)? = model?.description.origin { days } else { [] }
    }

    private static func check(_ model: ChurnModel, _ leads: [BacktestRows]) throws(TrainingError) {
        guard let last = model.description.period?.upperBound else {
            throw .data("the model does not say when its outcomes were known: it cannot be judged on past renewals")
        }
        let rows = leads.lazy.flatMap(\.table.rows)
        guard !rows.contains(where: model.description.hasNotSeen) else { return }
        throw .data(
            "the model learned from outcomes up to \(last), and no decided renewal is scored after that: train one with "
                + "--hold-out DATE, or back-test the scorecard without --model")
    }

    fileprivate static func words(_ days: [Int]) -> String { days.map(String.init).joined(separator: ", ") }
}

extension Backtest {
    /// One row a lead time and score: rows, losses, AUC, log loss and the ARR caught, each with its interval.
    public var qualityTable: Table { LeadQuality.table(quality) }

    /// How the two stand at the main lead time, and from how early each ranks better than chance.
    public var verdict: String {
        let parts = [duelWords, early("health score") { $0.health?.auc }, early("model") { $0.duel?.model.auc }]
        return parts.compactMap(\.self).joined(separator: "; ")
    }

    private var duelWords: String? {
        guard let duel = quality.first(where: { $0.leadDays == leadDays })?.duel else { return nil }
        guard let low = duel.auc.low, let high = duel.auc.high else {
            return "too few outcomes to compare model and health score"
        }
        let figures = "AUC difference \(duel.auc.words(.decimals(3))) \(leadDays) days before"
        if low > 0 { return "the model ranks better than the health score, \(figures)" }
        if high < 0 { return "the health score ranks better than the model, \(figures)" }
        return "it cannot be told which of model and health score ranks better, \(figures)"
    }

    /// nil where there is no such score at any lead time.
    private func early(_ name: String, _ auc: (LeadQuality) -> Estimate?) -> String? {
        let known = quality.compactMap { quality in auc(quality).map { (quality.leadDays, $0) } }
        guard !known.isEmpty else { return nil }
        let better = known.filter { ($0.1.low ?? 0) > 0.5 }.map(\.0)
        guard let first = better.max() else {
            return "the \(name) does not clearly rank better than chance at any lead time"
        }
        return "the \(name) ranks better than chance from \(first) days before"
    }

    /// All tables with how to read them.
    /// - Parameter top: rows of the lists (green churn, changed bands, signals) that are shown.
    public func results(top: Int) -> Results {
        var results = Results()
        results.value("lead_days", .integer(leadDays))
        addQuality(&results)
        addBands(&results)
        addGreen(top, &results)
        if let calibration { add(calibration, &results) }
        if let whatIf { add(whatIf, top, &results) }
        if let leadTime { add(leadTime, top, &results) }
        return results
    }

    private func addQuality(_ results: inout Results) {
        results.line(
            "quality by days before the renewal, each renewal scored with what was known then; 95% intervals by account"
        )
        results.table(qualityTable, isMain: true)
        let share = NumberFormat.percent(0).text(options.capacity)
        results.line(
            "ARR caught: share of the lost ARR on the \(share) of renewals that are riskiest. The health score is no "
                + "probability, so it has no log loss; that of its bands' renewal rates would judge those rates, not the score"
        )
        results.line("renewals that were decided earlier are not among those of a later day")
        if let period {
            results.line(
                "the model learned at \(Backtest.words(learnedAt)) days before from outcomes up to \(period.upperBound); it is judged "
                    + "on renewals whose cut-off lies after that, at other lead times as it is")
        }
        let unscored = quality.filter { $0.unscored > 0 }.map { "\($0.unscored) at \($0.leadDays) days" }
        if !unscored.isEmpty {
            results.line("without a health score and left out: \(unscored.joined(separator: ", "))")
        }
        results.verdict(verdict + ".")
    }

    private func addBands(_ results: inout Results) {
        results.line("what became of each band; share: of all ARR lost")
        results.table(bands.table)
        results.verdict(bands.verdict(leadDays: leadDays) + ".")
    }
}

extension Backtest {
    private func addGreen(_ top: Int, _ results: inout Results) {
        if !green.members.isEmpty {
            results.line(
                "lost although \(green.band) \(green.leadDays) days before"
                    + (green.members.count > top ? ": the \(top) with the most ARR" : ""))
            results.table(green.table(top: top))
            if period != nil {
                results.line(
                    "what the card did not see: what the model holds against the account most, of the features that the card does "
                        + "not count; P(churn) only where the model had not seen the renewal, else it is hindsight")
            }
        }
        results.verdict(green.verdict + ".")
    }

    private func add(_ calibration: BandCalibration, _ results: inout Results) {
        let cells = calibration.isByScore ? "scores" : "bands"
        results.line(
            "what a health score of \(calibration.leadDays) days before means: \(cells) pooled until renewal rises with the score"
        )
        results.table(calibration.table)
        results.verdict(calibration.verdict + ".")
    }

    private func add(_ whatIf: ScorecardWhatIf, _ top: Int, _ results: inout Results) {
        results.line("the other scorecard at the same renewals")
        results.table(whatIf.qualityTable)
        results.line(
            "bands now and then, \(whatIf.leadDays) days before; lost: share of the renewals, with its interval")
        results.table(whatIf.moveTable)
        if !whatIf.changes.isEmpty {
            results.line("the largest of \(NumberFormat.grouped(whatIf.changes.count)) renewals that change band")
            results.table(whatIf.changeTable(top: top))
        }
        results.line(
            "a card that was changed after a look at these renewals flatters itself: judge it on others (--from, --to)")
        results.verdict(whatIf.verdict + ".")
    }

    private func add(_ leadTime: SignalLeadTime, _ top: Int, _ results: inout Results) {
        results.line(
            "signals out of their own normal, fixed \(leadTime.days[0]) days before the renewal, and out until it was decided: "
                + "\(NumberFormat.grouped(leadTime.losses)) losses and \(NumberFormat.grouped(leadTime.kept)) kept renewals"
        )
        results.table(leadTime.table(top: top))
        results.line(
            "share: of the losses; kept: of kept renewals open as long; q: false discovery rate; median days: before the loss; "
                + "apart from: losses are out more often from so many days before on")
        results.verdict(leadTime.verdict + ".")
    }
}
