import Retention
import Signals
import Testing

struct CohortRetentionTests {
    /// `lives[i]` years from 2020-01-01, lost at the end of the last where `isLost[i]`.
    private static func cohorts(
        lives: [Int], isLost: [Bool], signedOn: [Int: String] = [:], asOf: String = "2025-01-02",
        amount: (_ account: Int, _ year: Int) -> Double = { _, _ in 100 }
    ) throws -> CohortRetention {
        var terms: [Term] = []
        for (account, years) in lives.enumerated() {
            for year in 0..<years {
                let isLast = year == years - 1
                terms.append(
                    Term(
                        account: account, from: "\(2020 + year)-01-01", to: "\(2021 + year)-01-01",
                        before: amount(account, year), outcome: isLast && isLost[account] ? .churned : .renewed,
                        after: isLast && isLost[account] ? 0 : amount(account, year + 1)))
            }
        }
        let data = history(terms, signedOn: signedOn)
        return CohortRetention(
            try RevenueBook(data, asOf: day(asOf)), signedOn: data.accounts.map(\.signedOn))
    }

    @Test func losesAreSharesOfThoseStillThere() throws {
        let curve = try CohortRetentionTests.cohorts(lives: [1, 2, 2, 5], isLost: [true, true, true, false]).all
        #expect(curve.points.map(\.atRisk) == [4, 3, 1, 1, 1])
        #expect(curve.points.map(\.lost) == [1, 2, 0, 0, 0])
        let logos = curve.points.map(\.logos.value)
        #expect(zip(logos, [0.75, 0.25, 0.25, 0.25, 0.25]).allSatisfy { pair in abs(pair.0 - pair.1) < 1e-15 })
    }

    /// Signed in 2018, told of from 2020: at risk from the third year on, not from the first.
    @Test func lateEntryIsNotAtRiskBefore() throws {
        let cohorts = try CohortRetentionTests.cohorts(
            lives: [2, 2, 5], isLost: [true, true, false], signedOn: [0: "2018-01-01"])
        #expect(cohorts.all.points.map(\.atRisk) == [2, 2, 2, 2, 1])
        #expect(cohorts.all.points.map(\.lost) == [0, 1, 0, 1, 0])
        let span = cohorts.spans[0]
        #expect(span.entry == 3 && span.last == 4 && span.isLost)
        #expect(cohorts.cohorts.map(\.name) == ["2018", "2020"])
    }

    @Test func agesThatAreNotReachedAreNotCounted() throws {
        let curve = try CohortRetentionTests.cohorts(lives: [5], isLost: [true], asOf: "2022-06-01").all
        #expect(curve.points.count == 2)
        #expect(curve.points.allSatisfy { point in point.lost == 0 })
    }

    @Test func revenueIsChained() throws {
        let curve = try CohortRetentionTests.cohorts(lives: [5, 5], isLost: [false, false]) { account, year in
            account == 0 ? 100 : 100 + 50 * Double(year)
        }.all
        let net = curve.points.map(\.net)
        #expect(net[0] == 1.25)
        #expect(abs(net[1] - 1.5) < 1e-12)
        #expect(curve.points.allSatisfy { point in point.gross == 1 })
    }

    @Test func noLossIsNoCertainty() throws {
        let point = try CohortRetentionTests.cohorts(lives: [5, 5, 5], isLost: [false, false, false]).all.points[0]
        #expect(point.logos.value == 1)
        #expect(try #require(point.logos.low) < 0.5)
    }

    @Test func worthGrowsWithAPoint() throws {
        let terms = try LifetimeValue.Terms(margin: 1, discount: 0, years: 3)
        let value = try LifetimeValue(seen: [.init(0.8, low: 0.7, high: 0.9), .init(0.64, low: 0.5, high: 0.8)], terms)
        // 0.8 + 0.64 + 0.512: the hazard of the last year holds.
        #expect(abs(value.multiple.value - 1.952) < 1e-12)
        #expect(abs(value.ofOnePoint - (0.81 + 0.81 * 0.81 + 0.81 * 0.81 * 0.81 - 1.952)) < 1e-12)
        #expect(try #require(value.multiple.low) < 1.952)
        #expect(throws: RetentionError.self) { try LifetimeValue.Terms(margin: 0) }
        #expect(throws: RetentionError.self) { try LifetimeValue.Terms(discount: 1) }
        #expect(throws: RetentionError.self) { try LifetimeValue(seen: [], terms) }
    }
}
