import Documents
import LinearAlgebra
import Regression
import Testing

/// Profile limits and likelihood-ratio tests against 50-digit arithmetic and R.
struct ProfileLikelihoodTests {
    private func profile(_ name: String, _ penalty: any Penalty = NoPenalty()) throws -> ProfileLikelihood {
        let design = try ReferenceDesign(name)
        let fit = try design.fit(.init(penalty: penalty))
        return try ProfileLikelihood(fit, design.x, outcome: design.outcome, weights: design.weights)
    }

    @Test(arguments: ["birthwt", "budworm", "menarche", "mtcars", "spector"])
    func `profile limits`(_ name: String) throws { try expectLimits(name) }

    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: ["orings", "ucla_admit"])
    func `profile limits of unshipped designs`(_ name: String) throws { try expectLimits(name) }

    private func expectLimits(_ name: String) throws {
        let profile = try profile(name)
        let expected = try #require(ReferenceFolder.holding(name).expected(name)["profile95"]).entries()
        #expect(expected.count > 1)
        for (term, limits) in expected {
            let numbers = try limits.list().map { try number($0) }
            let interval = try profile.interval(term)
            for (a, b) in zip([interval.low, interval.high], numbers) {
                #expect(relativeError(a, b) < 1e-9, "\(name) \(term): \(a), expected \(b)")
            }
        }
    }

    /// R's `anova(..., test = "LRT")`; of the score test, which R has to four digits here and there, NumPy's. All of R's
    /// figures: `RReferenceTests`.
    @Test func `likelihood-ratio and score tests`() throws {
        let profile = try profile("birthwt")
        let race = ["raceblack", "raceother"]
        let (ratio, score) = (try profile.test(race), try profile.scoreTest(race))
        #expect(relativeError(ratio.statistic, 7.3441050148796023) < 1e-9 && ratio.degreesOfFreedom == 2)
        #expect(relativeError(score.statistic, 7.332797915793038) < 1e-9 && score.degreesOfFreedom == 2)
        #expect(relativeError(ratio.p, 0.025424232929347552) < 1e-8)
    }

    /// Of two groups of rows the score test is Pearson's χ² of the 2 x 2 table.
    @Test func `the score test of a table is Pearson's`() throws {
        let x = (0..<60).map { $0 < 24 ? 1.0 : 0 }
        let outcome = (0..<60).map { $0 % 4 == 0 || $0 < 6 ? 1.0 : 0 }
        let fit = try LogisticRegression().fit(Matrix(columns: [x]), outcome: outcome, names: ["x"])
        let score = try ProfileLikelihood(fit, Matrix(columns: [x]), outcome: outcome).scoreTest(["x"])
        let share = outcome.reduce(0, +) / 60
        let events = zip(x, outcome).reduce(0) { $0 + $1.0 * $1.1 }
        let gap = events - 24 * share
        let pearson = gap * gap * (1 / 24.0 + 1 / 36.0) / (share * (1 - share))
        #expect(relativeError(score.statistic, pearson) < 1e-10)
    }

    @Test func `limits turn with the column's sign and unit, and narrow with the level`() throws {
        let design = try ReferenceDesign("spector")
        let x = Matrix(columns: design.columns.map { $0.map { -1000 * $0 + 5 } })
        let fit = try LogisticRegression().fit(x, outcome: design.outcome, names: design.names)
        let turned = try ProfileLikelihood(fit, x, outcome: design.outcome).interval("GPA")
        let plain = try profile("spector").interval("GPA")
        #expect(relativeError(turned.low * -1000, plain.high) < 1e-9)
        #expect(relativeError(turned.high * -1000, plain.low) < 1e-9)
        let narrow = try profile("spector").interval("GPA", level: 0.5)
        #expect(narrow.low > plain.low && narrow.high < plain.high)
    }

    @Test func `what has no profile is refused by name`() throws {
        let design = try ReferenceDesign("spector")
        let columns = design.columns + [design.columns[0]]
        let fit = try LogisticRegression().fit(
            Matrix(columns: columns), outcome: design.outcome, names: design.names + ["again"])
        let profile = try ProfileLikelihood(fit, Matrix(columns: columns), outcome: design.outcome)
        #expect(try profile.intervals().map { $0 == nil } == [false, false, false, false, true])
        let unknown = #expect(throws: FitError.self) { try profile.interval("GPPA") }
        #expect(unknown?.description == "unknown coefficient \"GPPA\", did you mean \"GPA\"?")
        #expect(throws: FitError.self) { try profile.test(["again"]) }
        #expect(throws: FitError.self) { try profile.scoreTest(["again"]) }
        #expect(throws: FitError.self) { try self.profile("spector", .firth).scoreTest(["GPA"]) }
        #expect(throws: FitError.self) { try profile.test([]) }
        #expect(throws: FitError.self) { try self.profile("spector", .ridge(1)) }
        let other = design.outcome.map { 1 - $0 }
        #expect(throws: FitError.self) { try ProfileLikelihood(fit, Matrix(columns: columns), outcome: other) }
    }

    @Test func `the tail of χ²`() {
        for (x, degrees, p) in [
            (3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05), (7.814727903251179, 3, 0.05),
            (18.307038053275146, 10, 0.05), (100, 7, 1.0787979671702883e-18), (0, 4, 1),
        ] {
            #expect(relativeError(ChiSquared.upperTail(x, degrees: degrees), p) < 1e-11)
        }
    }
}
