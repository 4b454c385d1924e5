import LinearAlgebra

/// The arguments of a fit, checked: everything after this may rely on them.
struct TrainingData: Sendable {
    let x: Matrix
    let outcome: [Double]
    let names: [String]
    let weights: [Double]?
    let offset: [Double]?
    let clusters: [Int32]?
    let moments: [ColumnMoments]
    /// Rows of positive weight.
    let observations: Int
    /// Weighted share of outcome 1, strictly between 0 and 1.
    let meanOutcome: Double
    let totalWeight: Double

    init(
        x: Matrix, outcome: [Double], names: [String], weights: [Double]?, offset: [Double]?, clusters: [Int32]?,
        threads: Int
    ) throws(FitError) {
        try TrainingData.checkShapes(x, outcome, names, weights, offset, clusters)
        try TrainingData.checkValues(weights, "weight", "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
        try TrainingData.checkValues(outcome, "outcome", "a number from 0 to 1") { $0 >= 0 && $0 <= 1 }
        try TrainingData.checkValues(offset, "offset", "a finite number") { $0.isFinite }
        observations = weights?.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } ?? x.rows
        guard observations > 0 else { throw .noRows }
        let total = weights?.reduce(0, +) ?? Double(x.rows)
        guard total.isFinite else { throw .invalid("the weights sum to infinity") }
        let (positive, negative) = TrainingData.classWeights(outcome, weights)
        guard positive > 0, negative > 0 else { throw .oneClass(value: positive > 0 ? 1 : 0) }
        meanOutcome = positive / (positive + negative)
        totalWeight = total
        moments = ColumnMoments.all(of: x, weights: weights, threads: threads)
        try TrainingData.checkFinite(x, names, moments)
        (self.x, self.outcome, self.names) = (x, outcome, names)
        (self.weights, self.offset, self.clusters) = (weights, offset, clusters)
    }

    /// What a penalty may know.
    var scale: DesignScale {
        DesignScale(
            columns: x.columns, totalWeight: totalWeight,
            deviations: ColumnMoments.standardDeviations(of: x, weights: weights, moments: moments))
    }

    /// Σ w y and Σ w (1 - y).
    private static func classWeights(_ outcome: [Double], _ weights: [Double]?) -> (positive: Double, negative: Double)
    {
        var (positive, negative) = (0.0, 0.0)
        for i in outcome.indices {
            let weight = weights?[i] ?? 1
            positive += weight * outcome[i]
            negative += weight * (1 - outcome[i])
        }
        return (positive, negative)
    }

    private static func checkShapes(
        _ x: Matrix, _ outcome: [Double], _ names: [String], _ weights: [Double]?, _ offset: [Double]?,
        _ clusters: [Int32]?
    ) throws(FitError) {
        guard names.count == x.columns else { throw .invalid("\(names.count) names for \(x.columns) columns") }
        let counts = [
            ("outcomes", outcome.count), ("weights", weights?.count), ("offsets", offset?.count),
            ("clusters", clusters?.count),
        ]
        for case (let what, .some(let count)) in counts where count != x.rows {
            throw .invalid("\(count) \(what) for \(x.rows) rows")
        }
    }

    private static func checkValues(
        _ values: [Double]?, _ quantity: String, _ expected: String, isValid: (Double) -> Bool
    ) throws(FitError) {
        guard let values, let row = values.firstIndex(where: { !isValid($0) }) else { return }
        throw .badValue(quantity: quantity, row: row, value: values[row], expected: expected)
    }

    private static func checkFinite(_ x: Matrix, _ names: [String], _ moments: [ColumnMoments]) throws(FitError) {
        guard let j = moments.firstIndex(where: { !$0.isFinite }) else { return }
        // Differences of values beyond this overflow, so they cannot be centred.
        let expected = "a number between -1e300 and 1e300"
        let column = x.column(j)
        let row = column.firstIndex { !(abs($0) <= 1e300) } ?? column.firstIndex { abs($0) > 1e299 } ?? 0
        throw .badValue(quantity: "column \"\(names[j])\"", row: row, value: column[row], expected: expected)
    }
}
