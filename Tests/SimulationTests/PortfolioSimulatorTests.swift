import Foundation
import Signals
import Simulation
import Testing

@Suite struct PortfolioSimulatorTests {
    private func small(seed: UInt64 = 7, accounts: Int = 60) throws -> SimulatedPortfolio {
        try PortfolioSimulator.simulate(PortfolioOptions(seed: seed, accounts: accounts))
    }

    @Test func sameSeedSameBytesOtherSeedOtherBytes() throws {
        let (a, b, c) = (try small().files(), try small().files(), try small(seed: 8).files())
        #expect(a.map(\.text) == b.map(\.text))
        #expect(zip(a, c).allSatisfy { $0.text != $1.text })
    }

    @Test func theShippedPortfolioIsWhatTheSimulatorMakes() throws {
        let folder = URL(filePath: #filePath).appending(path: "../../../datasets/acme").standardized
        let portfolio = try PortfolioSimulator.simulate(PortfolioOptions(seed: 42, accounts: 400))
        for (name, text) in portfolio.files() {
            let shipped = try Data(contentsOf: folder.appending(path: name))
            #expect(shipped == Data(text.utf8), "\(name)")
        }
    }

    @Test func everySignalAndFactOccurs() throws {
        let portfolio = try small(accounts: 200)
        let signals = """
            login feature_use integration_call ticket_opened ticket_closed ticket_sentiment escalation_opened
            escalation_closed email_sent email_reply_hours qbr_offered qbr_attended value_review exec_touch expansion_talk
            competitor_mention rival_feature_request stakeholder_external_activity invoice_issued invoice_days_late
            payment_failed nps csm_pulse value_realised champion_activity news_layoffs news_funding news_budget_cut
            news_acquisition news_new_leadership news_industry_disruption
            """.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(Set(portfolio.events.signalNames) == Set(signals))
        #expect(
            Set(portfolio.facts.factNames) == [
                "champion_present", "champion_influence", "csm", "headcount", "seats_licensed", "products_owned",
                "plan",
            ])
    }

    @Test func nothingOfTheLastDayOrLaterIsKnown() throws {
        let portfolio = try small()
        let end = BusinessCalendar.utc.midnight(of: portfolio.options.lastDay).nanoseconds
        let first = BusinessCalendar.utc.midnight(of: portfolio.options.firstDay).nanoseconds
        #expect(portfolio.events.knownAt.allSatisfy { $0 < end })
        #expect(portfolio.events.occurredAt.allSatisfy { $0 >= first && $0 < end })
        #expect(zip(portfolio.events.occurredAt, portfolio.events.knownAt).allSatisfy { $0 <= $1 })
        for renewal in portfolio.renewals {
            #expect((renewal.outcome == .pending) == (renewal.date >= portfolio.options.lastDay))
        }
    }

    @Test func accountsThatChurnLeaveNoFurtherTrace() throws {
        let portfolio = try small()
        let history = portfolio.history
        for account in history.accounts.indices {
            guard let lost = history.renewals(of: account).first(where: { $0.outcome == .churned }) else { continue }
            #expect(history.renewals(of: account).last == lost)
            let end = BusinessCalendar.utc.midnight(of: lost.date).nanoseconds
            let rows = portfolio.events.accounts.indices.filter { portfolio.events.accounts[$0] == Int32(account) }
            #expect(rows.allSatisfy { portfolio.events.occurredAt[$0] < end })
        }
    }

    /// A price that is agreed at a renewal stands on no invoice before it.
    @Test func invoicesBearThePriceOfTheirDay() throws {
        let portfolio = try small(accounts: 200)
        let (history, events) = (portfolio.history, portfolio.events)
        var judged = 0
        for row in events.accounts.indices where events.signalNames[Int(events.signals[row])] == "invoice_issued" {
            let issued = events.occurredAt[row]
            let next = history.renewals(of: Int(events.accounts[row])).first { renewal in
                BusinessCalendar.utc.midnight(of: renewal.date).nanoseconds > issued
            }
            guard let amount = next?.arrBefore else { continue }
            #expect(abs(events.values[row] - amount / 4) <= 0.005)
            judged += 1
        }
        #expect(judged > 1000)
    }

    @Test func theFiguresAreBelievable() throws {
        let portfolio = try small(accounts: 1500)
        let decided = portfolio.renewals.filter { $0.outcome != .pending }
        let share = Double(decided.count { $0.outcome == .churned }) / Double(decided.count)
        #expect((0.12...0.20).contains(share))
        #expect(portfolio.renewals.contains { $0.termMonths == 24 })
        #expect(portfolio.accounts.contains { $0.parentID != nil })
        let late = portfolio.events.accounts.indices.count {
            portfolio.events.knownAt[$0] > portfolio.events.occurredAt[$0]
        }
        #expect(late > portfolio.events.count / 50)
    }

    @Test func optionsAreChecked() {
        #expect(throws: PortfolioOptionsError.self) { _ = try PortfolioOptions(accounts: 0) }
        #expect(throws: PortfolioOptionsError.self) { _ = try PortfolioOptions(surpriseShare: 1.5) }
        #expect(throws: PortfolioOptionsError.self) {
            _ = try PortfolioOptions(lastDay: Day(year: 2022, month: 6, day: 1)!)
        }
    }
}
