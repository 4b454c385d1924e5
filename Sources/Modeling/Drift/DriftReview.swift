import Documents
import Metrics
import Tables

/// What became of a model's customers and of its probabilities: whether the customers changed, what quality the probabilities
/// promise among those of today, and, where outcomes are known by now, whether they kept that promise.
public struct DriftReview: Sendable {
    /// Whether the customers changed.
    public let population: PopulationDrift
    /// Promised among the rows of the reference, and among those of now.
    public let promised: (reference: ExpectedQuality, current: ExpectedQuality)
    /// By days before the renewal (nil of a ready-made table), rows with outcomes that the model had not seen.
    public let matured: [(leadDays: Int?, drift: CalibrationDrift)]

    /// - Parameters:
    ///   - model: the trained model.
    ///   - reference: at least the columns that the model uses, one row an account.
    ///   - current: the same of today.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - outcomes: calibrated scores of rows that the model has not learned from, with what became of them.
    /// - Throws: `TrainingError` as `PopulationDrift` does.
    public init(
        _ model: ChurnModel, reference: Frame, current: Frame, outcomes: [(leadDays: Int?, scored: ScoredOutcomes)],
        seed: UInt64 = 42
    ) throws(TrainingError) {
        population = try PopulationDrift(model, reference: reference, current: current)
        func promise(_ frame: Frame) throws(TrainingError) -> ExpectedQuality {
            do { return ExpectedQuality(logOdds: try model.logOdds(frame), seed: seed) } catch {
                throw .preparation(error)
            }
        }
        promised = (try promise(reference), try promise(current))
        matured = outcomes.map { ($0.leadDays, CalibrationDrift($0.scored, seed: seed)) }
    }

    /// Columns rows, sample, and of losses, AUC and log loss the promise with the range that chance leaves it.
    public var promiseTable: Table {
        Table(
            "promised",
            columns: [.init("sample"), .init("rows", .grouped)]
                + Self.columns("expected_lost", .decimals(1)) + Self.columns("auc", title: "AUC", .decimals(3))
                + Self.columns("log_loss", .decimals(3)),
            rows: [("reference", promised.reference), ("now", promised.current)].map { name, quality in
                [.text(name), .integer(quality.rows)]
                    + [quality.events, quality.auc, quality.logLoss].flatMap(\.cells)
            })
    }

    /// One row a figure: what was promised, and what came.
    public var maturedTable: Table {
        Table(
            "outcomes",
            columns: [.init("lead_days"), .init("rows", .grouped), .init("figure")]
                + Self.columns("promised", .decimals(3)) + Self.columns("came", .decimals(3)),
            rows: matured.flatMap { leadDays, drift in
                drift.figures.map { name, promised, came in
                    [.optional(leadDays), .integer(drift.rows), .text(name)] + promised.cells + came.cells
                }
            })
    }

    private static func columns(_ name: String, title: String? = nil, _ format: NumberFormat) -> [Table.Column] {
        [
            .init(name, title: title, format), .init("\(name)_low", title: "low", format),
            .init("\(name)_high", title: "high", format),
        ]
    }

    /// What quality the probabilities promise, in a sentence.
    public var promiseVerdict: String {
        "if the probabilities hold, about \(promised.current.events.words(.decimals(0))) of "
            + "\(NumberFormat.grouped(promised.current.rows)) will be lost, and the AUC among them is about "
            + "\(promised.current.auc.words(.decimals(2))); in the reference \(promised.reference.auc.words(.decimals(2)))"
    }

    /// Of the first lead time that has outcomes.
    public var maturedVerdict: String {
        guard let first = matured.first(where: { $0.drift.rows > 0 }) else {
            return "no outcome is known yet that the model had not seen: whether its probabilities hold cannot be told"
        }
        let (drift, expected) = (first.drift, first.drift.expected.events)
        let days = first.leadDays.map { ", scored \($0) days before" } ?? ""
        return
            "of \(NumberFormat.grouped(drift.rows)) outcomes\(days), \(NumberFormat.grouped(Int(drift.events))) lost where "
            + "\(expected.words(.decimals(0))) were expected: \(drift.words)"
    }
}

extension DriftReview {
    /// All tables with how to read them.
    /// - Parameters:
    ///   - opening: what is compared with what.
    ///   - remarks: what was left out of the outcomes.
    ///   - top: features that are shown, beside all that drifted.
    public func results(opening: String, remarks: [String] = [], top: Int = .max) -> Results {
        var results = Results()
        results.value("drifted", .integer(population.drifted.count))
        results.line(opening)
        let table = population.table(top: top)
        results.table(table, isMain: true)
        let hidden = population.all.count - table.rows.count
        if hidden > 0 {
            results.line("\(NumberFormat.grouped(hidden)) features with less evidence are not shown (--top)")
        }
        results.line(
            "PSI: population stability index; chance reaches: what it passes by chance with 5% over all tests (Holm; p adjusted so); "
                + "shift: of the mean, in the reference's standard deviations; moves log-odds: what the shift adds to the mean score"
        )
        results.verdict(population.verdict + ".")
        results.line("the quality that the probabilities promise of themselves; low to high: by chance")
        results.table(promiseTable)
        results.line(
            "this takes the probabilities for right: where features came to mean something else only outcomes can tell")
        results.verdict(promiseVerdict + ".")
        if !matured.isEmpty {
            results.line(
                "what they promised of renewals that the model had not seen, and what came; 95% intervals by account")
            results.table(maturedTable)
        }
        for remark in remarks { results.line(remark) }
        results.verdict(maturedVerdict + ".")
        return results
    }
}

extension CalibrationDrift {
    /// What was promised, and what came: a right calibration has intercept 0 and slope 1.
    var figures: [(name: String, promised: Estimate, came: Estimate)] {
        [
            ("lost", expected.events, Estimate(events)), ("AUC", expected.auc, auc),
            ("log loss", expected.logLoss, logLoss), ("calibration intercept", Estimate(0), intercept),
            ("calibration slope", Estimate(1), slope),
        ]
    }
}

extension ChurnModel {
    /// Calibrated log-odds of the rows, in their order.
    /// - Throws: `PreparationError` that lists all missing predictors.
    public func logOdds(_ frame: Frame) throws(PreparationError) -> [Double] {
        calibration.logOdds(try predict(frame).raw)
    }
}
