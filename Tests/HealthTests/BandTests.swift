import Health
import Testing

@Suite struct BandTests {
    @Test(arguments: [
        (0, "critical"), (0.4999, "critical"), (49.49, "critical"), (49.5, "at-risk"), (50, "at-risk"),
        (79.49, "at-risk"), (79.5, "healthy"), (79.999, "healthy"), (80, "healthy"), (100, "healthy"),
    ])
    func bandsAreTakenOnTheRoundedScore(score: Double, band: String) throws {
        let card = try Cards.one("logins: {weight: 100, map: linear, worst: 0, best: 100}")
        let scores = HealthScores(card, Cards.frame(["logins": [score]]))
        let rounded = try #require(scores.rounded(0))
        #expect(card.band(rounded).name == band)
        #expect(scores.totals[0] == score)
    }

    @Test func halvesGoUpAndNothingElseDoes() {
        #expect(HealthScores.rounded(0.5) == 1)
        #expect(HealthScores.rounded(0.49999999) == 0)
        #expect(HealthScores.rounded(49.5) == 50)
        #expect(HealthScores.rounded(100) == 100)
        #expect(HealthScores.rounded(.nan) == nil)
    }

    /// 79.5 on paper is 79.49999999999999 in binary here.
    @Test func theLastBitDecidesNoBand() throws {
        #expect(HealthScores.rounded(Double(79.5).nextDown) == 80)
        let card = try Cards.one(
            "logins: {weight: 10, map: linear, worst: 0, best: 1}",
            "seats: {weight: 69.5, map: linear, worst: 0, best: 1}",
            "tickets: {weight: 20.5, map: linear, worst: 0, best: 1}")
        let scores = HealthScores(card, Cards.frame(["logins": [1], "seats": [1], "tickets": [0]]))
        #expect(scores.rounded(0) == 80)
    }

    private func bands(_ text: String) throws -> [Band] {
        try Cards.one("logins: {weight: 100, map: linear, worst: 0, best: 100}", rest: "bands: \(text)\n").bands
    }

    @Test func bandsAreReadInOrder() throws {
        let bands = try bands("[{name: red, from: 0, to: 30}, {name: green, from: 31, to: 100}]")
        #expect(bands.map(\.name) == ["red", "green"] && bands.map(\.range) == [0...30, 31...100])
    }

    @Test(arguments: [
        ("[{name: a, from: 0, to: 49}, {name: b, from: 51, to: 100}]", "expected `from: 50`, found 51"),
        ("[{name: a, from: 0, to: 49}, {name: b, from: 49, to: 100}]", "expected `from: 50`, found 49"),
        ("[{name: b, from: 50, to: 100}, {name: a, from: 0, to: 49}]", "expected `from: 0`, found 50"),
        ("[{name: a, from: 0, to: 49}, {name: b, from: 50, to: 99}]", "the last band must end at 100"),
        ("[{name: a, from: 0, to: 101}]", "101 is out of range (expected 0 to 100)"),
        ("[{name: a, from: 0, to: 79.5}]", "expected a whole number, found 79.5"),
        ("[{name: a, from: 0, to: 49}, {name: a, from: 50, to: 100}]", "a band named \"a\" stands above"),
        ("[{name: unscored, from: 0, to: 100}]", "\"unscored\" is the word for accounts in no band"),
        ("[]", "the last band must end at 100"),
    ])
    func gapsAndOverlapsAreRefused(text: String, message: String) {
        let found = refusal { try bands(text) }
        #expect(found.hasPrefix("scorecard.yaml:7:") && found.contains(message), "\(found)")
    }
}
