import Foundation
import Regression
import Testing

/// The laws of `Penalty` and `Solver`, over the registries.
struct PenaltyConformanceTests {
    @Test func `names are words of their own and every kind has examples that survive coding`() throws {
        #expect(Set(PenaltyKinds.all.map { $0.name }).count == PenaltyKinds.all.count)
        for kind in PenaltyKinds.all { try expectCoding(kind) }
    }

    private func expectCoding<P: Penalty>(_: P.Type) throws {
        #expect(!P.examples.isEmpty && !P.summary.isEmpty)
        for example in P.examples {
            let options = LogisticRegression(penalty: example)
            let back = try JSONDecoder().decode(LogisticRegression.self, from: JSONEncoder().encode(options))
            #expect(back == options)
            let terms = try example.terms(for: DesignScale(columns: 2, totalWeight: 7, deviations: [0.5, 3]))
            #expect(terms.curvature.count == 2 && terms.curvature.allSatisfy { $0 >= 0 })
        }
    }

    /// Every solver against every penalty that it takes, on data with weights and offset: the gradient vanishes.
    @Test(arguments: SolverKinds.all.map { $0.name })
    func `every solver reaches the same optimum`(_ name: String) throws {
        let sample = Sample(rows: 500)
        for penalty in [
            NoPenalty(), RidgePenalty(lambda: 2), RidgePenalty(lambda: 9, factors: [0, 1, 3, 0, 1]), FirthPenalty(),
            LassoPenalty(lambda: 0.01),
        ] as [any Penalty] {
            let terms = try penalty.terms(for: DesignScale(columns: 5, deviations: [1, 2, 1, 3, 1]))
            guard try SolverKinds.named(name).canSolve(terms) else { continue }
            let fits = try [name, SolverKinds.auto].map {
                try LogisticRegression(penalty: penalty, solver: $0).fit(
                    sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights,
                    offset: sample.offset)
            }
            #expect(fits[0].optimization.solver == name && fits[0].isConverged)
            for (a, b) in zip(fits[0].coefficients, fits[1].coefficients) { #expect(relativeError(a, b) < 1e-9) }
        }
    }
}
