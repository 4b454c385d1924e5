import Health
import Testing

@Suite struct RollUpTests {
    /// 0 over 1 and 2; 2 over 3; 4 alone; 5 over 6, which has no score.
    private static let parents: [Int?] = [nil, 0, 0, 2, nil, nil, 5]
    private static let scores: [Double] = [10, 80, 60, 20, 55, 70, .nan]
    private static let arr: [Double?] = [1, 100, 200, 100, 7, 1, 500]

    private func rolled(_ rollUp: RollUp, arr: [Double?] = arr) -> [Double] {
        rollUp.scores(RollUpTests.scores, parents: RollUpTests.parents, arr: arr)
    }

    /// The account's own score is not its children's.
    @Test func descendantsOfAnyDepthCount() {
        let nan = Double.nan
        #expect(expectClose(rolled(.worst), [20, nan, 20, nan, nan, nan, nan]))
        #expect(expectClose(rolled(.mean), [160.0 / 3, nan, 20, nan, nan, nan, nan]))
        #expect(expectClose(rolled(.arrWeighted), [55, nan, 20, nan, nan, nan, nan]))
    }

    @Test func withoutARRNothingWeighs() {
        #expect(rolled(.arrWeighted, arr: [1, nil, 0, -5, 1, 1, 1]).count { $0.isNaN } == 7)
        #expect(expectClose([rolled(.arrWeighted, arr: [1, nil, 200, nil, 1, 1, 1])[0]], [60]))
        #expect(expectClose([rolled(.mean, arr: [nil, nil, nil, nil, nil, nil, nil])[0]], [160.0 / 3]))
    }

    @Test func aLongChainDoesNotExhaustTheStack() {
        let count = 200_000
        let scores = (0..<count).map { Double($0 % 101) }
        let rolled = RollUp.mean.scores(
            scores, parents: (0..<count).map { $0 == 0 ? nil : $0 - 1 }, arr: [Double?](repeating: 1, count: count))
        #expect(rolled[count - 1].isNaN && rolled[count - 2] == scores[count - 1])
        #expect(abs(rolled[0] - scores.dropFirst().reduce(0, +) / Double(count - 1)) < 1e-9)
    }

    /// Sources refuse circles; here they only must not hang.
    @Test func aCircleHasNoScore() {
        let rolled = RollUp.worst.scores([50, 60, 70], parents: [1, 0, 1], arr: [1, 1, 1])
        #expect(rolled.filter(\.isNaN).count == 3)
    }

    @Test func theScorecardAsksForIt() throws {
        let line = "logins: {weight: 100, map: linear, worst: 0, best: 4}"
        #expect(try Cards.one(line).rollUp == nil)
        #expect(try Cards.one(line, rest: "rollup: arr-weighted\n").rollUp == .arrWeighted)
        let found = refusal { try Cards.one(line, rest: "rollup: wurst\n") }
        #expect(found.contains("7:9: rollup: unknown \"wurst\", did you mean \"worst\"?"), "\(found)")
    }
}

@Suite struct ApportionmentTests {
    @Test(
        arguments: [
            ([10.4, 20.4, 30.4], 61, [11, 20, 30]), ([10.4, 20.4, 30.4], 62, [11, 21, 30]),
            ([0.5, 0.5, 0], 1, [1, 0, 0]), ([-0.2, -0.3, 5.5], 5, [0, 0, 5]), ([-3.7, 1.2], -2, [-3, 1]),
            ([9.999999999999, 0], 10, [10, 0]), ([2, 3], 5, [2, 3]), ([0, 0], 3, [2, 1]), ([4, 4], 6, [3, 3]),
        ] as [([Double], Int, [Int])])
    func unitsGoToTheLargestRemainders(values: [Double], total: Int, expected: [Int]) {
        #expect(Apportionment.integers(values, total: total) == expected)
    }

    @Test func nothingHasNoParts() { #expect(Apportionment.integers([], total: 0) == []) }

    @Test func anyUnitServes() {
        let parts = Apportionment.rounded([0.126, -0.031, 0.049], total: 0.144, unit: 0.01)
        #expect(expectClose(parts, [0.12, -0.03, 0.05]))
        #expect(expectClose([parts.reduce(0, +)], [0.14]))
    }
}
