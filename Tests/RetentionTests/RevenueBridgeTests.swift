import Retention
import Signals
import Tables
import Testing

struct RevenueBridgeTests {
    /// Start 100, churn 9, downgrade 6, expansion 18: GRR 85, NRR 103, not 88 (losses are never subtracted twice).
    @Test func lossesAreSubtractedOnce() throws {
        let terms = [
            Term(account: 0, from: "2024-06-01", to: "2025-06-01", before: 9, outcome: .churned),
            Term(account: 1, from: "2024-06-01", to: "2025-06-01", before: 31, outcome: .contracted, after: 25),
            Term(account: 2, from: "2024-06-01", to: "2025-06-01", before: 60, outcome: .expanded, after: 78),
        ]
        let (bridge, logos) = try bridge(history(terms))
        #expect(bridge.grr == 0.85)
        #expect(bridge.nrr == 1.03)
        #expect(bridge.start == money(100))
        #expect(bridge.end == money(103))
        #expect(bridge.addsUp)
        #expect((logos.customers, logos.lost) == (3, 1))
    }

    /// A +50, B -50 on a book of 200: GRR 75%, although the book is flat.
    @Test func aFlatBookMayLoseAQuarter() throws {
        let terms = [
            Term(account: 0, from: "2024-03-01", to: "2025-03-01", before: 100, outcome: .expanded, after: 150),
            Term(account: 1, from: "2024-03-01", to: "2025-03-01", before: 100, outcome: .contracted, after: 50),
        ]
        let (bridge, _) = try bridge(history(terms))
        #expect(bridge.grr == 0.75)
        #expect(bridge.nrr == 1)
    }

    /// What moves between two contracts of a customer is neither lost nor won.
    @Test func theCapIsPerCustomer() throws {
        let terms = [
            Term(account: 0, from: "2024-03-01", to: "2025-03-01", before: 100, outcome: .churned, product: "a"),
            Term(
                account: 0, from: "2024-04-01", to: "2025-04-01", before: 100, outcome: .expanded, after: 200,
                product: "b"),
        ]
        let (bridge, logos) = try bridge(history(terms))
        #expect(bridge.grr == 1)
        #expect(bridge.churn == .zero)
        #expect((logos.customers, logos.lost) == (1, 0))
    }

    @Test func anAccountThatWasMergedIsNotLost() throws {
        let terms = [
            Term(account: 0, from: "2024-03-01", to: "2025-03-01", before: 100, outcome: .churned),
            Term(account: 1, from: "2024-04-01", to: "2025-04-01", before: 100, outcome: .expanded, after: 200),
        ]
        #expect(try bridge(history(terms)).bridge.grr == 0.5)
        var options = RevenueBook.Options()
        options.merges = ["A0": "A1"]
        #expect(try bridge(history(terms), options).bridge.grr == 1)
        options.merges = [:]
        options.rollsUp = true
        let rolled = try bridge(history(terms, parents: [0: 1]), options)
        #expect(rolled.bridge.grr == 1)
        #expect(rolled.logos.customers == 1)
    }

