import Metrics
import Modeling
import Tables

/// How good health score and model were so many days before the renewals.
///
/// The health score is judged on every renewal with a score; beside the model both are judged on the renewals that the model
/// had not seen (`ModelDescription.hasNotSeen`), and the difference is paired. Log loss is the model's alone: a health score is no
/// probability, and the log loss of a probability made of its bands (`BandCalibration`) judges that map, not the score.
public struct LeadQuality: Sendable {
    /// One score on some renewals.
    public struct Figures: Sendable, Equatable {
        /// Renewals judged.
        public let renewals: Int
        /// Losses among them.
        public let lost: Int
        /// Chance that a lost renewal scored as riskier than a kept one.
        public let auc: Estimate
        /// nil where the score is no probability.
        public let logLoss: Estimate?
        /// Share of the lost ARR on the riskiest tenth (or whatever the capacity is).
        public let arrCaught: Estimate
    }

    /// Both scores on renewals that the model had not seen.
    public struct Duel: Sendable, Equatable {
        /// The health score.
        public let health: Figures
        /// The model.
        public let model: Figures
        /// Model less health, paired.
        public let auc: Estimate
        /// Share of the lost revenue that the model's riskiest hold, less the same of the health score.
        public let arrCaught: Estimate
    }

    /// Days before each renewal.
    public let leadDays: Int
    /// nil where no renewal has a score.
    public let health: Figures?
    /// nil without a model, or where it had seen all of these renewals or their time.
    public let duel: Duel?
    /// Renewals without a health score, which are left out.
    public let unscored: Int

    /// - Parameter capacity: share of renewals, 0-1, that a team can look after.
    init(
        _ rows: BacktestRows, _ model: ChurnModel?, capacity: Double, bootstrap: Bootstrap
    ) throws(TrainingError) {
        let scored = rows.scored
        let judge = Judge(rows: rows, capacity: capacity, bootstrap: bootstrap)
        leadDays = rows.leadDays
        unscored = rows.count - scored.count
        do {
            health = scored.isEmpty ? nil : try judge.figures(scored, rows.ranking(scored), isProbability: false)
        } catch { throw .data(error.description) }
        duel = try model.flatMap { model throws(TrainingError) in try judge.duel(model, scored) }
    }

    /// Rows of the table: the score's name, then the figures.
    fileprivate var cells: [[Table.Cell]] {
        var rows: [[Table.Cell]] = []
        func add(_ name: String, _ figures: Figures) {
            let counts: [Table.Cell] = [
                .integer(leadDays), .text(name), .integer(figures.renewals), .integer(figures.lost),
            ]
            rows.append(counts + figures.auc.cells + (figures.logLoss ?? .undefined).cells + figures.arrCaught.cells)
        }
        if let health { add("health", health) }
        guard let duel else { return rows }
        add("health, same renewals", duel.health)
        add("model", duel.model)
        let counts: [Table.Cell] = [
            .integer(leadDays), .text("model - health"), .integer(duel.model.renewals), .integer(duel.model.lost),
        ]
        rows.append(counts + duel.auc.cells + Estimate.undefined.cells + duel.arrCaught.cells)
        return rows
    }

    /// Columns lead_days, score, renewals, churned, then auc, log_loss and arr_caught, each with low and high.
    static func table(_ all: [LeadQuality]) -> Table {
        Table(
            "quality",
            columns: [
                .init("lead_days", title: "days", .grouped), .init("score"), .init("renewals", .grouped),
                .init("churned", .grouped), .init("auc", title: "AUC", .decimals(3)),
                .init("auc_low", title: "low", .decimals(3)), .init("auc_high", title: "high", .decimals(3)),
                .init("log_loss", .decimals(3), detail: 1),
                .init("log_loss_low", title: "low", .decimals(3), detail: 1),
                .init("log_loss_high", title: "high", .decimals(3), detail: 1),
                .init("arr_caught", title: "ARR caught", .percent(0)),
                .init("arr_caught_low", title: "low", .percent(0)),
                .init("arr_caught_high", title: "high", .percent(0)),
            ], rows: all.flatMap(\.cells))
    }
}

/// What judges scores at one lead time.
private struct Judge {
    let rows: BacktestRows
    let capacity: Double
    let bootstrap: Bootstrap

    func figures(
        _ places: [Int], _ ranking: ScoredOutcomes, isProbability: Bool
    ) throws(MetricError) -> LeadQuality.Figures {
        LeadQuality.Figures(
            renewals: places.count, lost: rows.losses(places),
            auc: AreaUnderCurve.estimate(ranking, bootstrap: bootstrap),
            logLoss: isProbability ? LogLoss.estimate(ranking, bootstrap: bootstrap) : nil,
            arrCaught: caught(places, ranking).estimate(ranking, bootstrap))
    }

    private func caught(_ places: [Int], _ ranking: ScoredOutcomes) -> ArrCaught {
        ArrCaught(ranking, arr: places.map { rows.arr[$0] }, capacity: capacity)
    }

    /// nil where no row with a health score is new to the model.
    func duel(_ model: ChurnModel, _ scored: [Int]) throws(TrainingError) -> LeadQuality.Duel? {
        let unseen = scored.filter { model.description.hasNotSeen(rows.table.rows[$0]) }
        guard !unseen.isEmpty else { return nil }
        let predictions: Predictions
        do { predictions = try model.predict(rows.table.frame.rows(unseen)) } catch { throw .preparation(error) }
        do { return try duel(unseen, model.calibration.logOdds(predictions.raw)) } catch {
            throw .data(error.description)
        }
    }

    private func duel(_ unseen: [Int], _ logOdds: [Double]) throws(MetricError) -> LeadQuality.Duel {
        let (learned, handSet) = (try rows.ranking(unseen, logOdds), try rows.ranking(unseen))
        let (ours, theirs) = (caught(unseen, learned), caught(unseen, handSet))
        return LeadQuality.Duel(
            health: try figures(unseen, handSet, isProbability: false),
            model: try figures(unseen, learned, isProbability: true), auc: PairedDifference.auc(learned, handSet),
            arrCaught: ours.less(theirs, learned, bootstrap))
    }
}
