import Features
import Signals
import Tables
import Testing

/// `percentile` and the option `shrink`, by hand, as of 2024-07-01.
@Suite struct PeerKindsTests {
    /// One account a count, of readings in the 10 days before the cut-off.
    private func book(_ counts: [Int]) -> Book {
        var book = Book(counts.indices.map { "\($0)" })
        for (account, count) in counts.enumerated() {
            for index in 0..<count { book.event("login", "2024-06-2\(1 + index % 9) 12:00", account: account) }
        }
        return book
    }

    private func values(_ entry: String, _ book: Book) throws -> [Double] {
        let history = book.history
        let table = try featureSet(entry).extract(history, at: history.anchors(asOf: day("2024-07-01")))
        guard case .numbers(let values) = table.frame.columns[0].values else { return [] }
        return values
    }

    private let logins = "of: {kind: count, signal: login, window: 10}"

    @Test func aPercentileIsTheMidRankAmongOthers() throws {
        // Of five accounts each has four peers.
        let ranks = try values("{kind: percentile, \(logins), min_peers: 4}", book([0, 3, 3, 7, 9]))
        #expect(ranks == [0, 0.375, 0.375, 0.75, 1])
        #expect(
            try values("{kind: percentile, \(logins), min_peers: 4}", book([2, 2, 2, 2, 2])) == [
                0.5, 0.5, 0.5, 0.5, 0.5,
            ])
        let tooFew = try values("{kind: percentile, \(logins), min_peers: 5}", book([0, 3, 3, 7, 9]))
        #expect(tooFew.count { $0.isNaN } == 5)
        // Ten is the default.
        #expect(try values("{kind: percentile, \(logins)}", book(Array(0..<10))).count { $0.isNaN } == 10)
        #expect(try values("{kind: percentile, \(logins)}", book(Array(0..<11))).count { $0.isNaN } == 0)
    }

    @Test func peersWithoutAValueAreLeftOut() throws {
        // The mean of no reading is missing: three have one.
        let entry = "{kind: percentile, of: {kind: users, signal: login, window: 10, min_history: 500}, min_peers: 2}"
        var book = book([1, 1, 1, 1])
        book.accounts[3] = Account(id: "3", signedOn: day("2024-01-01"))
        let ranks = try values(entry, book)
        #expect(ranks.prefix(3) == [0.5, 0.5, 0.5])
        #expect(ranks[3].isNaN)
    }

    @Test func groupsAreComparedAmongThemselves() throws {
        var book = book([0, 3, 5, 7, 9, 11])
        for (account, plan) in ["basic", "plus", "basic", "plus", "basic"].enumerated() {
            book.fact("plan", plan, from: "2024-01-01", account: account)
        }
        // Known too late to count: 4 stays with basic.
        book.fact("plan", "plus", from: "2024-06-01", known: "2024-07-01", account: 4)
        let ranks = try values("{kind: percentile, \(logins), within: plan, min_peers: 2}", book)
        #expect(ranks[0] == 0 && ranks[2] == 0.5 && ranks[4] == 1)
        // Two of plus have one peer each; the last account's plan is not known.
        #expect(ranks[1].isNaN && ranks[3].isNaN && ranks[5].isNaN)
        book.attributes = Frame(
            columns: [FrameColumn("industry", .categories(Categories(["a", "a", "a", "b", "b", "b"])))], rowCount: 6)
        let byIndustry = "{kind: percentile, \(logins), within: industry, min_peers: 2}"
        #expect(try values(byIndustry, book) == [0, 0.5, 1, 0, 0.5, 1])
        let feature = try featureSet(byIndustry).features[0]
        #expect(feature.isUndated && feature.looksAtOthers && feature.signal == "login")
        #expect(throws: (any Error).self) { try featureSet("{kind: percentile, \(logins), within: seats}") }
        #expect(throws: (any Error).self) {
            try featureSet("{kind: percentile, \(logins), min_peers: 20, max_peers: 10}")
        }
    }

    @Test func aSampleIsOfTheLowestHashes() throws {
        let counts = (0..<30).map { ($0 * 7) % 30 }
        let book = book(counts)
        let sample = PeerPanel.members(among: book.accounts.map(\.id)).prefix(10)
        let ranks = try values("{kind: percentile, \(logins), min_peers: 5, max_peers: 10}", book)
        for account in 0..<30 {
            let peers = sample.filter { $0 != account }
            #expect(ranks[account] == Double(peers.count { counts[$0] < counts[account] }) / Double(peers.count))
        }
    }

    /// Readings 10, 20, 30... days before in `counts`, for accounts 1...11; account 0 is as `own` says.
    private func shrunk(_ own: [Int], signed: String) -> Book {
        var book = Book((0..<12).map { "\($0)" }, signedOn: "2023-01-01")
        book.accounts[0] = Account(id: "0", signedOn: day(signed))
        for (account, counts) in ([own] + (1...11).map { [0, $0, $0, $0] }).enumerated() {
            for (period, count) in counts.enumerated() {
                for index in 0..<count {
                    let time = (day("2024-07-01") - 10 * period - 1 - index % 9).description
                    book.event("login", time + " 12:00", account: account)
                }
            }
        }
        return book
    }

    @Test func aYoungAccountStandsAtItsPeersRate() throws {
        // Peers log in 1...11 times a period, in the median 6. Signed 12 days ago: no past period at all.
        let young = shrunk([4], signed: "2024-06-19")
        let entry = "signal: login, window: 10, baseline: 30"
        #expect(try value("{kind: baseline, \(entry), statistic: mean}", young).isNaN)
        #expect(try value("{kind: baseline, \(entry), statistic: mean, shrink: 2}", young) == 6)
        #expect(try value("{kind: baseline_ratio, \(entry), shrink: 2}", young).isNear(4.5 / 6.5))
        let expected = 2 * (4.375.squareRoot() - 6.375.squareRoot()) / 1.5.squareRoot()
        #expect(try value("{kind: deviation, \(entry), shrink: 2}", young).isNear(expected))
        // A window that was not tracked whole compares with nothing.
        #expect(try value("{kind: deviation, \(entry), shrink: 2}", shrunk([4], signed: "2024-06-25")).isNaN)
        // Eleven peers are fewer than twelve.
        #expect(try value("{kind: deviation, \(entry), shrink: 2, min_peers: 12}", young).isNaN)
    }

    @Test func ownPeriodsCountForMoreTheMoreThereAre() throws {
        // Three past periods of 20, 16, 24 and two at the peers' 6: (60 + 12) / 5; variance 16 is below the mean 20.
        let old = shrunk([4, 20, 16, 24], signed: "2023-01-01")
        let entry = "signal: login, window: 10, baseline: 30"
        #expect(try value("{kind: baseline, \(entry), statistic: mean, shrink: 2}", old).isNear(14.4))
        #expect(try value("{kind: baseline, \(entry), statistic: mean}", old) == 20)
        #expect(try value("{kind: baseline_ratio, \(entry), shrink: 2, smoothing: 0}", old).isNear(4 / 14.4))
        let expected = 2 * (4.375.squareRoot() - 14.775.squareRoot()) / 1.2.squareRoot()
        #expect(try value("{kind: deviation, \(entry), shrink: 2}", old).isNear(expected))
        // Too few peers: the account alone.
        #expect(try value("{kind: baseline, \(entry), statistic: mean, shrink: 2, min_peers: 12}", old) == 20)
        // Its own rate is not among the median of its peers: that of the account with 1 is of 20, 2...11.
        let peer = try values("{kind: baseline, \(entry), statistic: mean, shrink: 2}", old)[1]
        #expect(peer.isNear((3 + 2 * 7) / 5.0))
    }

    @Test func shrinkIsForRates() {
        for entry in [
            "{kind: deviation, signal: login, shrink: 2, method: z}",
            "{kind: deviation, signal: login, of: sum, shrink: 2}",
            "{kind: baseline, signal: login, shrink: 2}",
            "{kind: baseline_ratio, signal: login, within: plan}",
            "{kind: baseline_ratio, signal: login, shrink: -1}",
        ] {
            #expect(throws: (any Error).self, "\(entry)") { try featureSet(entry) }
        }
    }
}
