import Documents
import Foundation
import Retention
import Tables
import Testing

/// Against R's survival: Tests/ReferenceValues/survival (script and values).
struct KaplanMeierTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "ReferenceValues/survival/survival.json")

    private struct Reference: Decodable {
        struct Curve: Decodable {
            let name: String
            let time, status, at: [Double]
            let n, d, s: [Double]
            let low, high, median: [Double?]
        }

        struct Test: Decodable {
            let name: String
            let time, status, group, observed, expected: [Double]
            let chisq: Double
            let df: Int
        }

        let curves: [Curve?]
        let tests: [Test?]
    }

    private static func reference() throws -> Reference {
        try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    @Test func curvesAgreeWithR() throws {
        let curves = try KaplanMeierTests.reference().curves.compactMap(\.self)
        #expect(curves.count == 5)
        for curve in curves {
            let fit = KaplanMeier(try SurvivalTimes(curve.time, happened: curve.status.map { $0 == 1 }))
            #expect(fit.steps.map(\.time) == curve.at)
            #expect(fit.steps.map { Double($0.atRisk) } == curve.n)
            #expect(fit.steps.map { Double($0.events) } == curve.d)
            for (step, place) in zip(fit.steps, curve.s.indices) {
                #expect(abs(step.survival - curve.s[place]) < 1e-12)
                // Where nobody is left R gives no interval, and nor do we.
                guard let low = curve.low[place], let high = curve.high[place] else { continue }
                #expect(abs(step.low - low) < 1e-10)
                #expect(abs(step.high - high) < 1e-10)
            }
            let median = [fit.median.isDefined ? fit.median.value : nil, fit.median.low, fit.median.high]
            #expect(median == curve.median, "\(curve.name)")
        }
    }

    @Test func logRankAgreesWithR() throws {
        let tests = try KaplanMeierTests.reference().tests.compactMap(\.self)
        #expect(tests.count == 3)
        for test in tests {
            let groups = try Set(test.group).sorted().map { group in
                let rows = test.group.indices.filter { test.group[$0] == group }
                return try SurvivalTimes(rows.map { test.time[$0] }, happened: rows.map { test.status[$0] == 1 })
            }
            let outcome = LogRank.test(groups)
            #expect(outcome.groups.map { Double($0.observed) } == test.observed)
            for (group, expected) in zip(outcome.groups, test.expected) {
                #expect(abs(group.expected - expected) < 1e-10)
            }
            let result = try #require(outcome.test)
            #expect(abs(result.statistic - test.chisq) < 1e-10 * max(1, test.chisq))
            #expect(result.degreesOfFreedom == test.df)
        }
    }

    @Test func orderDecidesNothing() throws {
        var random = SeededGenerator(seed: 3)
        let rows = (0..<200).map { _ in (Double(random.below(30)), random.below(3) > 0) }
        let other = random.shuffled(rows)
        let curves = try [rows, other].map { rows in
            KaplanMeier(try SurvivalTimes(rows.map(\.0), happened: rows.map(\.1))).steps
        }
        #expect(curves[0] == curves[1])
    }

    @Test func groupsThatCannotDifferHaveNoTest() throws {
        let one = try SurvivalTimes([1, 2, 3], happened: [true, true, false])
        #expect(LogRank.test([one]).test == nil)
        #expect(LogRank.test([one, try SurvivalTimes([], happened: [])]).test == nil)
        #expect(KaplanMeier(try SurvivalTimes([], happened: [])).steps.isEmpty)
    }

    @Test func whatIsNoTimeIsRefused() {
        for time in [-1, .nan, .infinity] {
            #expect(throws: RetentionError.self) { try SurvivalTimes([time], happened: [true]) }
        }
        #expect(throws: RetentionError.self) { try SurvivalTimes([1], happened: []) }
    }
}
