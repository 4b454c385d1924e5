import LinearAlgebra
import Tables

/// The state of AdaGrad with polynomial-decay averaging: `StochasticGradient` has the formulas.
struct AveragedDescent: Sendable {
    let rate: Double
    let degree: Double
    private(set) var point: [Double]
    private(set) var average: [Double]
    private var squares: [Double]
    private(set) var steps = 0

    init(from start: [Double], rate: Double, degree: Double) {
        (self.rate, self.degree, point, average) = (rate, degree, start, start)
        squares = [Double](repeating: 0, count: start.count)
    }

    /// - Parameter gradient: of the mean loss, penalty included.
    mutating func step(_ gradient: [Double]) {
        steps += 1
        let share = (degree + 1) / (Double(steps) + degree)
        for j in point.indices {
            squares[j] += gradient[j] * gradient[j]
            if squares[j] > 0 { point[j] -= rate * gradient[j] / squares[j].squareRoot() }
            average[j] += share * (point[j] - average[j])
        }
    }
}

/// What the steps of a descent have in common.
struct DescentProblem: Sendable {
    /// On the centred and scaled columns.
    let penalty: PenaltyTerms
    /// Σ w of all rows: the penalty counts against the sum of the losses.
    let totalWeight: Double
    /// Σ w over the number of rows: a batch stands for so much weight whatever its own is, else heavy rows count too little.
    let meanWeight: Double
    let batchRows: Int
    let seed: UInt64
}

/// Rows in memory that a descent walks over.
struct DescentRows: Sendable {
    let design: StandardizedDesign
    let offset: [Double]?
    let pointwise: StandardizedDesign.Pointwise
}

extension AveragedDescent {
    /// One step for each batch of these rows. Batches come in seeded random order, so that rows sorted by outcome do not pull
    /// to one side for long.
    /// - Parameter number: of the block of rows within the descent, which decides on the order.
    mutating func walk(
        _ rows: DescentRows, places: Range<Int>? = nil, _ problem: DescentProblem, number: Int,
        workspace: inout BatchWorkspace
    ) {
        let places = places ?? 0..<rows.design.rows
        let starts = Array(stride(from: places.lowerBound, to: places.upperBound, by: problem.batchRows))
        var generator = SeededGenerator(seed: problem.seed, stream: UInt64(number))
        for start in generator.shuffled(starts) {
            let batch = start..<min(places.upperBound, start + problem.batchRows)
            _ = rows.design.batchPass(
                batch, coefficients: point, offset: rows.offset, workspace: &workspace, pointwise: rows.pointwise)
            step(problem.meanGradient(workspace.gradient, rows: batch.count, at: point))
        }
    }

    /// The rate whose descent over the first three quarters of these rows fits the last quarter best.
    static func bestRate(
        of rates: [Double], _ rows: DescentRows, _ problem: DescentProblem, from start: [Double], degree: Double,
        workspace: inout BatchWorkspace
    ) -> Double {
        let cut = rows.design.rows * 3 / 4
        var (best, least) = (rates.last ?? 0.1, Double.infinity)
        for rate in rates {
            var trial = AveragedDescent(from: start, rate: rate, degree: degree)
            trial.walk(rows, places: 0..<cut, problem, number: 0, workspace: &workspace)
            let loss = rows.loss(at: trial.average, cut..<rows.design.rows, problem.batchRows, &workspace)
            if loss < least { (best, least) = (rate, loss) }
        }
        return best
    }
}

extension DescentRows {
    /// Σ w·loss of some rows.
    fileprivate func loss(
        at coefficients: [Double], _ places: Range<Int>, _ batchRows: Int, _ workspace: inout BatchWorkspace
    ) -> Double {
        stride(from: places.lowerBound, to: places.upperBound, by: batchRows).reduce(0) {
            $0
                + design.batchPass(
                    $1..<min(places.upperBound, $1 + batchRows), coefficients: coefficients, offset: offset,
                    workspace: &workspace, pointwise: pointwise)
        }
    }
}

extension DescentProblem {
    /// The batch's sums as an estimate of the gradient of the mean objective.
    fileprivate func meanGradient(_ sums: [Double], rows: Int, at point: [Double]) -> [Double] {
        var gradient = sums.map { $0 / (Double(rows) * meanWeight) }
        for j in penalty.curvature.indices where penalty.curvature[j] > 0 {
            gradient[j + 1] += penalty.curvature[j] * (point[j + 1] - penalty.target[j]) / totalWeight
        }
        return gradient
    }
}
