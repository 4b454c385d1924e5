import LinearAlgebra
import Synchronization

/// What a solver minimises: Σ wᵢ·lossᵢ + penalty(β), over coefficients of centred and scaled columns, intercept first and
/// free.
public struct Objective: Sendable {
    public let design: StandardizedDesign
    let outcome: [Double]
    let weights: [Double]?
    let offset: [Double]?
    let loss: any Loss
    /// On the scaled columns.
    public let penalty: PenaltyTerms
    let threads: Int

    /// Number of coefficients.
    public var size: Int { design.size }

    /// Value, gradient and, if wanted, Hessian at `coefficients`.
    public struct Evaluation: Sendable {
        public let value: Double
        /// Σ w·loss alone.
        public let loss: Double
        public let gradient: [Double]
        /// Positive definite wherever XᵀCX is; with Jeffreys' prior XᵀCX itself where the exact one is not.
        public let hessian: Matrix?

        /// The Hessian factored; nil where there is none or it is not positive definite.
        var factor: Cholesky? { hessian.flatMap { Cholesky($0) } }
    }

    /// One read of the data.
    public func evaluate(at coefficients: [Double], hessian: Bool) -> Evaluation {
        let pass = design.pass(
            coefficients: coefficients, offset: offset, gram: hessian || penalty.usesJeffreys, threads: threads,
            pointwise: pointwise)
        var (value, gradient, gram) = (pass.value, pass.gradient, pass.gram)
        for (j, pull) in penalty.gradient(at: coefficients.dropFirst()).enumerated() {
            gradient[j + 1] += pull
            gram?[j + 1, j + 1] += penalty.curvature[j]
        }
        value += penalty.value(at: coefficients.dropFirst())
        let plain = Evaluation(value: value, loss: pass.value, gradient: gradient, hessian: gram)
        return penalty.usesJeffreys ? addingJeffreys(plain, at: coefficients, hessian: hessian) : plain
    }

    /// The gradient with sums in twice the working precision.
    func twofoldGradient(at coefficients: [Double]) -> [Double] {
        let sums = design.twofoldGradient(
            coefficients: coefficients, offset: offset, threads: threads, pointwise: pointwise)
        return zip(sums, [0] + penalty.gradient(at: coefficients.dropFirst())).map { $0 + $1 }
    }

    /// The least w·|y - μ| of the rows that count and have outcome 0 or 1; infinite where there is none.
    func leastSurprise(at coefficients: [Double]) -> Double {
        let least = Mutex(Double.infinity)
        let inner = pointwise
        _ = design.pass(coefficients: coefficients, offset: offset, gram: false, threads: threads) {
            [outcome, weights] rows, predictor, residual, curvature in
            let value = inner(rows, predictor, &residual, &curvature)
            var low = Double.infinity
            for (k, i) in rows.enumerated() where weights.map({ $0[i] > 0 }) ?? true {
                if outcome[i] == 0 || outcome[i] == 1 { low = min(low, abs(residual[k])) }
            }
            least.withLock { $0 = min($0, low) }
            return value
        }
        return least.withLock { $0 }
    }

    /// The loss of a block of rows.
    var pointwise: StandardizedDesign.Pointwise {
        { [loss, outcome, weights] in
            loss.evaluate(rows: $0, predictor: $1, outcome: outcome, weights: weights, residual: &$2, curvature: &$3)
        }
    }

    /// Residuals w (μ - y) and curvatures w μ (1 - μ) of every row.
    func rowTerms(at coefficients: [Double]) -> (predictor: [Double], residual: [Double], curvature: [Double]) {
        let predictor = design.product(coefficients, offset: offset, threads: threads)
        var residual = [Double](repeating: 0, count: predictor.count)
        var curvature = residual
        _ = loss.evaluate(
            rows: 0..<predictor.count, predictor: predictor, outcome: outcome, weights: weights, residual: &residual,
            curvature: &curvature)
        return (predictor, residual, curvature)
    }

    /// The same problem with fewer columns; `kept` counts the design's columns.
    func keeping(_ kept: [Int]) -> Objective {
        Objective(
            design: design.keeping(kept), outcome: outcome, weights: weights, offset: offset, loss: loss,
            penalty: penalty.keeping(kept), threads: threads)
    }

    /// The same problem under another penalty, given on the scaled columns.
    func replacing(penalty: PenaltyTerms) -> Objective {
        Objective(
            design: design, outcome: outcome, weights: weights, offset: offset, loss: loss, penalty: penalty,
            threads: threads)
    }

    /// The problem of the columns `kept` with the others' coefficients fixed where `coefficients` has them.
    func fixing(allBut kept: [Int], at coefficients: [Double]) -> Objective {
        var fixed = [0] + Array(coefficients.dropFirst())
        for j in kept { fixed[j + 1] = 0 }
        let part = keeping(kept)
        guard fixed.contains(where: { $0 != 0 }) else { return part }
        return Objective(
            design: part.design, outcome: outcome, weights: weights,
            offset: design.product(fixed, offset: offset, threads: threads), loss: loss, penalty: part.penalty,
            threads: threads)
    }
}
