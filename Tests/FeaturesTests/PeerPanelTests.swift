import Features
import Signals
import Testing

/// Who the peers are.
@Suite struct PeerPanelTests {
    @Test func theMembersAreThoseOfTheLowestHash() {
        // FNV-1a and the finisher of MurmurHash3, by a script of five lines.
        #expect(PeerPanel.members(among: ["acme", "beta", "corp", "delta", "echo"]) == [4, 1, 0, 3, 2])
    }

    @Test func theOrderOfTheAccountsDecidesNothing() {
        let ids = (0..<5000).map { "customer \($0)" }
        let members = PeerPanel.members(among: ids).map { ids[$0] }
        let reversed = Array(ids.reversed())
        #expect(members.count == PeerPanel.memberLimit)
        #expect(PeerPanel.members(among: reversed).map { reversed[$0] } == members)
        // A sample of all, not of the first: half of either half.
        let early = members.count { Int($0.dropFirst(9))! < 2500 }
        #expect(abs(early - 1000) < 100)
    }

    /// As of 2024-07-01, 14 accounts with one login each; the first, A, is compared.
    private func base() -> Book {
        var book = Book((0..<14).map { "\($0)" })
        for account in 0..<14 { book.event("login", "2024-06-15", account: account) }
        return book
    }

    private func peerCount(_ book: Book) throws -> Int {
        // Missing as soon as there are fewer peers than asked for.
        for least in (2...40).reversed() {
            let entry = "{kind: percentile, of: {kind: count, signal: login, window: 30}, min_peers: \(least)}"
            if try !value(entry, book).isNaN { return least }
        }
        return 0
    }

    @Test func onlyCustomersArePeers() throws {
        #expect(try peerCount(base()) == 13)
        var book = base()
        // Lost before, lost but not heard of, lost later, running.
        book.renewal("2024-05-01", .churned, account: 1)
        book.renewal("2024-05-01", .churned, decided: "2024-07-01", account: 2)
        book.renewal("2024-08-01", .churned, account: 3)
        book.renewal("2024-08-01", .pending, account: 4)
        #expect(try peerCount(book) == 12)
        // Not signed yet; never signed and nothing known of it; nothing signed but a reading.
        book.accounts[5] = Account(id: "5", signedOn: day("2024-07-01"))
        book.accounts[6] = Account(id: "6", signedOn: day("2024-06-30"))
        book.accounts[7] = Account(id: "7")
        book.accounts.append(Account(id: "14"))
        #expect(try peerCount(book) == 11)
    }

    /// What is kept of earlier days saves time and decides nothing.
    @Test func aPanelThatForgetsGivesTheSame() throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let anchors = history.anchors(daysBefore: [30, 31, 60])
        let set = try featureSet(
            "{kind: percentile, of: {kind: percentile, of: {kind: arr}, min_peers: 2}, within: industry, min_peers: 2}")
        let forgetful = set.extract(history, at: anchors, peers: PeerPanel(history, valueLimit: 0))
        let kept = PeerPanel(history)
        let first = set.extract(history, at: anchors, peers: kept)
        #expect(forgetful.frame == first.frame)
        #expect(set.extract(history, at: anchors, peers: kept).frame == first.frame)
        #expect(first.frame.columns[0].values.missingCount < first.count / 2)
    }

    @Test func aLostAccountIsNoPeerBecauseItCameBackLater() throws {
        var book = base()
        book.renewal("2024-05-01", .churned, account: 1)
        book.renewal("2025-11-01", .renewed, months: nil, account: 1)
        #expect(try peerCount(book) == 12)
        // Back before the cut-off.
        book.renewal("2024-05-01", .churned, account: 2)
        book.renewal("2025-06-01", .renewed, from: "2024-06-01", account: 2)
        #expect(try peerCount(book) == 12)
        book.renewal("2024-05-01", .churned, account: 3)
        book.renewal("2025-07-01", .renewed, from: "2024-07-01", account: 3)
        #expect(try peerCount(book) == 11)
    }
}
