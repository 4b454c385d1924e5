import Bellwether

/// What `compare` shows.
struct ComparisonReport {
    /// What was asked for beyond weights, quality and disagreements.
    struct Wishes {
        var top = 10
        var hasBlend = false
        var hasCurve = false
        var draws = 8
        /// The hand-set file, where a scorecard with learned weights is wanted.
        var original: String?
        /// Whether the page on which weights are tried is wanted.
        var hasEditor = false
        var seed: UInt64 = 42
    }

    private(set) var results = Results()
    /// A scorecard with learned weights, where it was asked for.
    private(set) var learned: LearnedScorecard?
    /// What the page of weights is made of, where it was asked for.
    private(set) var trial: (cells: WeightTrial, weights: WeightComparison, quality: ScoreComparison, words: String)?

    private let source: LearningSource
    private let scorecard: Scorecard
    private let rows: ComparedRows
    private let wishes: Wishes

    init(_ model: ChurnModel, _ scorecard: Scorecard, _ source: LearningSource, _ wishes: Wishes) throws {
        guard let table = source.table else { throw UsageFailure(description: "compare needs a data folder") }
        (self.source, self.scorecard, self.wishes) = (source, scorecard, wishes)
        rows = try ComparedRows(model, source.observations)
        // The scorecard may read pilots, which the model does not: it gets the whole table.
        let weights = try WeightComparison(
            scorecard, Observations(table).rows(rows.learned), seed: wishes.seed)
        let all = HealthScores(scorecard, table.frame).totals
        let health = rows.checked.map { all[$0] }
        let quality = try ScoreComparison(
            rows.scored, health: health, bands: scorecard.bands,
            handSetRisk: BandMap.crossFitted(
                health: all, outcomes: source.observations.outcomes, folds: rows.folds, bands: scorecard.bands),
            seed: wishes.seed)
        results.line(
            "weights learned on \(NumberFormat.grouped(rows.learned.count)) renewals, as shares of the whole; 95% intervals"
        )
        results.table(weights.table, isMain: true)
        if weights.isShrunken {
            results.line(
                "too few losses for so many measures: learned shares are drawn together by the penalty, and their intervals too narrow"
            )
        }
        results.line("on \(NumberFormat.grouped(quality.rowCount)) renewals, \(rows.words)")
        results.table(quality.table)
        results.line("log loss: a health score stands for the share lost at such scores among the rows learned from")
        results.table(quality.figureTable)
        results.table(quality.bandTable)
        if quality.unscoredCount > 0 {
            results.line("\(quality.unscoredCount) renewals have no health score and are left out")
        }
        addDisagreements(BandDisagreements(rows.scored, health: health, bands: scorecard.bands), table)
        if wishes.hasEditor {
            let outcomes = rows.checked.map { source.observations.outcomes[$0] }
            let cells = WeightTrial(scorecard, table.frame.rows(rows.checked), outcomes: outcomes)
            trial = (cells, weights, quality, rows.words)
        }
        try addContenders(model, table, health)
        if wishes.hasCurve { try addCurve(model, health) }
        results.verdict(quality.verdict)
    }

    private mutating func addDisagreements(_ all: BandDisagreements, _ table: FeatureTable) {
        results.line(
            "where the bands differ, the model having as many renewals in each band as the card: churned where it saw more and less risk"
        )
        results.table(all.table)
        let shown = all.cases.prefix(wishes.top)
        if !shown.isEmpty {
            results.table(
                Table(
                    "disagreements",
                    columns: [
                        .init("account"), .init("renewal"), .init("outcome"), .init("health", .decimals(0)),
                        .init("band"), .init("p_churn", title: "P(churn)", .percent(1)),
                        .init("model_band"), .init("right"),
                    ],
                    rows: shown.map { one in
                        let about = table.rows[rows.checked[one.row]]
                        return [
                            .text(about.accountID), .optional(about.renewalDate?.description),
                            .optional(about.outcome?.rawValue), .integer(one.health), .text(one.band),
                            .number(one.probability), .text(one.modelBand), .text(one.right),
                        ]
                    }))
        }
        results.line(all.verdict)
    }

