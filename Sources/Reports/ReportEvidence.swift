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
    case cohorts
    case drift
    /// What the data folder holds and lacks.
    case findings
    /// Both scores at several lead times.
    case backtest
    case learningCurve
    /// One account.
    case account
}

/// Results of the commands, gathered as of one day. What is nil was not asked for, or the data cannot carry it.
public struct ReportEvidence: Sendable {
    public let model: ChurnModel
    public let scorecard: Scorecard?
    public let accounts: [Account]
    public let asOf: Day
    /// Share of accounts that a team can touch.
    public let capacity: Double
    public let seed: UInt64

    public var checked: CheckedScores?
    public var comparison: WeightComparison?
    public var weights: WeightTable?
    public var scores: [AccountScore]?
    /// The scores added up.
    public var summary: ScoreSummary?
    public var forecast: RevenueForecast?
    public var trend: RetentionTrend?
    public var cohorts: CohortRetention?
    public var drift: DriftReview?
    public var driftReference: Day?
    public var findings: Results?
    public var backtest: Backtest?
    public var learningCurve: LearningCurve?
    public var account: AccountEvidence?
    public var currency: String?
    /// Why a part of revenue could not be computed (several currencies without rates, say), in words.
    public var revenueFault: String?

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
    public let disagreements: BandDisagreements?
    /// Of those with a health score, by the scorecard alone; nil without one.
    public let handSet: ScoredOutcomes?
    public let evaluation: Evaluation
    public let curves: [CurveBand]
    public let handSetCurves: [CurveBand]

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
    public let explanation: AccountExplanation
    /// Its signals in windows that end on each day, with what was normal then.
    public let past: [BaselineReport]
    /// Days on which triggers of the scorecard were told.
    public let alerts: [Alert]
    /// Days on which people met: name and day.
    public let touches: [(name: String, day: Day)]

    public init(
        _ explanation: AccountExplanation, past: [BaselineReport], alerts: [Alert], touches: [(name: String, day: Day)]
    ) {
        (self.explanation, self.past, self.alerts, self.touches) = (explanation, past, alerts, touches)
    }
}
