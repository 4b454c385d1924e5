import Documents
import Regression
import Testing

/// Pathological designs: nine digits, or a diagnosis that names the columns; never silence.
struct HardDesignTests {
    @Test(arguments: [
        "3_events_of_600", "constant_feature___zero_feature", "duplicate_1e-9", "exact_duplicate_column",
        "offset_1e8_feature", "revenue_1e9_scale___ratio", "year_year2_unscaled",
    ])
    func `nine digits, with the left-out columns named`(_ name: String) throws {
        let expected = try ReferenceFolder.shipped.expected(name)
        let fit = try ReferenceDesign(hard: name).fit()
        try expectAgreement(fit.coefficients, fit.names, expected["ml_coef"], "\(name) coefficient")
        try expectAgreement(fit.standardErrors, fit.names, expected["ml_se"], "\(name) error")
        let leftOut = try #require(expected["left_out"]).list().map { try $0.text() }
        #expect(fit.aliased.map(\.name) == leftOut)
        #expect(fit.isConverged)
    }

    @Test func `explanations name the columns behind an alias`() throws {
        let duplicate = try ReferenceDesign(hard: "exact_duplicate_column").fit()
        #expect(duplicate.aliased == [AliasedColumn(name: "x3", combinationOf: ["x1"])])
        let constant = try ReferenceDesign(hard: "constant_feature___zero_feature").fit()
        #expect(constant.aliased.map(\.combinationOf) == [[], []])
    }

    @Test(arguments: [
        ("complete_separation", ["x1", "x2"], [1, 1], true), ("steep", ["x1"], [1], true),
        ("quasi-separation", ["x2"], [1], false),
        ("dummy_trap", ["x1"], [1], false), ("endometrial", ["NV"], [1], false), ("sex2", ["dia"], [1], false),
    ])
    func `separation names the columns and their direction`(
        _ name: String, _ columns: [String], _ directions: [Int], _ isComplete: Bool
    ) throws {
        guard name != "sex2" || ReferenceFolder.shared.isAvailable else { return }
        let isHard = ReferenceFolder.shipped.has("hard/\(name).csv")
        let design = try isHard ? ReferenceDesign(hard: name) : ReferenceDesign(name)
        let error = #expect(throws: FitError.self) { try design.fit() }
        guard case .separated(let separation) = error else {
            Issue.record("\(name): \(String(describing: error))")
            return
        }
        #expect(separation.columns.map(\.name) == columns, "\(separation)")
        #expect(separation.columns.map(\.direction) == directions)
        #expect(separation.isComplete == isComplete)
    }
}
