import Foundation
import Signals
import Simulation
import Testing

/// The truth is checked from the outside: features read again through `KnownHistory`, which no cut-off lets leak.
@Suite struct SimulationTruthTests {
    private func feature(_ term: TruthTerm, _ known: KnownHistory, _ history: SignalHistory) throws -> Double {
        if term.kind == .fact {
            let number = try #require(history.facts.factNames.firstIndex(of: term.source))
            return try #require(known.facts(number).last).number
        }
        let signal = try #require(KnownHistory.signal(term.source, in: history))
        var readings = known.readings(signal)
        if let days = term.days {
            let start = Instant(nanoseconds: known.cutoff.nanoseconds - Int64(days) * Instant.perDay)
            readings = readings.within(start, known.cutoff)
        }
        switch term.kind {
        case .count: return Double(readings.count)
        case .mean: return readings.values.reduce(0, +) / Double(readings.count)
        case .daysSince, .fact:
            return known.cutoff.days(since: Instant(nanoseconds: try #require(readings.times.last)))
        }
    }

    @Test(arguments: [11, 12] as [UInt64]) func featuresReadFromTheHistoryAreTheTruths(seed: UInt64) throws {
        let portfolio = try PortfolioSimulator.simulate(PortfolioOptions(seed: seed, accounts: 150))
        let history = portfolio.history
        for truth in portfolio.truth.renewals {
            let account = try #require(history.account(id: truth.accountID))
            let cutoff = BusinessCalendar.utc.midnight(of: truth.renewalDate - SimulationTruth.leadDays)
            let known = history.known(account: account, asOf: cutoff)
            var logOdds = SimulationTruth.intercept
            for (term, expected) in zip(SimulationTruth.terms, truth.features) {
                let value = try feature(term, known, history)
                #expect(abs(value - expected) < 1e-9, "\(term.name) of \(truth.accountID) at \(truth.renewalDate)")
                logOdds += term.weight * value
            }
            #expect(abs(logOdds - truth.logOdds) < 1e-9)
        }
        #expect(portfolio.truth.renewals.count > 200)
    }

    @Test func outcomesFollowTheTruthWhereNothingSurprises() throws {
        let options = try PortfolioOptions(seed: 5, accounts: 4000, surpriseShare: 0)
        let portfolio = try PortfolioSimulator.simulate(options)
        var outcomes: [String: Bool] = [:]
        for renewal in portfolio.renewals {
            outcomes[portfolio.accounts[renewal.account].id + renewal.date.description] = renewal.outcome.isLoss
        }
        // Sum of (outcome - p) has mean 0 and variance sum of p (1 - p), in every fifth of the log-odds.
        let rows = portfolio.truth.renewals.compactMap { truth in
            outcomes[truth.accountID + truth.renewalDate.description].map { (truth.logOdds, $0) }
        }.sorted { $0.0 < $1.0 }
        for fifth in 0..<5 {
            let part = rows[(rows.count * fifth / 5)..<(rows.count * (fifth + 1) / 5)]
            var (difference, variance) = (0.0, 0.0)
            for (logOdds, isLoss) in part {
                let p = 1 / (1 + exp(-logOdds))
                difference += (isLoss ? 1 : 0) - p
                variance += p * (1 - p)
            }
            #expect(abs(difference) < 4 * variance.squareRoot())
        }
        #expect(portfolio.truth.renewals.allSatisfy { !$0.isSurprise })
    }
}
