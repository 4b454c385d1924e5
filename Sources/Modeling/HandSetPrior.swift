import LinearAlgebra
import Regression

/// The weights that a hand-set score would have on the columns of a design, up to one scale c ≥ 0 that the data choose.
///
/// Ridge towards c t: λ/2 Σ fⱼ (bⱼ - c tⱼ)², with tⱼ by predictor the least-squares fit of what the score says through it on its
/// columns, over training rows. Writing b = δ + c t makes c the weight of one more column, v = Σ tⱼ xⱼ, that is at least 0 and not
/// penalised. With λ large the model is the hand-set score on a scale that fits; with λ small it is maximum likelihood: small
/// books lean on what people knew (Bayesian logistic regression with an informative mean; Greenland, Statistics in Medicine
/// 26, 2007). Errors and intervals take c as known.
struct HandSetPrior {
    /// The weight of 1 log-odds in the sense of the score, one a column.
    let direction: [Double]
    /// The design with v behind it.
    let design: Matrix

    /// - Parameter weights: 0 for rows that are not learned from.
    init(_ design: Matrix, _ preparation: Preparation, _ data: Observations, weights: [Double]?)
        throws(TrainingError)
    {
        var direction = [Double](repeating: 0, count: design.columns)
        for (name, said) in (data.handSet ?? [:]).sorted(by: { $0.key < $1.key }) {
            let places = preparation.columns.indices.filter { preparation.columns[$0].predictors == [name] }
            let fitted = HandSetPrior.fitted(said, design, places, preparation, weights: weights)
            for (place, value) in zip(places, fitted) { direction[place] = value }
        }
        guard direction.contains(where: { $0 != 0 }) else {
            throw .data("penalty prior: the hand-set score says nothing about the columns learned from")
        }
        self.direction = direction
        var sum = [Double](repeating: 0, count: design.rows)
        for (place, weight) in direction.enumerated() where weight != 0 {
            for (row, value) in design.column(place).enumerated() { sum[row] += weight * value }
        }
        self.design = Matrix(rows: design.rows, columnCount: design.columns + 1) { j in
            j < design.columns ? design.column(j) : sum
        }
    }

    /// Weights of the predictor's columns that follow `said` most closely, rows where it says nothing left out.
    private static func fitted(
        _ said: [Double], _ design: Matrix, _ places: [Int], _ preparation: Preparation, weights: [Double]?
    ) -> [Double] {
        guard !places.isEmpty else { return [] }
        let columns = places.map { preparation.columns[$0] }
        // A scale of 1 serves a column that training rows hold constant.
        let view = StandardizedDesign(
            design, columns: places, centers: columns.map(\.mean), scales: columns.map { $0.scale > 0 ? $0.scale : 1 })
        let sums = view.pass(coefficients: [Double](repeating: 0, count: view.size), gram: true) {
            rows, _, residual, curvature in
            for (k, row) in rows.enumerated() {
                curvature[k] = said[row].isNaN ? 0 : weights?[row] ?? 1
                residual[k] = said[row].isNaN ? 0 : curvature[k] * said[row]
            }
            return 0
        }
        var gram = sums.gram!
        guard gram[0, 0] > 0 else { return places.map { _ in 0 } }
        // Columns of one term may explain each other or be constant here: a little of the ridge settles them.
        for j in 1..<view.size { gram[j, j] += 1e-6 * gram[0, 0] }
        guard let fitted = Cholesky(gram)?.solve(sums.gradient) else { return places.map { _ in 0 } }
        return zip(fitted.dropFirst(), view.scales).map { $0 / $1 }
    }

    /// The penalty of `design`.
    func penalty(_ lambda: Double, factors: [Double]) -> RidgePenalty {
        RidgePenalty(lambda: lambda, factors: factors + [0])
    }

    /// c is at least 0.
    var bounds: CoefficientBounds { CoefficientBounds(signs: direction.map { _ in 0 } + [1]) }

    static let columnName = "(hand-set score)"
}
