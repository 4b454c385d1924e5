import Features
import Health
import Metrics
import Modeling
import Regression
import Retention
import Scoring
import Signals
import Tables

/// What pictures and pages are made of, each by itself: who wants one picture computes one part.
public enum EvidencePart: String, Sendable, CaseIterable {
    /// Both scores of past renewals that the model had not seen, and what became of them.
    case checked
    /// Learned weights of the scorecard's measures.
    case comparison
    /// Intervals of the model's weights: repeats the training.
    case weights
    /// Every account scored as of the day.
    case scores
    /// Future renewals by month.
    case forecast
    /// Revenue and logos by past year.
    case trend
    /// Customers and revenue left by age.
    case cohorts
    /// What changed since the model learned.
    case drift
    /// What the data folder holds and lacks.
    case findings
    /// Both scores at several lead times.
    case backtest
    /// Ever more renewals to learn from: repeats the training many times.
    case learningCurve
    /// The weights along the penalty: repeats the training.
    case path
    /// One account.
    case account
}

/// Results of the commands, gathered as of one day. What is nil was not asked for, or the data cannot carry it.
public struct ReportEvidence: Sendable {
    /// The model that is reported on.
    public let model: ChurnModel
    /// The hand-set half; nil where the folder has none.
    public let scorecard: Scorecard?
    /// All customers.
    public let accounts: [Account]
    /// What became known on this day or later is not looked at.
    public let asOf: Day
    /// Share of accounts that a team can touch.
    public let capacity: Double
    /// Of bootstraps and simulated futures.
    public let seed: UInt64

    /// Past renewals that the model had not seen.
    public var checked: CheckedScores?
    /// Learned beside hand-set weights.
    public var comparison: WeightComparison?
    /// The model's weights.
    public var weights: WeightTable?
    /// Every account, as of the day.
    public var scores: [AccountScore]?
    /// The scores added up.
    public var summary: ScoreSummary?
    /// Future renewals by month.
    public var forecast: RevenueForecast?
    /// Past years.
    public var trend: RetentionTrend?
    /// Customers and revenue left by age.
    public var cohorts: CohortRetention?
    /// Whether the model still holds.
    public var drift: DriftReview?
    /// The day that drift was told against.
    public var driftReference: Day?
    /// What the data folder holds and lacks.
    public var findings: Results?
    /// Both scores at several lead times.
    public var backtest: Backtest?
    /// From how many renewals on learning pays.
    public var learningCurve: LearningCurve?
    /// nil also where the penalty has no strength, or the data are not those that were learned from.
    public var path: WeightPath?
    /// One account.
    public var account: AccountEvidence?
    /// ISO 4217 code of all amounts; nil where the data name none.
    public var currency: String?
    /// Why a part of revenue could not be computed (several currencies without rates, say), in words.
    public var revenueFault: String?

    /// What all parts share; the parts are added one by one.
    public init(
        model: ChurnModel, scorecard: Scorecard?, accounts: [Account], asOf: Day, capacity: Double = 0.1,
        seed: UInt64 = 42
    ) {
        (self.model, self.scorecard, self.accounts) = (model, scorecard, accounts)
        (self.asOf, self.capacity, self.seed) = (asOf, capacity, seed)
    }
}

/// Past renewals that the model had not seen, under both scores.
public struct CheckedScores: Sendable {
    /// By the model, all of them.
    public let learned: ScoredOutcomes
    /// 0-100 by the scorecard, in the same order; NaN where unscored, empty without a scorecard.
    public let health: [Double]
    /// How they came to be unseen.
    public let words: String
    /// nil without a scorecard.
    public let comparison: ScoreComparison?
    /// Where both scores differ, and who was right; nil without a scorecard.
    public let disagreements: BandDisagreements?
    /// Of those with a health score, by the scorecard alone; nil without one.
    public let handSet: ScoredOutcomes?
    /// The headline metrics of the model.
    public let evaluation: Evaluation
    /// Curves of the model.
    public let curves: [CurveBand]
    /// Curves of the scorecard; empty without one.
    public let handSetCurves: [CurveBand]

    /// - Parameter learned: the model's scores of rows that it had not seen.
    /// - Parameter words: how the rows came to be unseen.
    /// - Parameter health: 0 to 100 by the scorecard, one a row; NaN where unscored.
    /// - Parameter seed: of draws and samples; by default 42, so that every figure repeats.
    /// - Parameter scorecard: with the health scores of the same rows.
    public init(
        _ learned: ScoredOutcomes, words: String, scorecard: Scorecard?, health: [Double], seed: UInt64 = 42
    ) throws(MetricError) {
        let bootstrap = Bootstrap(seed: seed)
        (self.learned, self.words, self.health) = (learned, words, health)
        evaluation = Evaluation(learned, metrics: MetricKinds.headline, bootstrap: bootstrap)
        curves = CurveBand.all(learned, bootstrap: bootstrap)
        guard let scorecard else {
            (comparison, disagreements, handSet, handSetCurves) = (nil, nil, nil, [])
            return
        }
        comparison = try ScoreComparison(learned, health: health, bands: scorecard.bands)
        disagreements = BandDisagreements(learned, health: health, bands: scorecard.bands)
        let ranking = try CheckedScores.ranking(learned, health)
        handSet = ranking
        handSetCurves = ranking.map { CurveBand.all($0, bootstrap: bootstrap) } ?? []
    }

    /// nil where nothing has a health score.
    private static func ranking(_ learned: ScoredOutcomes, _ health: [Double]) throws(MetricError) -> ScoredOutcomes? {
        let kept = health.indices.filter { !health[$0].isNaN }
        guard !kept.isEmpty else { return nil }
        let risk = ScoreContenders.risk(ofHealth: health)
        return try ScoredOutcomes(
            logOdds: kept.map { risk[$0] }, outcomes: kept.map { learned.outcomes[$0] },
            weights: kept.map { learned.weights[$0] },
            clusters: learned.clusters.map { clusters in kept.map { clusters[$0] } })
    }

    /// A curve of the model and of the scorecard by name.
    func curves(_ name: String) -> [(score: String, band: CurveBand)] {
        [("learned", curves), ("hand-set", handSetCurves)].flatMap { score, all in
            all.filter { $0.curve.name == name }.map { (score, $0) }
        }
    }
}

/// One account, and how it came to where it stands.
public struct AccountEvidence: Sendable {
    /// All that can be said of it.
    public let explanation: AccountExplanation
    /// Its signals in windows that end on each day, with what was normal then.
    public let past: [BaselineReport]
    /// Days on which triggers of the scorecard were told.
    public let alerts: [Alert]
    /// Days on which people met: name and day.
    public let touches: [(name: String, day: Day)]

    /// An account with its year before the day.
    public init(
        _ explanation: AccountExplanation, past: [BaselineReport], alerts: [Alert], touches: [(name: String, day: Day)]
    ) {
        (self.explanation, self.past, self.alerts, self.touches) = (explanation, past, alerts, touches)
    }
}