    @Test func mergesThatCannotBeAreRefused() {
        var options = RevenueBook.Options()
        for merges in [["A0": "A9"], ["A9": "A0"], ["A0": "A1", "A1": "A0"]] {
            options.merges = merges
            #expect(throws: RetentionError.self) {
                try RevenueBook(history([], accounts: 2), asOf: day("2026-01-01"), options)
            }
        }
    }

    /// Pending is neither renewed nor lost: it leaves the book and both rates.
    @Test func pendingCountsAsNothing() throws {
        let terms = [
            Term(account: 0, from: "2024-03-01", to: "2025-03-01", before: 100, outcome: .pending),
            Term(account: 1, from: "2024-03-01", to: "2025-03-01", before: 300, outcome: .churned),
            Term(account: 2, from: "2024-03-01", to: "2025-03-01", before: 100, after: 100),
        ]
        let (bridge, logos) = try bridge(history(terms))
        #expect(bridge.pending == money(100))
        #expect(bridge.base == money(400))
        #expect(bridge.grr == 0.25)
        #expect(bridge.end == money(100))
        #expect((logos.customers, logos.lost, logos.pending) == (2, 1, 1))
    }

    /// An outcome that became known after the as-of day was pending on it.
    @Test func whatIsDecidedLaterIsPending() throws {
        let terms = [
            Term(
                account: 0, from: "2024-12-01", to: "2025-12-01", before: 100, outcome: .churned,
                decidedOn: "2026-01-20")
        ]
        #expect(try bridge(history(terms)).bridge.pending == money(100))
        #expect(try bridge(history(terms), asOf: "2026-02-01").bridge.churn == money(100))
    }

    /// Three years' contracts are not up for renewal this year: they are in GRR of all, not in that of what came up.
    @Test func multiYearContractsAreNotAtRisk() throws {
        let terms = [
            Term(account: 0, from: "2024-06-01", to: "2027-06-01", before: 300, outcome: .pending),
            Term(account: 1, from: "2024-06-01", to: "2025-06-01", before: 100, outcome: .churned),
        ]
        let (bridge, logos) = try bridge(history(terms))
        #expect(bridge.grr == 0.75)
        #expect(bridge.grrUp == 0)
        #expect(bridge.up == money(100))
        #expect((logos.customers, logos.upForRenewal, logos.lostAtRenewal) == (2, 1, 1))
        #expect(logos.ofAll.value == 0.5)
        #expect(logos.ofUpForRenewal.value == 0)
    }

    /// A contract from month to month comes up twelve times a year and counts once.
    @Test func aMonthlyContractIsUpOnce() throws {
        let terms = (0..<12).map { month in
            let start = day("2024-12-15").adding(months: month)
            return Term(
                account: 0, from: start.description, to: start.adding(months: 1).description, before: 10,
                outcome: month == 11 ? .churned : .renewed, after: month == 11 ? 0 : 10)
        }
        let (bridge, logos) = try bridge(history(terms))
        #expect(bridge.up == money(10))
        #expect(bridge.grrUp == 0)
        #expect((logos.upForRenewal, logos.lostAtRenewal) == (1, 1))
    }

    @Test func newReturnedAndEnteredAreToldApart() throws {
        let terms = [
            Term(account: 0, from: "2025-02-01", to: "2026-02-01", before: 10, outcome: .pending),
            Term(account: 1, from: "2023-02-01", to: "2024-02-01", before: 20, outcome: .churned),
            Term(account: 1, from: "2025-05-01", to: "2026-05-01", before: 25, outcome: .pending),
            Term(account: 2, from: "2025-02-01", to: "2026-02-01", before: 40, outcome: .pending),
        ]
        let signed = [0: "2025-01-20", 2: "2019-02-01"]
        let (bridge, _) = try bridge(history(terms, signedOn: signed))
        #expect((bridge.new, bridge.returned, bridge.entered) == (money(10), money(25), money(40)))
        #expect(bridge.grr.isNaN)
        #expect(bridge.addsUp)
    }

    @Test func currenciesAreNeverSummedWithoutRates() throws {
        let terms = [
            Term(account: 0, from: "2024-06-01", to: "2025-06-01", before: 100, outcome: .churned, currency: "USD"),
            Term(account: 1, from: "2024-06-01", to: "2025-06-01", before: 100, after: 100, currency: "EUR"),
        ]
        #expect(throws: RetentionError.severalCurrencies(["EUR", "USD"])) { try bridge(history(terms)) }
        var options = RevenueBook.Options()
        options.rates = ConstantRates(currency: "USD", ["GBP": .one])
        #expect(throws: RetentionError.noRate("EUR", known: ["GBP", "USD"])) { try bridge(history(terms), options) }
        options.rates = ConstantRates(currency: "USD", ["EUR": try #require(ExchangeRate(3))])
        #expect(try bridge(history(terms), options).bridge.grr == 0.75)
    }

    @Test(arguments: 0..<200)
    func randomBooksKeepTheLaws(seed: UInt64) throws {
        let random = RandomBook(seed: seed)
        let portfolio = history(random.terms, parents: random.parents)
        let periods = ReportingPeriod.all(.quarter, from: day("2022-01-01"), through: random.asOf)
        let trend = RetentionTrend(try RevenueBook(portfolio, asOf: random.asOf), periods, replicates: 0)
        for (entry, next) in zip(trend.entries, trend.entries.dropFirst()) {
            #expect(entry.bridge.end == next.bridge.start)
        }
        for entry in trend.entries {
            #expect(entry.bridge.addsUp)
            guard entry.bridge.base > .zero else { continue }
            #expect(entry.bridge.grr <= 1)
            #expect(entry.bridge.grr >= 0)
            #expect(entry.bridge.grr <= entry.bridge.nrr)
            #expect(entry.bridge.up <= entry.bridge.start)
            #expect(entry.logos.lost <= entry.logos.customers)
        }
    }

    /// Groups add up to the whole, order of rows and scale of the currency do not matter.
    @Test(arguments: 0..<60)
    func groupsOrderAndScale(seed: UInt64) throws {
        let random = RandomBook(seed: seed)
        let periods = ReportingPeriod.all(.year, from: day("2022-01-01"), through: random.asOf)
        func trend(_ terms: [Term], grouped: Bool = false) throws -> RetentionTrend {
            let book = try RevenueBook(history(terms), asOf: random.asOf)
            let groups = CustomerGroups(of: "half", book.customers.indices.map { $0 % 3 == 0 ? nil : "\($0 % 2)" })
            return RetentionTrend(book, periods, by: grouped ? groups : nil, replicates: 0)
        }
        let whole = try trend(random.terms)
        let groups = try trend(random.terms, grouped: true)
        for entry in whole.entries {
            let members = groups.entries.filter { $0.period == entry.period }
            #expect(members.map(\.bridge).reduce(RevenueBridge(), +) == entry.bridge)
            #expect(members.map(\.logos).reduce(LogoRetention(), +) == entry.logos)
        }
        let backwards = try trend(random.terms.reversed())
        #expect(backwards.entries.map(\.bridge) == whole.entries.map(\.bridge))
        let scaled = try trend(
            random.terms.map { term in
                var term = term
                (term.before, term.after) = (term.before.map { $0 * 4 }, term.after.map { $0 * 4 })
                return term
            })
        for (entry, other) in zip(whole.entries, scaled.entries) {
            let same = entry.bridge.grr == other.bridge.grr || entry.bridge.grr.isNaN
            #expect(same)
        }
    }

    /// What a customer's parent is told as is the sum of its parts, as far as they do not move amounts among themselves.
    @Test func rollUpEqualsTheSumOfItsParts() throws {
        let terms = [
            Term(account: 0, from: "2024-06-01", to: "2025-06-01", before: 100, outcome: .churned),
            Term(account: 1, from: "2024-06-01", to: "2025-06-01", before: 50, outcome: .contracted, after: 20),
            Term(account: 2, from: "2024-06-01", to: "2025-06-01", before: 70, after: 70),
        ]
        var options = RevenueBook.Options()
        options.rollsUp = true
        let parts = try bridge(history(terms)).bridge
        let whole = try bridge(history(terms, parents: [0: 2, 1: 0]), options).bridge
        #expect(whole.start == parts.start)
        #expect(whole.end == parts.end)
        #expect(whole.contraction == parts.contraction + parts.churn)
        #expect(whole.grr == parts.grr)
    }
}
