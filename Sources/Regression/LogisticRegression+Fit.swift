import LinearAlgebra

extension LogisticRegression {
    /// Fits the model.
    ///
    /// - Parameters:
    ///   - x: one row an observation, one column a predictor; no column of ones. Not copied.
    ///   - outcome: y in 0...1; a share stands for `weights[i]` trials (binomial counts).
    ///   - names: of the columns, for messages and tables.
    ///   - weights: at least 0; a weight of 2 is the row twice. nil means ones. Rows of weight 0 must still be finite.
    ///   - offset: added to the linear predictor as it is.
    ///   - clusters: a number for each row's cluster; needed for clustered errors.
    ///   - threads: at most so many; the result does not depend on it.
    /// - Throws: `FitError`, which names rows and columns. Nothing is imputed, dropped or regularised without being told:
    ///   aliased columns that are left out are listed in the fit.
    public func fit(
        _ x: Matrix, outcome: [Double], names: [String], weights: [Double]? = nil, offset: [Double]? = nil,
        clusters: [Int32]? = nil, threads: Int = Parallel.defaultThreads
    ) throws(FitError) -> LogisticFit {
        try check()
        guard errors != .cluster || clusters != nil else { throw .invalid("clustered errors need clusters") }
        let data = try TrainingData(
            x: x, outcome: outcome, names: names, weights: weights, offset: offset, clusters: clusters, threads: threads
        )
        var problem = try Problem(data, terms(for: data.scale), threads: threads)
        let solver = try SolverKinds.choose(self.solver, for: problem.objective.penalty)
        try problem.removeAliases(tolerance: rankTolerance, policy: aliasing)
        let solution = solution(problem, solver)
        try judge(solution, problem)
        return try report(solution, Face(problem.objective, solution), problem)
    }

    /// A sample of the rows may mislead: what it leads to must look as good as a start without it would, else it is left out.
    private func solution(_ problem: Problem, _ solver: any Solver.Type) -> Solution {
        func from(warm: Bool) -> Solution {
            let (point, evaluation) = problem.beginning(warm: warm)
            return solver.init().minimise(problem.objective, from: point, first: evaluation, stopping: stopping)
        }
        let quick = from(warm: true)
        let isSound = quick.summary.isConverged && !(quick.evaluation.hessian.map(Aliases.isSuspect) ?? false)
        return isSound || problem.objective.warmingSample == nil ? quick : from(warm: false)
    }

    /// Throws where the solution is not one: separation first, because it explains why a solver did not converge.
    private func judge(_ solution: Solution, _ problem: Problem) throws(FitError) {
        if problem.objective.canRunAway {
            let test = SeparationTest(
                objective: problem.objective, coefficients: solution.coefficients, names: problem.keptNames)
            let isProven = solution.summary.isConverged && test.provesOverlap(solution)
            if !isProven, let separation = test.separation() { throw .separated(separation) }
        }
        guard solution.summary.isConverged || allowUnconverged else { throw .notConverged(solution.summary) }
    }

    private func report(_ solution: Solution, _ face: Face, _ problem: Problem) throws(FitError) -> LogisticFit {
        let (data, design) = (problem.data, problem.objective.design)
        guard let inference = face.inference(data, errors: errors) else { throw .notConverged(solution.summary) }
        if let count = inference.clusterCount, count < 2 { throw .invalid("clustered errors need at least 2 clusters") }
        let likelihood = Likelihood(data, loss: face.evaluation.loss)
        let estimates = problem.originalEstimates(face.allCoefficients)
        return LogisticFit(
            names: [LogisticFit.interceptName] + data.names, estimates: estimates,
            estimated: estimates.indices.filter { estimates[$0] != nil }, aliased: problem.aliased,
            centers: design.centers, scales: design.scales, standardizedCoefficients: face.allCoefficients,
            standardizedCovariance: face.embed(inference.covariance),
            logLikelihood: likelihood.model, nullLogLikelihood: likelihood.null, deviance: likelihood.deviance,
            nullDeviance: likelihood.nullDeviance, observations: data.observations,
            clusterCount: inference.clusterCount, effectiveDegreesOfFreedom: inference.effectiveDegreesOfFreedom,
            penalizedLogLikelihood: face.penalizedLogLikelihood(likelihood),
            isPenalized: !problem.objective.penalty.isNone, optimization: solution.summary, options: self)
    }
}
