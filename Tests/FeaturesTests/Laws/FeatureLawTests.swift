import Features
import Signals
import Tables
import Testing

/// Every law on a thousand random portfolios, each with a configuration of its own.
@Suite struct FeatureLawTests {
    static let caseCount = 1000

    @Test func everyLawHoldsOnAThousandPortfolios() throws {
        let outcomes = concurrentMap(FeatureLawTests.caseCount) { seed in Outcome(seed: UInt64(seed)) }
        let violations = outcomes.flatMap(\.violations)
        #expect(violations.isEmpty, "\(violations.count): \(violations.prefix(5).joined(separator: "\n"))")
        try expectVariety(outcomes)
    }

    /// That the draws reach what they are meant to: else a law holds because nothing is there.
    private func expectVariety(_ outcomes: [Outcome]) throws {
        var kinds: [String: Int] = [:]
        for kind in outcomes.flatMap(\.kinds) { kinds[kind, default: 0] += 1 }
        let names = FeatureKinds.all.map { $0.name }
        for name in names { #expect(kinds[name, default: 0] >= 60, "\(name)") }
        for name in names {
            let present = outcomes.reduce(0) { $0 + ($1.present[name] ?? 0) }
            #expect(present >= 90, "\(name)")
        }
        let decoded = outcomes.reduce(0) { $0 + $1.entryCount }
        let attempts = outcomes.reduce(0) { $0 + $1.attempts }
        #expect(decoded >= 8 * FeatureLawTests.caseCount * 99 / 100)
        #expect(decoded * 3 >= attempts, "\(decoded) of \(attempts) entries decode")
        let rows = outcomes.reduce(0) { $0 + $1.rowCount }
        #expect(rows >= 10 * FeatureLawTests.caseCount)
        let zones = Set(outcomes.map(\.zone))
        #expect(zones == Set(RandomPortfolio.zones))
    }

    /// What came of one seed.
    private struct Outcome: Sendable {
        var violations: [String] = []
        var kinds: [String] = []
        /// Values that are not missing, by kind.
        var present: [String: Int] = [:]
        var (attempts, entryCount, rowCount) = (0, 0, 0)
        var zone = ""

        init(seed: UInt64) {
            do {
                let lawCase = try LawCase(seed: seed)
                for law in FeatureLaw.all {
                    if let violation = try law.violation(lawCase) {
                        violations.append("seed \(seed) \(lawCase.portfolio.calendar.name) \(law.name): \(violation)")
                    }
                }
                let configuration = lawCase.configuration
                kinds = configuration.entries.flatMap(\.kinds)
                (attempts, entryCount) = (configuration.attempts, configuration.entries.count)
                (rowCount, zone) = (lawCase.table.count, lawCase.portfolio.calendar.name)
                for (feature, column) in zip(lawCase.set.features, lawCase.table.frame.columns) {
                    present[feature.kind, default: 0] += column.values.count - column.values.missingCount
                }
            } catch {
                violations.append("seed \(seed): \(error)")
            }
        }
    }
}
