import LinearAlgebra

/// What a solver minimises: Σ wᵢ·lossᵢ + penalty(β), over coefficients of centred and scaled columns, intercept first and
/// free.
public struct Objective: Sendable {
    /// The columns, centred and scaled.
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
        /// The value of the objective.
        public let value: Double
        /// Σ w·loss alone.
        public let loss: Double
        /// Its gradient, the intercept first.
        public let gradient: [Double]
        /// Positive definite wherever XᵀCX is; with Jeffreys' prior XᵀCX itself where the exact one is not.
        public let hessian: Matrix?
        /// With the Hessian: the least w·|y - μ| of the rows that count and have outcome 0 or 1; infinite without such a row.
        let leastSurprise: Double?

        /// Roughly the Hessian, as a sample of the rows shows it, where the problem was looked at that way.
        private(set) var approximateHessian: Matrix?

        init(value: Double, loss: Double, gradient: [Double], hessian: Matrix?, leastSurprise: Double? = nil) {
            (self.value, self.loss, self.gradient) = (value, loss, gradient)
            (self.hessian, self.leastSurprise) = (hessian, leastSurprise)
        }

        /// The Hessian factored; nil where there is none or it is not positive definite.
        var factor: Cholesky? { hessian.flatMap { Cholesky($0) } }

        func approximating(_ hessian: Matrix) -> Evaluation {
            var copy = self
            copy.approximateHessian = hessian
            return copy
        }
    }

    /// One read of the data.
    public func evaluate(at coefficients: [Double], hessian: Bool) -> Evaluation {
        let surprise = hessian ? LeastSurprise(outcome: outcome, weights: weights) : nil
        let pass = design.pass(
            coefficients: coefficients, offset: offset, gram: hessian || penalty.usesJeffreys, threads: threads,
            pointwise: surprise.map { $0.watching(pointwise) } ?? pointwise)
        var (value, gradient, gram) = (pass.value, pass.gradient, pass.gram)
        for (j, pull) in penalty.gradient(at: coefficients.dropFirst()).enumerated() { gradient[j + 1] += pull }
        if gram != nil { penalty.addHessian(at: coefficients.dropFirst(), to: &gram!) }
        value += penalty.value(at: coefficients.dropFirst())
        let plain = Evaluation(
            value: value, loss: pass.value, gradient: gradient, hessian: gram, leastSurprise: surprise?.value)
        return penalty.usesJeffreys ? addingJeffreys(plain, at: coefficients, hessian: hessian) : plain
    }

    /// The gradient with sums in twice the working precision.
    func twofoldGradient(at coefficients: [Double]) -> [Double] {
        let sums = design.twofoldGradient(
            coefficients: coefficients, offset: offset, threads: threads, pointwise: pointwise)
        return zip(sums, [0] + penalty.gradient(at: coefficients.dropFirst())).map { $0 + $1 }
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

    /// The problem of a sample of `rows` rows at least, its penalty weaker in proportion; nil where the data are not worth
    /// sampling.
    func sampled(rows: Int) -> Objective? {
        design.sampled(rows: rows).map { sample in
            Objective(
                design: sample, outcome: outcome, weights: weights, offset: offset, loss: loss,
                penalty: penalty.times(Double(sample.sampledRows) / Double(design.sampledRows)), threads: threads)
        }
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
