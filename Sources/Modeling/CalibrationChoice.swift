import Metrics
import Regression
import Tables

/// The calibrator learned on held-out scores.
///
/// `auto`: none where the rarer outcome has fewer than `TrainingOptions.minimumCalibrationEvents` held-out rows; else Platt's
/// line; the spline instead where there are rows enough for a curve and it lowers the log loss by more than one standard error
/// of the rows' differences and by half a hundredth of it, both learned on four fifths of the held-out rows and judged on the rest:
/// one curve in six passes the first by chance where the line is right, but by next to nothing, and a curve costs reasons
/// their straight scale. Isotonic steps are never chosen: the spline takes the same shapes without ties. A named one is refused
/// where events are too few.
struct CalibrationChoice: Sendable {
    let calibration: Calibration
    /// What was chosen and why, where it is not the usual; what a reader should know of it.
    let notes: [String]

    /// Rows from which on a curve may be tried, and isotonic steps go without a warning.
    static let rowsForCurves = 1000
    /// Rows of the rarer outcome that a curve needs.
    private static let eventsForCurves = 200
    /// Share of the log loss that a curve has to save.
    private static let leastGain = 0.005

    init(_ cross: CrossFitting?, _ data: Observations, _ options: TrainingOptions) throws(TrainingError) {
        guard let cross else {
            self.init(NoCalibrator(), [])
            return
        }
        try self.init(cross.logOdds, data.outcomes(of: cross.rows), options)
    }

    /// - Parameters:
    ///   - scores: raw log-odds of rows that the coefficients were not learned from.
    ///   - held: those rows.
    init(_ scores: [Double], _ held: Observations, _ options: TrainingOptions) throws(TrainingError) {
        guard options.calibration != NoCalibrator.name else {
            self.init(NoCalibrator(), [])
            return
        }
        let scarce = min(held.eventCount, held.count - held.eventCount)
        let floor = TrainingOptions.minimumCalibrationEvents
        guard scarce >= floor else {
            let found = "\(scarce) held-out rows of the rarer outcome, below \(floor)"
            guard options.calibration == "auto" else {
                throw .data(
                    "--calibration \(options.calibration) needs \(floor) held-out rows of the rarer outcome, found \(scarce); use auto or none"
                )
            }
            self.init(NoCalibrator(), ["not calibrated: \(found)"])
            return
        }
        do {
            let (kind, words) = try CalibrationChoice.kind(options, scores, held, scarce: scarce)
            let map = try kind.fit(logOdds: scores, outcomes: held.outcomes, weights: held.weights)
            self.init(map, words + CalibrationChoice.warnings(map, scores))
        } catch { throw .regression(error) }
    }

    private init(_ map: any Calibrator, _ notes: [String]) {
        (calibration, self.notes) = (Calibration(map), notes)
    }

    private static func kind(
        _ options: TrainingOptions, _ scores: [Double], _ held: Observations, scarce: Int
    ) throws(FitError) -> (any Calibrator.Type, [String]) {
        guard options.calibration == "auto" else { return (try CalibratorKinds.named(options.calibration), []) }
        guard held.count >= rowsForCurves, scarce >= eventsForCurves else { return (PlattCalibrator.self, []) }
        let plan = FoldPlan.random(held, folds: 5, seed: options.seed)
        let line = try crossFitted(PlattCalibrator.self, scores, held, plan)
        let curve = try crossFitted(SplineCalibrator.self, scores, held, plan)
        let (gain, error) = PairedDifference.logLoss(line, curve)
        guard gain > error, gain > leastGain * LogLoss.value(line) else { return (PlattCalibrator.self, []) }
        let losses = [curve, line].map { NumberFormat.fixed(LogLoss.value($0), 4) }
        return (
            SplineCalibrator.self,
            [
                "calibration: spline, cross-fitted log loss \(losses[0]) against \(losses[1]) with a line (standard error of the difference \(NumberFormat.fixed(error, 4)))"
            ]
        )
    }

    /// Each row's score calibrated by a map that has not seen it.
    private static func crossFitted<Kind: Calibrator>(
        _ kind: Kind.Type, _ scores: [Double], _ held: Observations, _ plan: FoldPlan
    ) throws(FitError) -> ScoredOutcomes {
        var logOdds = scores
        for fold in plan.folds {
            let learned = held.rows(fold.training)
            let map = try kind.fit(
                logOdds: fold.training.map { scores[$0] }, outcomes: learned.outcomes, weights: learned.weights)
            let judged = Calibration(map).logOdds(fold.test.map { scores[$0] })
            for (row, value) in zip(fold.test, judged) { logOdds[row] = value }
        }
        do { return try Training.scored(logOdds, held) } catch { throw .invalid(error.description) }
    }

    /// Steps make ties: customers who ranked apart then share a probability.
    private static func warnings(_ map: any Calibrator, _ scores: [Double]) -> [String] {
        var words: [String] = []
        let name = type(of: map).name
        if name == IsotonicCalibrator.name, scores.count < rowsForCurves {
            words.append(
                "isotonic calibration on \(scores.count) rows tends to overfit; \(rowsForCurves) are the usual floor, auto or platt need fewer"
            )
        }
        let (before, after) = (Set(scores).count, Set(map.probabilities(forLogOdds: scores)).count)
        if after * 10 < before * 9 {
            words.append(
                "\(name) calibration makes ties: \(NumberFormat.grouped(before)) different scores become \(NumberFormat.grouped(after)) probabilities, and rows that share one no longer rank apart"
            )
        }
        return words
    }
}
