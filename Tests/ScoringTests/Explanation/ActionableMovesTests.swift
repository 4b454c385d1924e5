import Features
import Health
import Metrics
import Modeling
import Scoring
import Tables
import Testing

@Suite struct ActionableMovesTests {
    private static func values(_ table: FeatureTable, _ feature: String) -> [Double] {
        guard case .numbers(let values)? = table.frame[feature]?.values else { return [] }
        return values.filter { !$0.isNaN }.sorted()
    }

    /// P and score of the account with another reading, the long way round.
    private static func with(_ base: ExplainBase, _ feature: String, _ value: Double) throws -> (Double, Int?) {
        let frame = try base.row().frame
        let moved = Frame(
            columns: frame.columns.map { $0.name == feature ? FrameColumn(feature, .numbers([value])) : $0 },
            rowCount: 1)
        return (try base.model.predict(moved).probabilities[0], HealthScores(base.card, moved).rounded(0))
    }

    @Test func aMoveGoesToTheNearestValueThatReachesTheGoal() throws {
        let base = try ExplainBase()
        let p = try base.model.predict(base.row().frame).probabilities[0]
        let found = try base.moves(target: 0.9 * p)
        let reaching = found.moves.filter(\.reachesTarget)
        try #require(!reaching.isEmpty)
        for move in found.moves {
            let seen = Self.values(base.past, move.feature)
            let range = Quantile.of(seen, 0.05)...Quantile.of(seen, 0.95)
            #expect(seen.contains(move.to) && range.contains(move.to))
            let (then, health) = try Self.with(base, move.feature, move.to)
            #expect(abs(then - move.probability) < 1e-12 && health == move.health)
            #expect(move.low <= then && then <= move.high)
            #expect(move.reachesTarget == (then <= found.target))
        }
        let move = try #require(reaching.min { abs($0.to - $0.from) < abs($1.to - $1.from) })
        for nearer in Self.values(base.past, move.feature) where abs(nearer - move.from) < abs(move.to - move.from) {
            let isBetterWay = (nearer > move.from) == (move.to > move.from)
            if isBetterWay { #expect(try Self.with(base, move.feature, nearer).0 > found.target) }
        }
    }

    /// 3 logins are 15 points: 10 are 50, the next band.
    @Test func aMoveReachesTheNextBand() throws {
        let moves = try ExplainBase().moves()
        let move = try #require(moves.moves.filter(\.reachesBand).min { $0.to < $1.to })
        #expect(move.feature == "logins" && move.to == 10 && move.band == "at-risk" && move.health == 50)
        let beyond = try ExplainBase().past.frame
        guard case .numbers(let values)? = beyond["logins"]?.values else { return }
        #expect(move.pastShare == Double(values.count { $0 >= 10 }) / Double(values.count))
    }

    @Test func onlyTheDeclaredDirectionIsOffered() throws {
        for logins in [0, 5, 12, 20] {
            let base = try ExplainBase(logins: logins)
            for move in try base.moves(target: 0.01).moves {
                #expect(move.feature == "logins" ? move.to > move.from : move.to < move.from)
            }
        }
    }

    /// Tickets lower the risk in this past, which nobody should be told to make more of.
    @Test func whatIsCountedTheWrongWayRoundIsNamedAndNotOffered() throws {
        var random = SeededGenerator(seed: 2)
        let tickets = (0..<400).map { _ in Double(random.below(21)) }
        let outcomes = tickets.map { random.uniform() < 0.8 - 0.035 * $0 ? 1.0 : 0 }
        let data = Observations(
            predictors: Frame(columns: [FrameColumn("tickets", .numbers(tickets))], rowCount: 400), outcomes: outcomes)
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [90]), features: try PastBook.features().features, observations: data)
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1, calibration: "none")
        let model = try Training(data, description: description, options: options).model
        let moves = try ExplainBase(model: model).moves(target: 0.01)
        #expect(moves.contrary == ["tickets"])
        #expect(!moves.moves.contains { $0.feature == "tickets" } && moves.signalCount == 2)
    }

    /// Nothing within reach: the best that there is, without a goal.
    @Test func aGoalOutOfReachIsNotClaimed() throws {
        let moves = try ExplainBase(logins: 11).moves(target: 0.0001)
        #expect(!moves.moves.contains { $0.reachesTarget })
        let best = try #require(moves.moves.first { $0.feature == "logins" && !$0.reachesGoal } ?? moves.moves.first)
        #expect(best.probability > 0.0001)
    }

    /// Readings that nobody has may be got.
    @Test func anUnknownReadingMovesFromTheMiddle() throws {
        let moves = try ExplainBase(tickets: nil).moves(target: 0.01).moves
        let fromNothing = moves.filter { $0.from.isNaN }
        let isFinite = fromNothing.allSatisfy { $0.to.isFinite && $0.feature == "tickets" }
        #expect(isFinite)
    }
}