    private mutating func addContenders(_ model: ChurnModel, _ table: FeatureTable, _ health: [Double]) throws {
        var others = [(name: "learned", risk: rows.scored.logOdds)]
        if wishes.hasBlend { others.append(("blend", try blend(model))) }
        var isBetter: Bool?
        if let file = wishes.original {
            others.append(("learned scorecard", try learnedHealth(file, table)))
        }
        guard others.count > 1 else { return }
        let arr = rows.checked.map { table.rows[$0].arr ?? 0 }
        let contenders = try ScoreContenders(
            rows.scored, arr: arr, handSet: health, others: others, seed: wishes.seed)
        if wishes.original != nil { isBetter = (contenders.all.last?.aucDifference.low ?? -1) > 0 }
        results.line("on \(NumberFormat.grouped(contenders.rowCount)) renewals, \(rows.words)")
        results.table(contenders.table)
        if wishes.hasBlend {
            results.line("blend: learned like the model, but drawn towards the scorecard's weights (--penalty prior)")
        }
        if let isBetter {
            results.line(
                isBetter
                    ? "the learned scorecard ranks better than the hand-set one on renewals that it had not seen"
                    : "warning: the learned scorecard does not clearly rank better than the hand-set one: keep the hand-set weights"
            )
        }
    }

    /// Held-out log-odds of the model drawn towards the scorecard's weights.
    private func blend(_ model: ChurnModel) throws -> [Double] {
        var options = model.options
        (options.penalty, options.lambda, options.directions) = (.prior, nil, nil)
        return try rows.heldOut(source.weighedByScorecard().observations, options).logOdds
    }

    /// Held-out health by learned whole weights; the card that is kept is learned from all rows that may be learned from.
    private mutating func learnedHealth(_ file: String, _ table: FeatureTable) throws -> [Double] {
        let (bytes, data) = (try InputFile.bytes(file), Observations(table))
        let features = source.portfolio?.features.features ?? []
        func learned(_ rows: [Int], origin: String? = nil) throws -> LearnedScorecard {
            try LearnedScorecard(
                bytes, file: file, features: features, learnedOn: data.rows(rows), seed: wishes.seed, origin: origin)
        }
        let whole = try learned(
            rows.learned, origin: "Weights learned from \(rows.learned.count) renewals by bellwether compare.")
        self.learned = whole
        let cards = try rows.folds.map { fold in
            (try rows.folds.count == 1 ? whole : learned(fold.training)).card
        }
        results.table(weightTable(whole))
        if scorecard.profiles.count > 1 {
            results.line(
                "the card has profiles: what they change is weighed among the learned weights (weights: normalised)")
        }
        return zip(cards, rows.folds).flatMap { card, fold in
            ScoreContenders.risk(ofHealth: HealthScores(card, table.frame.rows(fold.test)).totals)
        }
    }

    private func weightTable(_ learned: LearnedScorecard) -> Table {
        Table(
            "learned_scorecard",
            columns: [
                .init("group"), .init("group_weight", title: "weight", .decimals(0)),
                .init("hand_set_group", title: "hand-set", .decimals(0)), .init("measure"),
                .init("measure_weight", title: "weight", .decimals(0)),
                .init("hand_set_measure", title: "hand-set", .decimals(0)),
            ],
            rows: zip(learned.card.groups, scorecard.groups).flatMap { new, old in
                zip(new.measures, old.measures).filter { !$0.0.isPilot }.map {
                    [
                        .text(new.name), .number(new.weight), .number(old.weight), .text($0.name), .number($0.weight),
                        .number($1.weight),
                    ]
                }
            })
    }

    private mutating func addCurve(_ model: ChurnModel, _ health: [Double]) throws {
        let curve = try rows.learningCurve(
            source.observations, health: health, options: model.options, draws: wishes.draws, seed: wishes.seed)
        results.line(
            "learning curve: linear terms, random accounts, judged on \(NumberFormat.grouped(curve.checkedCount)) renewals; "
                + "hand-set AUC \(NumberFormat.fixed(curve.handSet, 3))")
        results.table(curve.table)
        results.line(curve.verdict)
    }
}
