import LinearAlgebra
import Regression
import Testing

/// Refits on other weights and the step that takes a penalty's bias out.
struct ReweightedFitTests {
    let sample = Sample(rows: 500)

    private func fit(_ penalty: any Penalty, weights: [Double]? = nil) throws -> LogisticFit {
        try LogisticRegression(penalty: penalty).fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: weights)
    }

    private func diagnosis(_ penalty: any Penalty) throws -> FitDiagnosis {
        try FitDiagnosis(fit(penalty), sample.x, outcome: sample.outcome)
    }

    @Test(arguments: [0.0, 3, 80])
    func `Newton steps from the whole fit end where a fit of the drawn rows does`(_ lambda: Double) throws {
        let penalty: any Penalty = lambda > 0 ? RidgePenalty(lambda: lambda) : NoPenalty()
        var random = Random(state: 4)
        let diagnosis = try diagnosis(penalty)
        for _ in 0..<5 {
            let weights = (0..<500).map { _ in (3 * random.next()).rounded(.down) }
            let anew = try fit(penalty, weights: weights)
            let refitted = try #require(diagnosis.refitted(weights: weights))
            for j in 0..<6 { #expect(abs(refitted[j] - anew.coefficients[j]) < 1e-3 * anew.standardErrors[j]) }
            let seen = try FitDiagnosis(anew, sample.x, outcome: sample.outcome, weights: weights)
            let (a, b) = (try #require(seen.unshrunken), diagnosis.refitted(weights: weights, isUnshrunken: true))
            for (x, y) in zip(a, try #require(b)) { #expect(abs(x - y) < 1e-3) }
        }
    }

    @Test func `the step takes most of a light penalty's bias out, and nothing where there is none`() throws {
        let plain = try fit(NoPenalty())
        let same = try #require(try diagnosis(NoPenalty()).unshrunken)
        for j in 0..<6 { #expect(abs(same[j] - plain.coefficients[j]) < 1e-9) }
        for penalty in [
            RidgePenalty(lambda: 10), ElasticNetPenalty(lambda: 0.01, alpha: 0.5), LassoPenalty(lambda: 0.01),
        ]
            as [any Penalty]
        {
            let shrunken = try fit(penalty)
            let unshrunken = try #require(try diagnosis(penalty).unshrunken)
            let before = (1..<6).map { abs(shrunken.weights[$0] - plain.weights[$0]) / plain.standardErrors[$0] }
            let after = (1..<6).map { abs(unshrunken[$0] - plain.weights[$0]) / plain.standardErrors[$0] }
            #expect(after.max()! < before.max()! / 4)
        }
    }

    @Test func `rows that determine nothing give nothing`() throws {
        let diagnosis = try diagnosis(NoPenalty())
        // The flag is never drawn.
        let weights = sample.columns[2].map { $0 == 1 ? 0.0 : 1 }
        #expect(diagnosis.refitted(weights: weights) == nil)
        let lasso = try self.diagnosis(LassoPenalty(lambda: 0.01))
        #expect(diagnosis.canRefit && !lasso.canRefit && lasso.refitted(weights: weights) == nil)
        var twice = sample
        twice.columns[4] = twice.columns[0].map { 2 * $0 }
        let ridge = try LogisticRegression(penalty: .ridge(1)).fit(
            twice.x, outcome: twice.outcome, names: Sample.names)
        #expect(try FitDiagnosis(ridge, twice.x, outcome: twice.outcome).unshrunken == nil)
    }
}
