import Documents
import Foundation
import LinearAlgebra
import Regression
import Tables
import Testing

/// Influence, variance inflation and link test against 50-digit arithmetic (Tests/ReferenceValues/diagnosis), and their laws.
struct FitDiagnosisTests {
    static let names = ["spector", "birthwt", "budworm", "menarche", "mtcars"]
    static let race: [(name: String, columns: [String])] = ["age", "lwt", "race", "smoke", "ptl", "ht", "ui"].map {
        ($0, $0 == "race" ? ["raceblack", "raceother"] : [$0])
    }

    private func reference(_ name: String) throws -> [String: Field] {
        let url = ReferenceFolder.shipped.root.appending(path: "../diagnosis/diagnosis.json").standardized
        let cases = try Field.json(Array(Data(contentsOf: url)), file: "diagnosis.json").entries()
        let entry = try #require(cases.first { $0.name == name }).value
        return Dictionary(uniqueKeysWithValues: try entry.entries().map { ($0.name, $0.value) })
    }

    private func numbers(_ field: Field?) throws -> [Double] { try #require(field).list().map { try number($0) } }

    private func diagnosis(_ design: ReferenceDesign, _ options: LogisticRegression = .init()) throws -> FitDiagnosis {
        try FitDiagnosis(design.fit(options), design.x, outcome: design.outcome, weights: design.weights)
    }

    @Test(arguments: names)
    func `influence`(_ name: String) throws {
        let (design, expected) = (try ReferenceDesign(name), try reference(name))
        let influence = try diagnosis(design).influence()
        for (values, key) in [
            (influence.leverage, "leverage"), (influence.pearson, "pearson"), (influence.deviance, "deviance"),
            (influence.cook, "cook"),
        ] {
            let reference = try numbers(expected[key])
            #expect(values.count == reference.count)
            for (a, b) in zip(values, reference) { #expect(relativeError(a, b) < 1e-9, "\(name) \(key)") }
        }
        for (row, field) in try #require(expected["changes"]).list().enumerated() {
            for (j, change) in try numbers(field).enumerated() {
                #expect(relativeError(influence.changes[row, j], change) < 1e-9, "\(name) change \(row) \(j)")
            }
        }
    }

    @Test(arguments: names)
    func `variance inflation`(_ name: String) throws {
        let (design, expected) = (try ReferenceDesign(name), try reference(name))
        let terms = try diagnosis(design).varianceInflation(terms: name == "birthwt" ? Self.race : nil).terms
        let entries = try #require(expected["vif"]).entries()
        #expect(terms.map(\.name) == entries.map(\.name))
        for (term, entry) in zip(terms, entries) {
            #expect(relativeError(term.inflation, try number(entry.value)) < 1e-9, "\(name) \(term.name)")
        }
    }

    /// R.tsv, car::vif and cooks.distance as R prints them: 8 digits, the weights being those of the iterate before.
    @Test func `R's own figures`() throws {
        let design = try ReferenceDesign("birthwt")
        let diagnosis = try diagnosis(design)
        let race = try diagnosis.varianceInflation(terms: Self.race).terms[2]
        #expect(relativeError(race.inflation, 1.5002955018383286) < 1e-8 && race.degreesOfFreedom == 2)
        #expect(relativeError(race.perDegree, 1.5002955018383286.squareRoot()) < 1e-8)
        let influence = try diagnosis.influence()
        let largest = influence.cook.indices.max { influence.cook[$0] < influence.cook[$1] }
        #expect(largest == 93 && relativeError(influence.cook[93], 0.099025815605761569) < 1e-8)
        let pearson = influence.standardizedPearson.map(abs).max()!
        #expect(relativeError(pearson, 3.1498174091826909) < 1e-8)
    }

    @Test(arguments: names)
    func `link test`(_ name: String) throws {
        let expected = try #require(reference(name)["link"]).entries()
        let test = try diagnosis(try ReferenceDesign(name)).linkTest()
        let values = [test.slope, test.estimate, test.standardError, test.p]
        for (value, entry) in zip(values, expected) {
            #expect(relativeError(value, try number(entry.value)) < 1e-8, "\(name) \(entry.name)")
        }
    }

    /// ResourceSelection::hoslem.test with ten groups.
    @Test func `Hosmer-Lemeshow as R has it`() throws {
        let result = try diagnosis(try ReferenceDesign("birthwt")).hosmerLemeshow()
        #expect(relativeError(result.test.statistic, 10.398335592328099) < 1e-8)
        #expect(result.test.degreesOfFreedom == 8 && abs(result.test.p - 0.23817310401730674) < 1e-8)
        let total = result.groups.reduce(0) { $0 + $1.weight }
        #expect(total == 189 && result.groups.count == 10)
    }

    // MARK: laws

    let sample = Sample(rows: 400)

    private func diagnosis(_ options: LogisticRegression, _ sample: Sample, weights: [Double]? = nil) throws
        -> FitDiagnosis
    {
        let fit = try options.fit(sample.x, outcome: sample.outcome, names: Sample.names, weights: weights)
        return try FitDiagnosis(fit, sample.x, outcome: sample.outcome, weights: weights)
    }

    /// The one-step change is that of a Newton step without the row; so is it close to a fit without it.
    @Test(arguments: [0.0, 5])
    func `a change is what leaving the row out does`(_ lambda: Double) throws {
        let options = LogisticRegression(penalty: lambda > 0 ? RidgePenalty(lambda: lambda) : NoPenalty())
        let whole = try options.fit(sample.x, outcome: sample.outcome, names: Sample.names)
        let influence = try diagnosis(options, sample).influence()
        for row in [3, 120, 399] {
            let rest = sample.rows((0..<400).filter { $0 != row })
            let without = try options.fit(rest.x, outcome: rest.outcome, names: Sample.names)
            for j in 0..<6 {
                let change = whole.coefficients[j] - without.coefficients[j]
                let difference = abs(influence.changes[row, j] - change)
                #expect(difference < 0.02 * whole.standardErrors[j] * abs(change / whole.standardErrors[j]) + 1e-4)
            }
        }
    }

    @Test func `leverages sum to the effective number of coefficients, whatever the penalty`() throws {
        for penalty in [NoPenalty(), RidgePenalty(lambda: 20), FirthPenalty(), LassoPenalty(lambda: 0.01)]
            as [any Penalty]
        {
            let diagnosis = try diagnosis(.init(penalty: penalty), sample)
            let fit = try LogisticRegression(penalty: penalty).fit(
                sample.x, outcome: sample.outcome, names: Sample.names)
            let influence = try diagnosis.influence()
            let sum = influence.leverage.reduce(0, +)
            #expect(abs(sum - fit.effectiveDegreesOfFreedom) < 1e-9)
            let deviance = influence.deviance.reduce(0) { $0 + $1 * $1 }
            #expect(relativeError(deviance, fit.deviance) < 1e-12)
            for j in 1..<6 where fit.coefficients[j] == 0 {
                let held = (0..<400).allSatisfy { influence.changes[$0, j] == 0 }
                #expect(held)
            }
        }
    }

    @Test func `a weight of 2 has both rows' leverage, weight 0 has none`() throws {
        var weights = [Double](repeating: 1, count: 400)
        (weights[7], weights[9]) = (2, 0)
        let weighted = try diagnosis(.init(), sample, weights: weights).influence()
        let rows = (0..<400).filter { $0 != 9 } + [7]
        let repeated = try diagnosis(.init(), sample.rows(rows)).influence()
        #expect(relativeError(weighted.leverage[7], 2 * repeated.leverage[7]) < 1e-10)
        #expect(weighted.leverage[9] == 0 && weighted.cook[9] == 0 && weighted.deviance[9] == 0)
        #expect(relativeError(weighted.cook[8], repeated.cook[8]) < 1e-10)
    }

    @Test func `Hosmer-Lemeshow: a weight of 2 is the row twice, ties stay together, two groups are refused`() throws {
        let weighted = try diagnosis(.init(), sample, weights: sample.weights).hosmerLemeshow(groups: 7)
        let rows = sample.outcome.indices.flatMap { Array(repeating: $0, count: Int(sample.weights[$0])) }
        let repeated = try diagnosis(.init(), sample.rows(rows)).hosmerLemeshow(groups: 7)
        #expect(relativeError(weighted.test.statistic, repeated.test.statistic) < 1e-9)
        #expect(weighted.groups.map(\.weight) == repeated.groups.map(\.weight) && weighted.groups.count == 7)
        let expected = weighted.groups.reduce(0) { $0 + $1.expected - $1.observed }
        #expect(abs(expected) < 1e-8)
        func few(_ levels: Int) throws -> HosmerLemeshow {
            let x = Matrix(columns: [sample.columns[3].map { min($0, Double(levels - 1)) }])
            let fit = try LogisticRegression().fit(x, outcome: sample.outcome, names: ["count"])
            return try FitDiagnosis(fit, x, outcome: sample.outcome).hosmerLemeshow()
        }
        let four = try few(4)
        #expect(four.groups.count <= 4 && four.test.degreesOfFreedom == four.groups.count - 2)
        #expect(throws: FitError.self) { try few(2) }
    }

    @Test func `Hosmer-Lemeshow refuses a truth that is bent across the probabilities`() throws {
        var bent = Sample(rows: 2000, seed: 3)
        #expect(try diagnosis(.init(), bent).hosmerLemeshow().test.p > 0.01)
        var random = Random(state: 5)
        bent.outcome = bent.columns[0].map { random.next() < 1 / (1 + exp(2 - 1.5 * $0 - 0.8 * $0 * $0)) ? 1 : 0 }
        #expect(try diagnosis(.init(), bent).hosmerLemeshow().test.p < 0.001)
    }

    @Test func `an outlier is the first in the table and pulls its column`() throws {
        var odd = sample
        odd.columns[0][17] = 9
        odd.outcome[17] = 0
        let influence = try diagnosis(.init(), odd).influence()
        let table = influence.table(largest: 3)
        #expect(table.rows.count == 3 && table.rows[0][0] == .integer(18))
        let pull = try #require(influence.pulls(atLeast: 1).first)
        #expect(pull.row == 17 && pull.name == "level" && pull.standardErrors < -1)
        #expect(influence.pulls().count == 400)
    }

    @Test func `an aliased column has no change, other data are refused`() throws {
        var columns = sample.columns
        columns[4] = columns[0].map { 3 * $0 + 1 }
        let x = Matrix(columns: columns)
        let fit = try LogisticRegression().fit(x, outcome: sample.outcome, names: Sample.names)
        let diagnosis = try FitDiagnosis(fit, x, outcome: sample.outcome)
        #expect(try diagnosis.influence().changes[0, 5].isNaN)
        #expect(try diagnosis.varianceInflation().terms.map(\.name) == Array(Sample.names.dropLast()))
        #expect(throws: FitError.self) {
            try FitDiagnosis(fit, x, outcome: sample.outcome.map { 1 - $0 })
        }
        #expect(throws: FitError.invalid("unknown column \"levle\", did you mean \"level\"?")) {
            try diagnosis.varianceInflation(terms: [("a", ["levle"])])
        }
    }

    @Test func `near copies are told with their partner, exact ones under ridge are infinite`() throws {
        var near = sample
        near.columns[4] = zip(sample.columns[0], sample.columns[4]).map { $0 + 0.01 * $1 }
        let terms = try diagnosis(.init(), near).varianceInflation().terms
        #expect(terms[0].perDegree > 1000 && terms[0].partner == "other" && terms[4].partner == "level")
        #expect(terms[0].partnerCorrelation < -0.99 && terms[2].perDegree < 1.2)
        var exact = sample
        exact.columns[4] = exact.columns[0].map { 2 * $0 }
        let all = try diagnosis(.init(penalty: .ridge(1)), exact).varianceInflation().terms
        #expect(all.map { $0.inflation.isInfinite } == [true, false, false, false, true])
        #expect(all[0].partner == "other" && all[4].partner == "level")
        let plain = try diagnosis(
            .init(penalty: .ridge(1)), exact
        ).varianceInflation(terms: [("both", ["level", "other"]), ("flag", ["flag"])]).terms
        #expect(plain[0].inflation.isInfinite && plain[1].inflation < 1.2)
    }

    @Test func `the scale of a column does not matter`() throws {
        var scaled = sample
        scaled.columns[1] = scaled.columns[1].map { 1e6 * $0 + 1e8 }
        let (a, b) = (try diagnosis(.init(), sample), try diagnosis(.init(), scaled))
        for (x, y) in zip(try a.influence().cook, try b.influence().cook) { #expect(abs(x - y) < 1e-9) }
        for (x, y) in zip(try a.varianceInflation().terms, try b.varianceInflation().terms) {
            #expect(relativeError(x.inflation, y.inflation) < 1e-7)
        }
        #expect(abs(try a.linkTest().p - b.linkTest().p) < 1e-6)
    }

    @Test func `a bent truth fails the link test, a straight one passes`() throws {
        var bent = Sample(rows: 2000, seed: 3)
        #expect(try diagnosis(.init(), bent).linkTest().p > 0.01)
        var random = Random(state: 5)
        bent.outcome = bent.columns[0].map { x in
            let eta: Double = -2 + 1.5 * x + 0.8 * x * x
            return random.next() < 1 / (1 + exp(-eta)) ? 1 : 0
        }
        let test = try diagnosis(.init(), bent).linkTest()
        #expect(test.p < 0.001 && abs(test.z) > 3)
    }
}
