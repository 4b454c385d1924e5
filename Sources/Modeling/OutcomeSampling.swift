import Regression
import Tables

extension TrainingOptions {
    /// What the fit weights outcomes by, and takes off the intercept again; nil where they count alike. Where a share s of the
    /// kept renewals is learned from, each has a weight of 1 / s (it stands for so many) and the fit undoes that.
    var outcomeWeights: OutcomeWeights? {
        get throws(TrainingError) {
            guard classWeight != nil || keptShare != nil else { return nil }
            do { return try OutcomeWeights(event: classWeight ?? 1, other: keptShare ?? 1) } catch {
                throw .regression(error)
            }
        }
    }

    /// All events, and each other row with probability `keptShare` at the weight 1 / `keptShare`.
    /// - Returns: the rows, and where they stood.
    func sample(_ data: Observations) throws(TrainingError) -> (data: Observations, rows: [Int]) {
        guard let share = keptShare, share != 1 else { return (data, Array(0..<data.count)) }
        guard share > 0, share < 1 else { throw .data("the share of kept renewals lies between 0 and 1") }
        // A stream of its own, so that folds and bootstrap draw what they draw without sampling.
        var generator = SeededGenerator(seed: seed, stream: .max)
        let drawn = (0..<data.count).filter { row in
            let isDrawn = generator.uniform() < share
            return isDrawn || data.outcomes[row] == 1
        }
        let sampled = data.rows(drawn)
        let weights = sampled.outcomes.indices.map { row in
            (sampled.weights?[row] ?? 1) * (sampled.outcomes[row] == 1 ? 1 : 1 / share)
        }
        return (sampled.with(predictors: sampled.predictors, weights: weights), drawn)
    }

    /// What was weighted or left out, and what follows from it.
    func weightingNotes(rows: Int, of all: Int) -> [String] {
        var notes: [String] = []
        if let classWeight {
            notes.append(
                "a lost row counts \(NumberFormat.significant(3).text(classWeight)) times in the fit; the intercept is corrected, errors are robust, and log-likelihood, deviance, AIC and BIC are of the weighted rows"
            )
        }
        if let keptShare, keptShare < 1 {
            notes.append(
                "learned from every lost row and \(NumberFormat.percent(1).text(keptShare)) of the others (\(NumberFormat.grouped(rows)) of \(NumberFormat.grouped(all)) rows); the intercept is corrected"
            )
        }
        return notes
    }
}
