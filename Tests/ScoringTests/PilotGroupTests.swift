import Foundation
import Scoring
import Signals
import Tables
import Testing

@Suite struct PilotGroupTests {
    /// Accounts a00, a01... whose ARR rises with their number; the last never had an event. Of 30 that follow each other no
    /// two have as many logins, so that no rank hangs on the last bit of two equal probabilities.
    private func scores(_ count: Int = 120) throws -> [AccountScore] {
        let base = try Base()
        let table = base.table(
            (0..<count).map { number in
                let hasEvents = number < count - 1
                return (
                    id: "a\(number < 10 ? "0" : "")\(number)", logins: hasEvents ? number * 7 % 31 : nil,
                    ticket: hasEvents ? Double(number % 5) : nil
                )
            })
        return try BatchScorer(model: base.model(), scorecard: base.card).score(table)
    }

    @Test func choosesTheUndecidedOfTheTopTier() throws {
        let scores = try scores()
        let group = PilotGroup(scores, size: 20)
        #expect(group.members.count == 20 && group.candidates == scores.count && group.leftOut == 0)
        #expect(group.tierCount == 30)
        let tier = scores.sorted { $0.arr! > $1.arr! }.prefix(30)
        #expect(group.tierFrom == tier.last?.arr)
        for member in group.members {
            #expect(tier.contains { $0.accountID == member.score.accountID })
            let distance = abs(member.score.pChurn - 0.5)
            let width = member.score.pHigh - member.score.pLow
            let nearer = tier.count { abs($0.pChurn - 0.5) < distance }
            let asNear = tier.count { abs($0.pChurn - 0.5) <= distance }
            #expect(nearer < member.undecidedRank && member.undecidedRank <= asNear)
            let wider = tier.count { $0.pHigh - $0.pLow > width }
            let asWide = tier.count { $0.pHigh - $0.pLow >= width }
            #expect(wider < member.widthRank && member.widthRank <= asWide)
        }
        let best = group.members.map { min($0.undecidedRank, $0.widthRank) }
        let isSorted = zip(best, best.dropFirst()).allSatisfy { $0 <= $1 }
        #expect(isSorted && best.first == 1)
        // Nobody who stands better was passed over.
        let chosen = Set(group.members.map(\.score.accountID))
        let all = PilotGroup(scores, size: 30)
        let passed = all.members.filter { !chosen.contains($0.score.accountID) }
        let isBehind = passed.allSatisfy { min($0.undecidedRank, $0.widthRank) >= best.last! }
        #expect(passed.count == 10 && isBehind)
    }

    @Test func theOrderOfTheScoresDecidesNothing() throws {
        let scores = try scores()
        let names = PilotGroup(scores, size: 25).members.map(\.score.accountID)
        #expect(PilotGroup(scores.reversed(), size: 25).members.map(\.score.accountID) == names)
    }

    @Test func aSmallBaseIsTakenWhole() throws {
        let group = PilotGroup(try scores(8), size: 20)
        #expect(group.members.count == 8 && group.tierCount == 8)
        #expect(group.verdict.contains("there are no 20 to choose from"))
        let none = PilotGroup([], size: 20)
        #expect(none.members.isEmpty && none.tierFrom == nil && none.verdict.hasPrefix("no account"))
    }

    /// The tier is never smaller than the group that is asked for.
    @Test func theTierHoldsTheGroup() throws {
        let group = PilotGroup(try scores(), size: 30, tier: 0.1)
        #expect(group.tierCount == 30 && group.members.count == 30)
    }

    @Test func golden() throws {
        let accounts = [Account(id: "a97", name: "Onyx Clinics", primaryContact: "Julia Santos")]
        let text = TextFormat().text(PilotGroup(try scores(), size: 20).results(accounts))
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/pilot.table")
        // `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
