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

    /// logistf's limits and p-values, printed to about 10 digits.
    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: ["birthwt", "endometrial", "mlc", "mtcars", "sex2", "spector", "ucla_admit", "wells"])
    func `Firth's profile limits and tests`(_ name: String) throws {
        let profile = try profile(name, FirthPenalty())
        let low = try Self.fromR(name, "firth.pl.lo")
        let high = try Self.fromR(name, "firth.pl.hi")
        #expect(low.count > 2)
        for (term, value) in low {
            let interval = try profile.interval(term)
            #expect(relativeError(interval.low, value) < 1e-8, "\(name) \(term): \(interval.low), expected \(value)")
            #expect(relativeError(interval.high, high[term]!) < 1e-8, "\(name) \(term): \(interval.high)")
        }
        for (term, value) in try Self.fromR(name, "firth.prob") {
            let p = try profile.test([term]).p
            // logistf takes 1 - pchisq, so small values hold no digits.
            #expect(abs(p - value) < 1e-6 * value + 1e-14, "\(name) \(term): p \(p), expected \(value)")
        }
    }

    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: [
            "birthwt", "budworm", "default", "menarche", "mlc", "mtcars", "orings", "spector", "telco", "ucla_admit",
            "wells",
        ])
    func `likelihood-ratio tests`(_ name: String) throws {
        let (profile, design) = (try profile(name), try ReferenceDesign(name))
        let fit = try design.fit()
        let p = try Self.fromR(name, "lrt.p")
        // Without telco's internet_service R takes an aliased column back in: another hypothesis than coefficients of 0.
        for (term, value) in try Self.fromR(name, "lrt") where term != "internet_service" {
            let estimated = fit.estimated.map { fit.names[$0] }
            let columns = estimated.contains(term) ? [term] : Self.columns(of: term, among: estimated)
            let test = try profile.test(columns)
            #expect(relativeError(test.statistic, value) < 1e-8, "\(name) \(term): \(test), expected \(value)")
            #expect(relativeError(test.p, p[term]!) < 1e-7, "\(name) \(term): \(test.p), expected \(p[term]!)")
        }
    }

    /// R puts a level's name behind the term's: `raceblack` of `race`, `sexM:ldose` of `sex:ldose`.
    private static func columns(of term: String, among names: [String]) -> [String] {
        let parts = term.split(separator: ":")
        return names.filter { name in
            let pieces = name.split(separator: ":")
            return pieces.count == parts.count && zip(pieces, parts).allSatisfy { $0.hasPrefix($1) }
        }
    }

    private static func fromR(_ name: String, _ quantity: String) throws -> [String: Double] {
        let text = String(decoding: try ReferenceFolder.shared.bytes("R.tsv"), as: UTF8.self)
        var values: [String: Double] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if cells[0] == name, cells[1] == quantity { values[cells[2]] = Double(cells[3])! }
        }
        return values
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
