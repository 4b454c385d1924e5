import Features
import Metrics
import Modeling
import Scoring
import Signals
import Testing

@Suite struct PastNeighboursTests {
    /// What the model's two straight terms say of a row, by hand.
    private static func place(_ base: ExplainBase, _ table: FeatureTable, _ row: Int) throws -> [Double] {
        let (weights, columns) = (base.model.fit.weights, base.model.preparation.columns)
        return try columns.enumerated().map { place, column in
            guard case .numbers(let values)? = table.frame[column.predictor]?.values else { return 0 }
            try #require(column.name == column.predictor && !values[row].isNaN)
            return weights[place + 1] * values[row]
        }
    }

    @Test func distanceIsTheDifferenceOfTheTerms() throws {
        let base = try ExplainBase()
        let own = try Self.place(base, try base.row(), 0)
        let rows = Dictionary(
            base.past.rows.enumerated().map { ($1.accountID, $0) }, uniquingKeysWith: { first, _ in first })
        let all = try base.neighbours().all
        #expect(all.count == 200)
        for neighbour in all {
            let other = try Self.place(base, base.past, rows[neighbour.about.accountID]!)
            let apart = zip(own, other).map { abs($0 - $1) }
            let distance = apart.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(neighbour.distance - distance) < 1e-12)
        }
        let isSorted = zip(all, all.dropFirst()).allSatisfy { $0.distance <= $1.distance }
        #expect(isSorted)
    }

    /// Its own past is nearest of all, and no neighbour.
    @Test func theAccountIsNotItsOwnNeighbour() throws {
        let base = try ExplainBase(isInPast: true)
        #expect(base.past.rows.contains { $0.accountID == "now" })
        let all = try base.neighbours().all
        #expect(!all.contains { $0.about.accountID == "now" } && all.count == 200)
    }

    /// An outcome of the day itself or later is not known yet.
    @Test func onlyOutcomesKnownBeforeTheDayCount() throws {
        let base = try ExplainBase()
        let predictions = try base.model.predict(base.row().frame)
        let day = Day("2023-09-01")!
        func found(_ day: Day) throws -> [PastNeighbours.Neighbour] {
            try PastNeighbours(base.model, predictions, row: 0, id: "now", past: base.past, before: day).all
        }
        let known = base.book.cases.filter { $0.date < day }
        #expect(try found(day).count == known.count && known.count < 200)
        let newest = known.map(\.date).max()!
        #expect(try found(newest).count < known.count)
        #expect(try found(Day("2022-01-01")!).isEmpty)
    }

    @Test func oneRenewalAnAccountAndBothOutcomes() throws {
        var book = PastBook.drawn(30, seed: 9)
        for place in book.cases.indices { book.cases[place].id = "a\(place % 10)" }
        let base = try ExplainBase()
        let predictions = try base.model.predict(base.row().frame)
        let all = try PastNeighbours(
            base.model, predictions, row: 0, id: "now", past: book.table([90, 60]), before: ExplainBase.day)
        #expect(Set(all.all.map(\.about.accountID)).count == all.all.count)
        let (lost, kept) = (all.nearest(lost: true, 2), all.nearest(lost: false, 2))
        #expect(lost.filter(\.isLoss).count == lost.count && !kept.contains { $0.isLoss })
        let share = try #require(all.share)
        #expect(share.count == all.all.count && share.losses == all.all.count { $0.isLoss })
    }

    @Test func theShareIsOfTheNearest() throws {
        let all = try ExplainBase().neighbours()
        let share = try #require(all.share)
        #expect(share.count == PastNeighbours.counted)
        #expect(share.losses == all.all.prefix(25).count { $0.isLoss })
        let wilson = try #require(Intervals.wilson(events: Double(share.losses), total: 25))
        #expect(share.interval == wilson)
    }
}
