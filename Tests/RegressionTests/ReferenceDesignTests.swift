import Documents
import Regression
import Testing

/// Maximum likelihood against 50-digit arithmetic: coefficients, all kinds of errors, likelihoods, to 1e-9 relative.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "skipped: ../shared/reference is not available"))
struct ReferenceDesignTests {
    static let cases = [
        "birthwt", "budworm", "default", "menarche", "mlc", "mtcars", "orings", "spector", "telco", "telco_full",
        "wells",
        "ucla_admit",
    ]

    @Test(arguments: cases)
    func `coefficients, errors and likelihoods`(_ name: String) throws {
        let design = try ReferenceDesign(name)
        let expected = try ReferenceFolder.results(name)
        let fit = try design.fit()
        try expectEach(fit.coefficients, fit.names, expected["ml_coef"], "\(name) coefficient")
        try expectEach(fit.standardErrors, fit.names, expected["ml_se"], "\(name) model error")
        for (value, key) in [
            (fit.logLikelihood, "loglik"), (fit.deviance, "deviance"), (fit.nullDeviance, "null_deviance"),
        ] {
            let reference = try number(#require(expected[key]))
            #expect(relativeError(value, reference) < 1e-9, "\(name) \(key): \(value), expected \(reference)")
        }
    }

    @Test(arguments: cases, [ErrorKind.hc0, .hc1, .hc2, .hc3])
    func `heteroskedasticity-consistent errors`(_ name: String, _ kind: ErrorKind) throws {
        let expected = try ReferenceFolder.results(name)["se_" + kind.rawValue.uppercased()]
        guard expected != nil else { return }
        let fit = try ReferenceDesign(name).fit(LogisticRegression(errors: kind))
        try expectEach(fit.standardErrors, fit.names, expected, "\(name) \(kind)")
    }

    @Test(arguments: ["telco", "telco_full"])
    func `aliased columns are those that R leaves out`(_ name: String) throws {
        let expected = try #require(ReferenceFolder.results(name)["aliased_in_R"]).list().map { try $0.text() }
        let fit = try ReferenceDesign(name).fit()
        #expect(fit.aliased.map(\.name) == expected)
        #expect(fit.aliased.allSatisfy { !$0.combinationOf.isEmpty })
        #expect(fit.notes.count == expected.count)
        #expect(throws: FitError.aliased(fit.aliased)) { try ReferenceDesign(name).fit(.init(aliasing: .refuse)) }
    }

    @Test(arguments: [("sex2", "dia"), ("endometrial", "NV")])
    func `separated designs name the column`(_ name: String, _ column: String) throws {
        let error = #expect(throws: FitError.self) { try ReferenceDesign(name).fit() }
        guard case .separated(let separation) = error else { return #expect(Bool(false), "\(error as Any)") }
        #expect(separation.columns.map(\.name) == [column])
        #expect(separation.columns.map(\.direction) == [1])
        #expect(!separation.isComplete)
    }

    private func expectEach(_ values: [Double], _ names: [String], _ field: Field?, _ what: String) throws {
        let entries = try #require(field).entries()
        #expect(entries.count == values.filter { !$0.isNaN }.count)
        for (name, reference) in entries {
            let place = try #require(names.firstIndex(of: name))
            let error = relativeError(values[place], try number(reference))
            #expect(error < 1e-9, "\(what) \(name): \(values[place]), relative error \(error)")
        }
    }

    private func number(_ field: Field) throws -> Double { try #require(Double(field.text())) }
}
