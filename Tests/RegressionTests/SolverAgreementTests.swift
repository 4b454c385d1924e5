import Regression
import Testing

/// Every solver against 50-digit arithmetic on every smooth design, to 1e-9 relative.
struct SolverAgreementTests {
    static let solvers = SolverKinds.all.filter { $0.canSolve(.none(columns: 1)) }.map { $0.name }
    static let hard = [
        "3_events_of_600", "constant_feature___zero_feature", "duplicate_1e-9", "exact_duplicate_column",
        "offset_1e8_feature", "revenue_1e9_scale___ratio", "year_year2_unscaled",
    ]

    @Test(arguments: solvers, ReferenceDesignTests.shipped)
    func `maximum likelihood`(_ solver: String, _ name: String) throws { try expectAgreement(solver, name) }

    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: solvers, ReferenceDesignTests.shared)
    func `maximum likelihood of unshipped designs`(_ solver: String, _ name: String) throws {
        try expectAgreement(solver, name)
    }

    private func expectAgreement(_ solver: String, _ name: String) throws {
        let expected = try ReferenceFolder.holding(name).expected(name)
        let fit = try ReferenceDesign(name).fit(.init(solver: solver))
        try RegressionTests.expectAgreement(fit.coefficients, fit.names, expected["ml_coef"], "\(solver) \(name)")
        #expect(fit.optimization.solver == solver && fit.isConverged)
    }

    @Test(arguments: solvers, hard)
    func `hard designs`(_ solver: String, _ name: String) throws {
        let fit = try ReferenceDesign(hard: name).fit(.init(solver: solver))
        let expected = try ReferenceFolder.shipped.expected(name)["ml_coef"]
        try RegressionTests.expectAgreement(fit.coefficients, fit.names, expected, "\(solver) \(name)")
    }

    @Test(arguments: solvers, ["complete_separation", "steep", "quasi-separation", "dummy_trap"])
    func `separation is found whoever diverges`(_ solver: String, _ name: String) throws {
        let error = #expect(throws: FitError.self) { try ReferenceDesign(hard: name).fit(.init(solver: solver)) }
        guard case .separated = error else {
            Issue.record("\(solver) \(name): \(String(describing: error))")
            return
        }
    }

    @Test func `Firth by L-BFGS`() throws {
        for name in ["endometrial", "spector"] {
            let (newton, other) = (
                try ReferenceDesign(name).fit(.init(penalty: .firth)),
                try ReferenceDesign(name).fit(.init(penalty: .firth, solver: "lbfgs"))
            )
            for (a, b) in zip(newton.coefficients, other.coefficients) { #expect(relativeError(a, b) < 1e-9) }
        }
    }
}
