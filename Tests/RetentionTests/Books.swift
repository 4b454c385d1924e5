import Retention
import Signals
import Tables

/// A term of an account, as a row of renewals.csv.
struct Term {
    var account: Int
    var from: String
    var to: String
    var before: Double?
    var outcome: Outcome = .renewed
    var after: Double?
    var product: String?
    var currency: String?
    var decidedOn: String?

    var renewal: Renewal {
        Renewal(
            account: account, date: day(to), outcome: outcome, product: product, termStart: day(from),
            arrBefore: before,
            arrAfter: after, currency: currency, decidedOn: decidedOn.map(day))
    }
}

func day(_ text: String) -> Day { Day(text)! }

/// Accounts A0, A1... with these terms.
func history(_ terms: [Term], parents: [Int: Int] = [:], signedOn: [Int: String] = [:], accounts: Int? = nil)
    -> SignalHistory
{
    let count = accounts ?? (terms.map(\.account).max() ?? -1) + 1
    return SignalHistory(
        accounts: (0..<count).map { number in
            Account(
                id: "A\(number)", parentID: parents[number].map { "A\($0)" },
                signedOn: signedOn[number].map(day))
        }, renewals: terms.map(\.renewal))
}

/// One bridge over all days from `from` to before `to`.
func bridge(
    _ history: SignalHistory, from: String = "2025-01-01", to: String = "2026-01-01", asOf: String = "2026-01-01",
    _ options: RevenueBook.Options = .init()
) throws -> (bridge: RevenueBridge, logos: LogoRetention) {
    let book = try RevenueBook(history, asOf: day(asOf), options)
    let entry = RetentionTrend(book, [ReportingPeriod(days: day(from)..<day(to))], replicates: 50).entries[0]
    return (entry.bridge, entry.logos)
}

func money(_ amount: Double) -> Money { Money(amount)! }

/// A book at random: several accounts, products, terms of 1 to 36 months, all outcomes, gaps and returns.
struct RandomBook {
    var terms: [Term] = []
    var parents: [Int: Int] = [:]
    let asOf = day("2026-01-01")

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let accounts = 3 + random.below(8)
        for account in 0..<accounts {
            if account > 0, random.below(4) == 0 { parents[account] = random.below(account) }
            for product in 0..<(1 + random.below(2)) { add(account, product, &random) }
        }
    }

    private mutating func add(_ account: Int, _ product: Int, _ random: inout SeededGenerator) {
        var start = day("2022-01-01") + random.below(700)
        var amount = Double(1 + random.below(5000)) + Double(random.below(100)) / 100
        while start < asOf, terms.count < 200 {
            let end = start.adding(months: [1, 6, 12, 24, 36][random.below(5)])
            let outcome = Outcome.allCases[random.below(Outcome.allCases.count)]
            let after = RandomBook.after(amount, outcome, &random)
            terms.append(
                Term(
                    account: account, from: start.description, to: end.description, before: amount, outcome: outcome,
                    after: outcome == .pending ? nil : after, product: "P\(product)"))
            if outcome == .pending { return }
            if outcome == .churned {
                if random.below(2) == 0 { return }
                start = end + (1 + random.below(300))
            } else {
                (start, amount) = (end, after)
            }
        }
    }

    private static func after(_ amount: Double, _ outcome: Outcome, _ random: inout SeededGenerator) -> Double {
        switch outcome {
        case .churned: 0
        case .contracted: (amount * 50).rounded() / 100
        case .expanded: amount + Double(1 + random.below(1000)) / 100
        case .renewed, .pending: amount
        }
    }
}
