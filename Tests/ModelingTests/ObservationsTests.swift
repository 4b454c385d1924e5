import Modeling
import Signals
import Tables
import Testing

struct ObservationsTests {
    @Test func splitPurgesWhatWasNotYetKnown() throws {
        let data = Samples.observations(1000, dated: true, leadDays: 90)
        let day = Day(year: 2024, month: 6, day: 1)!
        let split = try #require(data.split(at: day))
        let firstCutoff = split.checked.map { data.cutoffs![$0] }.min()!
        #expect(split.learned.allSatisfy { data.known![$0] < firstCutoff })
        #expect(split.checked.allSatisfy { data.dates![$0] >= day })
        #expect(split.learned.count + split.purged + split.checked.count == 1000)
        #expect(split.purged == 90)
        #expect(Samples.observations(10).split(at: day) == nil)
    }

    /// Every seventh outcome is known 45 days late: those of the 45 days before the first cut-off are not learned from either.
    @Test func splitPurgesWhatWasDecidedLate() throws {
        let data = Samples.observations(1000, dated: true, leadDays: 90, lateDays: 45)
        let day = Day(year: 2024, month: 6, day: 1)!
        let split = try #require(data.split(at: day))
        let firstCutoff = split.checked.map { data.cutoffs![$0] }.min()!
        #expect(split.learned.allSatisfy { data.known![$0] < firstCutoff })
        let byDate = data.dates!.indices.filter { data.dates![$0] < firstCutoff }
        let late = Set(byDate).subtracting(split.learned)
        #expect((6...7).contains(late.count) && late.allSatisfy { $0 % Samples.lateEvery == 0 })
        #expect(split.learned.count + split.purged + split.checked.count == 1000)
        // Known early counts from its date on.
        #expect(zip(data.known!, data.dates!).allSatisfy { $0 >= $1 })
    }

    /// Nothing is checked after the last row, yet what is known only later is not learned from.
    @Test func withNothingToCheckTheDayItselfIsTheLimit() throws {
        let data = Samples.observations(700, dated: true, lateDays: 45)
        let day = data.dates!.max()! + 1
        let split = try #require(data.split(at: day))
        #expect(split.checked.isEmpty && split.purged > 0)
        #expect(split.learned.allSatisfy { data.known![$0] < day })
    }

    private func table(_ outcome: [String?]) -> Frame {
        Frame(
            columns: [
                FrameColumn("churned", .categories(Categories(outcome))),
                FrameColumn("id", .categories(Categories((0..<outcome.count).map { "r\($0)" }))),
                FrameColumn(
                    "when", .categories(Categories(Array(repeating: "2024-02-29T10:00:00Z", count: outcome.count)))),
                FrameColumn("w", .numbers(Array(repeating: 2, count: outcome.count))),
                FrameColumn("x", .numbers((0..<outcome.count).map(Double.init))),
            ], rowCount: outcome.count)
    }

    @Test func rolesAreTakenOutAndPendingRowsLeftOut() throws {
        let roles = ColumnRoles(outcome: "churned", id: "id", time: "when", group: nil, weight: "w")
        let table = try TableObservations(table(["Yes", nil, "No", "Yes"]), roles: roles)
        #expect(table.positive == "Yes")
        #expect(table.rows == [0, 2, 3])
        #expect(table.observations.outcomes == [1, 0, 1])
        #expect(table.observations.predictors.names == ["x"])
        #expect(table.observations.weights == [2, 2, 2])
        #expect(table.observations.dates == Array(repeating: Day(year: 2024, month: 2, day: 29)!, count: 3))
    }

    @Test(
        arguments: [
            (["a", "b"], nil, "churned is \"a\", \"b\"; say which one is the event with --positive"),
            (
                ["a", "b", "c"], nil,
                "churned has 3 values (\"a\", \"b\", \"c\"), expected 2; say which one is the event with --positive"
            ),
            (["lost", "kept"], "lots", "no row has churned \"lots\", did you mean \"lost\"?"),
        ] as [([String], String?, String)])
    func outcomesThatCannotBeTold(levels: [String], positive: String?, message: String) {
        let roles = ColumnRoles(outcome: "churned", positive: positive)
        let error = #expect(throws: TrainingError.self) { try TableObservations(table(levels), roles: roles) }
        #expect(error?.description == message)
    }

    @Test func unknownColumnsGiveTheNearestName() {
        let error = #expect(throws: TrainingError.self) {
            try TableObservations(table(["1", "0"]), roles: ColumnRoles(outcome: "churnd"))
        }
        #expect(error?.description == "no column \"churnd\", did you mean \"churned\"?")
    }
}
