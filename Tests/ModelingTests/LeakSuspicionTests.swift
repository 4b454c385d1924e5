import Modeling
import Tables
import Testing

struct LeakSuspicionTests {
    private let rows = Samples.observations(400)

    private func suspicions(_ name: String, _ values: FrameValues) -> [LeakSuspicion] {
        LeakSuspicion.all(
            in: rows.with(
                predictors: Frame(columns: rows.predictors.columns + [FrameColumn(name, values)], rowCount: 400)))
    }

    /// A number that follows the outcome, one that runs against it, one that is missing where all is lost, and a category.
    @Test func whatKnowsTheOutcomeIsTold() {
        let outcomes = rows.outcomes
        let told: [(String, FrameValues)] = [
            ("up", .numbers(outcomes.enumerated().map { $1 * 500 + Double($0) })),
            ("down", .numbers(outcomes.enumerated().map { -$1 * 500 - Double($0) })),
            ("gone", .numbers(outcomes.map { $0 == 1 ? .nan : 3 })),
            ("said", .categories(Categories(outcomes.map { $0 == 1 ? "no" : "yes" }))),
        ]
        for (name, values) in told {
            let found = suspicions(name, values)
            #expect(found.map(\.predictor) == [name])
            #expect(found.allSatisfy { $0.auc == 1 })
            let words = "\(name) alone ranks the outcomes almost perfectly (AUC 1.000): a leak?"
            #expect(found.allSatisfy { $0.note.contains(words) })
        }
    }

    @Test func whatOnlyHelpsIsNot() {
        #expect(LeakSuspicion.all(in: rows).isEmpty)
        // With 19 of one outcome a perfect rank is too easily had.
        let lost = rows.outcomes.indices.filter { rows.outcomes[$0] == 1 }
        let few = rows.rows(rows.outcomes.indices.filter { rows.outcomes[$0] == 0 } + lost.prefix(19))
        let frame = Frame(columns: [FrameColumn("up", .numbers(few.outcomes))], rowCount: few.count)
        #expect(LeakSuspicion.all(in: few.with(predictors: frame)).isEmpty)
    }
}
