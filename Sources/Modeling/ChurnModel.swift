import LinearAlgebra
import Metrics
import Regression
import Tables

/// A trained model: preparation, coefficients with their covariance, and calibration. A value; `ModelFile` writes and reads
/// it.
///
/// P(churn) = calibration(β₀ + Σⱼ βⱼ xⱼ), x the design columns of `preparation`.
public struct ChurnModel: Sendable {
    /// What is predicted, and from what.
    public let description: ModelDescription
    /// How it was trained.
    public let options: TrainingOptions
    /// Ridge strength on standardised columns; nil for maximum likelihood.
    public let lambda: Double?
    /// From predictors to columns.
    public let preparation: Preparation
    /// On the design columns, in their order.
    public let fit: LogisticFit
    /// From scores to probabilities.
    public let calibration: Calibration
    /// What happened on the way, in words: dropped columns, fallbacks.
    public let notes: [String]

    /// The parts of a trained model; `lambda` is the penalty's strength, nil where it has none, `notes` what training
    /// had to say.
    public init(
        description: ModelDescription, options: TrainingOptions, lambda: Double?, preparation: Preparation,
        fit: LogisticFit, calibration: Calibration, notes: [String]
    ) {
        (self.description, self.options, self.lambda) = (description, options, lambda)
        (self.preparation, self.fit, self.calibration, self.notes) = (preparation, fit, calibration, notes)
    }

    /// Scores the rows of a frame; columns are matched by name, others are ignored.
    /// - Throws: `PreparationError` that lists all missing predictors.
    public func predict(_ frame: Frame) throws(PreparationError) -> Predictions {
        let design = try preparation.matrix(frame)
        let raw = fit.linearPredictor(design)
        let errors = fit.linearPredictorVariance(design).map { fit.isImported ? .nan : $0.squareRoot() }
        return Predictions(design: design, raw: raw, standardErrors: errors, model: self)
    }

    /// Contributions of the terms (predictors, and products `a × b` of two) to a row's calibrated log-odds against the average
    /// training row: slope · Σ βⱼ (xⱼ - mean of xⱼ) over the term's design columns, in design order. Where the calibration is not a straight line the
    /// slope is taken as 1 and the parts add up to the raw log-odds.
    public func contributions(_ design: Matrix, row: Int) -> [(term: String, logOdds: Double)] {
        let (weights, slope) = (fit.weights, calibration.line?.slope ?? 1)
        var sums: [(term: String, logOdds: Double)] = []
        for (index, column) in preparation.columns.enumerated() {
            let part = slope * weights[index + 1] * (design[row, index] - column.mean)
            let term = preparation.columnTerms[index]
            if let last = sums.indices.last, sums[last].term == term {
                sums[last].logOdds += part
            } else {
                sums.append((term, part))
            }
        }
        return sums
    }
}

/// Scores of rows, in input order.
public struct Predictions: Sendable {
    /// The design matrix that was scored: `ChurnModel.contributions` explains its rows.
    public let design: Matrix
    /// Log-odds before calibration.
    public let raw: [Double]
    /// Calibrated P(churn), one a row.
    public let probabilities: [Double]
    /// 95% interval of each probability by the delta method: the calibrated ends of the raw log-odds ± 1.96 standard errors.
    /// It holds the uncertainty of the weights, not that of the calibration. NaN where their errors are not known (imported).
    public let low: [Double]
    /// Upper end of its 95% interval.
    public let high: [Double]

    init(design: Matrix, raw: [Double], standardErrors: [Double], model: ChurnModel) {
        (self.design, self.raw) = (design, raw)
        let map = model.calibration
        let half = standardErrors.map { Intervals.z95 * $0 }
        probabilities = map.probabilities(forLogOdds: raw)
        low = map.probabilities(forLogOdds: zip(raw, half).map { $0 - $1 })
        high = map.probabilities(forLogOdds: zip(raw, half).map { $0 + $1 })
    }
}

extension Calibration {
    /// Calibrated log-odds for ranking and scoring metrics: the straight line where the map is one (no digits are lost at
    /// 0 and 1), else the log-odds of the calibrated probability.
    public func logOdds(_ raw: [Double]) -> [Double] {
        if let line { return raw.map { line.slope * $0 + line.intercept } }
        return map.probabilities(forLogOdds: raw).map { Logit.of($0) + shift }
    }
}

extension ChurnModel {
    /// The same model for customers of whom another share is lost: only the intercept moves, by the difference of the rates'
    /// log-odds (`PriorShift`); every account keeps its rank and its reasons. The learned rate is that of the learned rows.
    /// - Throws: `FitError.invalid` where a rate is not between 0 and 1.
    public func shifted(toBaseRate rate: Double) throws(FitError) -> ChurnModel {
        let shift = try PriorShift(from: description.eventRate, to: rate)
        return ChurnModel(
            description: description, options: options, lambda: lambda, preparation: preparation, fit: fit,
            calibration: Calibration(calibration.map, shift: calibration.shift + shift.logOdds),
            notes: notes + [shift.description])
    }

    /// The model's calibrated scores of rows with outcomes, ready for metrics.
    public func scored(_ data: Observations) throws(TrainingError) -> ScoredOutcomes {
        let predictions: Predictions
        do { predictions = try predict(data.predictors) } catch { throw .preparation(error) }
        return try scored(data, predictions)
    }

    /// The same from predictions of these rows that were made already.
    public func scored(_ data: Observations, _ predictions: Predictions) throws(TrainingError) -> ScoredOutcomes {
        try Training.scored(calibration.logOdds(predictions.raw), data)
    }
}
