import LinearAlgebra

/// A solution seen among the coefficients that are not held at a kink or a bound: there the objective is smooth, so its
/// last digits, its Hessian and its covariance are those of a plain problem. Without kinks and bounds it is the problem itself.
struct Face {
    /// Of the columns that move; the others are fixed.
    let objective: Objective
    /// Refined, intercept first.
    let coefficients: [Double]
    /// At the solution, with its Hessian.
    let evaluation: Objective.Evaluation
    /// Of all columns, intercept first.
    let allCoefficients: [Double]
    /// Places in `allCoefficients` of `coefficients`.
    let places: [Int]

    init(_ whole: Objective, _ solution: Solution) {
        let penalty = whole.penalty
        let moving = penalty.curvature.indices.filter { !penalty.isHeld($0, at: solution.coefficients[$0 + 1]) }
        places = [0] + moving.map { $0 + 1 }
        let isWhole = moving.count == penalty.curvature.count
        objective = isWhole ? whole : whole.fixing(allBut: moving, at: solution.coefficients)
        let point = places.map { solution.coefficients[$0] }
        evaluation =
            isWhole && solution.evaluation.hessian != nil
            ? solution.evaluation : objective.evaluate(at: point, hessian: true)
        coefficients = penalty.usesJeffreys ? point : Refinement(objective: objective).refine(point, evaluation)
        var all = solution.coefficients
        for (k, place) in places.enumerated() { all[place] = coefficients[k] }
        allCoefficients = all
    }

    /// nil where the Hessian cannot be inverted.
    func inference(_ data: TrainingData, errors: ErrorKind) -> Inference? {
        // Under Jeffreys' prior errors come from the Fisher information.
        let information = objective.penalty.usesJeffreys ? objective.information(at: coefficients) : nil
        return (information ?? evaluation.hessian).flatMap {
            Inference(objective, data, coefficients: coefficients, hessian: $0, errors: errors)
        }
    }

    func penalizedLogLikelihood(_ likelihood: Likelihood) -> Double? {
        guard !objective.penalty.isNone else { return nil }
        // The information of columns divided by s has a determinant that is smaller by Π s².
        let rescaling = objective.design.scales.reduce(0) { $0 + Elementary.log($1) }
        return likelihood.model - (evaluation.value - evaluation.loss)
            + (objective.penalty.usesJeffreys ? rescaling : 0)
    }

    /// A covariance among all coefficients, 0 for those that are held.
    func embed(_ covariance: Matrix) -> Matrix {
        guard places.count < allCoefficients.count else { return covariance }
        var matrix = Matrix(rows: allCoefficients.count, columns: allCoefficients.count)
        for (a, i) in places.enumerated() { for (b, j) in places.enumerated() { matrix[i, j] = covariance[a, b] } }
        return matrix
    }
}
