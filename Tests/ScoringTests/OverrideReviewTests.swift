import Health
import Scoring
import Testing

/// Overrides judged by what happened.
@Suite struct OverrideReviewTests {
    private func override(_ judgement: String, by author: String) throws -> ScoreOverride {
        try RandomBase.read(
            """
            version: 1
            groups: {a: {weight: 100, measures: {logins: {weight: 100, map: linear, worst: 0, best: 1}}}}
            overrides: [{account: A, \(judgement), author: \(author), reason: x, from: 2026-01-05, expires: 2026-03-01}]
            """
        ).overrides.all[0]
    }

    private func cases() throws -> [OverrideReview.Case] {
        let (down, up) = (try override("cap: 40", by: "Ada"), try override("score: 90", by: "Bo"))
        return [
            .init(down, computed: 70, isLoss: true), .init(down, computed: 70, isLoss: true),
            .init(down, computed: 70, isLoss: false),
            // changes nothing; unscored; pending
            .init(down, computed: 30, isLoss: true), .init(down, computed: nil, isLoss: true),
            .init(down, computed: 70, isLoss: nil),
            .init(up, computed: 60, isLoss: false), .init(up, computed: 95, isLoss: true),
        ]
    }

    @Test func aJudgementIsRightWhereItCameTrue() throws {
        #expect(try cases().map(\.isRight) == [true, true, false, nil, nil, nil, true, true])
        let review = OverrideReview(try cases(), lossRate: 0.2)
        #expect((review.down.judged, review.down.right) == (4, 3) && (review.up.judged, review.up.right) == (1, 1))
        #expect(review.down.overrides == 5 && review.all.overrides == 8 && review.all.judged == 5)
        #expect(review.authors.map(\.name) == ["Ada", "Bo"] && review.authors.map(\.right) == [2, 2])
        #expect(
            review.verdict
                == "4 of 5 judged overrides came true (down 3 of 4, up 1 of 1); 20% of all renewals were lost.")
    }

    /// Wilson 1927, by hand: 3 of 4.
    @Test func theIntervalIsWilsons() throws {
        let interval = try #require(OverrideReview(try cases(), lossRate: nil).down.interval)
        #expect(abs(interval.lowerBound - 0.3006) < 1e-4 && abs(interval.upperBound - 0.9544) < 1e-4)
    }

    @Test func withoutAnythingToJudgeItSaysSo() {
        let review = OverrideReview([], lossRate: 0.1)
        #expect(review.verdict == "no override can be judged yet." && review.table.rows.count == 3)
        #expect(review.all.share == nil && review.all.interval == nil)
    }
}
