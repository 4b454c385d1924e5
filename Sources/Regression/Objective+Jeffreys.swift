import LinearAlgebra

extension Objective {
    /// Whether nothing keeps some coefficient from running off to infinity.
    var canRunAway: Bool { !penalty.usesJeffreys && (!penalty.escapingColumns.isEmpty || size == 1) }

    /// The Fisher information XᵀCX.
    func information(at coefficients: [Double]) -> Matrix {
        design.gram(curvatures: rowTerms(at: coefficients).curvature, threads: threads)
    }

    /// Adds -½ log det XᵀCX to an evaluation whose Hessian is XᵀCX.
    ///
    /// With c', c'' the derivatives of the curvatures, F Fᵀ = (XᵀCX)⁻¹, z = Fᵀx and m_ab = Σ c' z_a z_b x, its gradient is
    /// -½ Σₐ m_aa and its Hessian ½ (Σ_ab m_ab m_abᵀ - Σ c'' |z|² x xᵀ). The value is infinite where XᵀCX is singular.
    func addingJeffreys(_ plain: Evaluation, at coefficients: [Double], hessian: Bool) -> Evaluation {
        guard let information = plain.hessian, let factor = Cholesky(information) else {
            return Evaluation(
                value: .infinity, loss: plain.loss, gradient: plain.gradient, hessian: hessian ? plain.hessian : nil)
        }
        let root = SemidefiniteFactor.of(factor.inverse)
        let predictor = design.product(coefficients, offset: offset, threads: threads)
        let derivatives = loss.higherDerivatives(predictor: predictor, weights: weights)
        let moments = design.pairMoments(factor: root, weights: derivatives.third, threads: threads)
        var gradient = plain.gradient
        for a in 0..<root.columns {
            let pair = moments.column(a * (a + 3) / 2)
            for j in gradient.indices { gradient[j] -= pair[j] / 2 }
        }
        let exact = hessian ? curved(information, moments, root, derivatives.fourth) : nil
        return Evaluation(
            value: plain.value - factor.logDeterminant / 2, loss: plain.loss, gradient: gradient, hessian: exact)
    }

    /// The exact Hessian; far from the optimum it need not be positive definite, and the information serves instead.
    private func curved(_ information: Matrix, _ moments: Matrix, _ root: Matrix, _ fourth: [Double]) -> Matrix {
        let forms = design.quadraticForms(factor: root, threads: threads)
        let changes = zip(fourth, forms).map { $0 * $1 / 2 }
        let rising = design.gram(curvatures: changes.map { max($0, 0) }, threads: threads)
        let falling = design.gram(curvatures: changes.map { max(-$0, 0) }, threads: threads)
        var matrix = information
        for j in 0..<size {
            for i in 0..<size { matrix[i, j] += falling[i, j] - rising[i, j] }
        }
        var pair = 0
        for b in 0..<root.columns {
            for a in 0...b {
                let m = moments.column(pair)
                // A pair of two different directions stands for both orders.
                let times = a == b ? 0.5 : 1
                for j in 0..<size { for i in 0..<size { matrix[i, j] += times * m[i] * m[j] } }
                pair += 1
            }
        }
        return Cholesky(matrix) == nil ? information : matrix
    }
}
