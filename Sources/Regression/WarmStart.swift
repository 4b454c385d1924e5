import LinearAlgebra

/// Where a sample of the rows has its minimum, and the Hessian there scaled up to all rows.
struct WarmStart {
    let point: [Double]
    let hessian: Matrix

    /// nil where the data are too few to be worth a sample (it has a sixteenth of the rows and at least 100 a column), where
    /// the objective is not smooth, or where the sample does not settle: rare levels may separate its outcomes.
    init?(_ objective: Objective, from start: [Double]) {
        guard let sample = objective.warmingSample else { return nil }
        // A sample of the sample serves it in turn.
        let begin = WarmStart(sample, from: start)?.point ?? start
        var (point, evaluation) = (begin, sample.evaluate(at: begin, hessian: true))
        for _ in 0..<12 {
            guard let step = evaluation.factor?.solve(evaluation.gradient) else { return nil }
            let end = zip(point, step).map { $0 - $1 }
            // The sample's own error is about √columns of its standard errors; half a one is more than enough.
            if dot(evaluation.gradient, step) < 0.25 {
                let rows = Double(objective.design.sampledRows) / Double(sample.design.sampledRows)
                self.point = end
                hessian = evaluation.hessian!.scaled(by: rows)
                return
            }
            let next = sample.evaluate(at: end, hessian: true)
            guard next.value <= evaluation.value else { return nil }
            (point, evaluation) = (end, next)
        }
        return nil
    }
}

extension Objective {
    /// The sample that a warm start comes from.
    var warmingSample: Objective? {
        guard penalty.isSmooth, !penalty.usesJeffreys else { return nil }
        return sampled(rows: max(design.sampledRows / 16, 100 * size))
    }
}
