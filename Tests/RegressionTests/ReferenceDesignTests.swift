import Documents
import Regression
import Testing

/// Maximum likelihood against 50-digit arithmetic, to 1e-9 relative.
struct ReferenceDesignTests {
    static let shipped = ["birthwt", "budworm", "menarche", "mtcars", "spector"]
    static let shared = ["default", "mlc", "orings", "telco", "telco_full", "wells", "ucla_admit"]
    static let robust: [ErrorKind] = [.hc0, .hc1, .hc2, .hc3]

    @Test(arguments: shipped)
    func `coefficients, model errors and likelihoods`(_ name: String) throws { try expectEstimates(name) }

    @Test(arguments: shipped, robust)
    func `robust errors`(_ name: String, _ kind: ErrorKind) throws { try expectErrors(name, kind) }

    @Test(.enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"), arguments: shared)
    func `coefficients, model errors and likelihoods of unshipped designs`(_ name: String) throws {
        try expectEstimates(name)
    }

    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: shared.filter { $0 != "telco_full" }, robust)
    func `robust errors of unshipped designs`(_ name: String, _ kind: ErrorKind) throws { try expectErrors(name, kind) }

    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: ["telco", "telco_full"])
    func `aliased columns are those that R leaves out`(_ name: String) throws {
        let expected = try #require(ReferenceFolder.shared.expected(name)["aliased_in_R"]).list().map { try $0.text() }
        let fit = try ReferenceDesign(name).fit()
        #expect(fit.aliased.map(\.name) == expected)
        #expect(fit.aliased.allSatisfy { !$0.combinationOf.isEmpty })
        #expect(fit.notes.count == expected.count)
        #expect(throws: FitError.aliased(fit.aliased)) { try ReferenceDesign(name).fit(.init(aliasing: .refuse)) }
    }

    private func expectEstimates(_ name: String) throws {
        let expected = try ReferenceFolder.holding(name).expected(name)
        let fit = try ReferenceDesign(name).fit()
        try expectAgreement(fit.coefficients, fit.names, expected["ml_coef"], "\(name) coefficient")
        try expectAgreement(fit.standardErrors, fit.names, expected["ml_se"], "\(name) model error")
        for (value, key) in [
            (fit.logLikelihood, "loglik"), (fit.deviance, "deviance"), (fit.nullDeviance, "null_deviance"),
        ] {
            let reference = try number(expected[key])
            #expect(relativeError(value, reference) < 1e-9, "\(name) \(key): \(value), expected \(reference)")
        }
    }

    private func expectErrors(_ name: String, _ kind: ErrorKind) throws {
        let expected = try ReferenceFolder.holding(name).expected(name)
        let fit = try ReferenceDesign(name).fit(LogisticRegression(errors: kind))
        let key = "se_" + kind.rawValue.uppercased()
        try expectAgreement(fit.standardErrors, fit.names, expected[key], "\(name) \(kind)")
    }
}
