import LinearAlgebra

extension FitDiagnosis {
    /// Whether the penalty is smooth, so that Newton steps lead from this fit to others: not with a lasso, bounds or Firth's.
    public var canRefit: Bool { whole.penalty.isSmooth && !whole.penalty.usesJeffreys }

    /// Coefficients of the same fit on rows of other weights, by Newton steps from this one: what a bootstrap repeats. A
    /// sample's estimate is about one standard error away, so two or three reads of the data reach it to a ten-thousandth of
    /// that (Davidson and MacKinnon, International Economic Review 40, 1999: the k-step bootstrap).
    ///
    /// - Parameters:
    ///   - weights: at least 0, one a row, instead of the fit's.
    ///   - isUnshrunken: see `unshrunken`.
    /// - Returns: one a name of the fit, 0 where a column was left out; nil where these rows do not determine the estimate (a
    ///   level that was not drawn, outcomes that separate) or the penalty is not smooth.
    public func refitted(weights: [Double], isUnshrunken: Bool = false) -> [Double]? {
        precondition(weights.count == data.outcome.count, "one weight a row")
        let objective = whole.reweighted(weights)
        guard canRefit else { return nil }
        var point = fit.standardizedCoefficients
        var evaluation = objective.evaluate(at: point, hessian: true)
        for _ in 0..<25 {
            guard let step = evaluation.factor?.solve(evaluation.gradient).map({ -$0 }) else { return nil }
            let fall = zip(evaluation.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
            guard
                let next = Backtracking(objective, from: point, evaluation, step: step, fall: fall, hessian: true)
            else { return nil }
            (point, evaluation) = (next.point, next.evaluation)
            // Newton squares the distance: from .01 standard errors a step leads below .0001.
            if -fall < 1e-4 {
                return isUnshrunken
                    ? FitDiagnosis.unshrunken(point, evaluation, objective.penalty).map(original) : original(point)
            }
        }
        return nil
    }

    /// One Newton step of the unpenalised likelihood from the estimate: β̂ + I⁻¹ ∇log-likelihood, which takes the penalty's
    /// bias out to first order, for ridge, lasso and elastic net alike (van de Geer, Bühlmann, Ritov and Dezeure, Annals of
    /// Statistics 42, 2014; Zhang and Politis, Bernoulli 28, 2022). Without a penalty the estimate itself. One a name, 0 where a
    /// column was left out; nil where columns nearly explain each other, so that nothing but the penalty tells them apart.
    public var unshrunken: [Double]? {
        let plain = whole.replacing(penalty: .none(columns: whole.size - 1))
        let point = fit.standardizedCoefficients
        return FitDiagnosis.unshrunken(point, plain.evaluate(at: point, hessian: true), plain.penalty).map(original)
    }

    private static func unshrunken(
        _ point: [Double], _ evaluation: Objective.Evaluation, _ penalty: PenaltyTerms
    ) -> [Double]? {
        guard var information = evaluation.hessian else { return nil }
        for (j, curvature) in penalty.curvature.enumerated() { information[j + 1, j + 1] -= curvature }
        let pull = [0] + penalty.gradient(at: point.dropFirst())
        guard let factor = Cholesky(information), !factor.unexplainedShares.contains(where: { $0 < 1e-7 }) else {
            return nil
        }
        return zip(point, factor.solve(zip(evaluation.gradient, pull).map { $0 - $1 })).map { $0 - $1 }
    }

    /// On the scale of the columns as given.
    private func original(_ coefficients: [Double]) -> [Double] {
        var all = [Double](repeating: 0, count: fit.names.count)
        for (place, row) in zip(fit.estimated, fit.originalRows) {
            all[place] = zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return all
    }
}

extension Objective {
    /// The same problem with other weights.
    fileprivate func reweighted(_ weights: [Double]) -> Objective {
        Objective(
            design: design, outcome: outcome, weights: weights, offset: offset, loss: loss, penalty: penalty,
            threads: threads)
    }
}
