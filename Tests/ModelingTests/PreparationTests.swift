import Modeling
import Tables
import Testing

struct PreparationTests {
    private let frame = Frame(
        columns: [
            FrameColumn("x", .numbers([1, 2, .nan, 5])), FrameColumn("flat", .numbers([7, 7, 7, 7])),
            FrameColumn("plan", .categories(Categories(["b", "a", nil, "b"]))),
        ], rowCount: 4)

    @Test func treatmentCodingWithTheFirstSortedLevelAsReference() throws {
        let preparation = Preparation.learned(frame, weights: nil, minimumLevelCount: 1)
        #expect(preparation.columns.map(\.name) == ["x", "plan=a", "plan=b"])
        let matrix = try preparation.matrix(frame)
        #expect(matrix.column(0) == [1, 2, 8.0 / 3, 5])
        // "(missing)" sorts before "a": it is the reference.
        #expect(matrix.column(1) == [0, 1, 0, 0])
        #expect(matrix.column(2) == [1, 0, 0, 1])
        #expect(preparation.notes.contains("flat: constant in training, dropped"))
    }

    @Test func levelsThatTrainingNeverSawCountAsTheAverageRow() throws {
        let preparation = Preparation.learned(frame, weights: nil, minimumLevelCount: 1)
        let other = Frame(
            columns: [
                FrameColumn("plan", .categories(Categories(["zzz"]))), FrameColumn("x", .numbers([.nan])),
                FrameColumn("flat", .numbers([0])),
            ], rowCount: 1)
        #expect(try preparation.matrix(other).row(0) == [8.0 / 3, 0.25, 0.5])
    }

    @Test func rareLevelsArePooledAndUnseenOnesJoinThem() throws {
        let levels = Array(repeating: "big", count: 30) + Array(repeating: "mid", count: 25) + ["r1", "r2", "r3"]
        let rows = Frame(columns: [FrameColumn("c", .categories(Categories(levels)))], rowCount: levels.count)
        let preparation = Preparation.learned(rows, weights: nil)
        #expect(preparation.columns.map(\.name) == ["c=mid", "c=(other)"])
        let unseen = Frame(columns: [FrameColumn("c", .categories(Categories(["new", "r1", "mid"])))], rowCount: 3)
        #expect(try preparation.matrix(unseen).column(1) == [1, 1, 0])
    }

    @Test func missingGetsAnIndicatorOnceThereIsEnoughOfIt() {
        let values = (0..<60).map { $0 < 25 ? Double.nan : Double($0) }
        let rows = Frame(
            columns: [FrameColumn("a", .numbers(values)), FrameColumn("b", .numbers(values.map { -$0 }))], rowCount: 60)
        let preparation = Preparation.learned(rows, weights: nil)
        #expect(preparation.columns.map(\.name) == ["a", "a is missing", "b"])
        #expect(preparation.notes == ["b: missing exactly where a is, one indicator serves both"])
        let few = Preparation.learned(rows.rows(Array(10..<60)), weights: nil)
        #expect(few.columns.map(\.name) == ["a", "b"])
    }

    /// The scale is the deviation of the column that is learned from, in which the gaps hold the mean.
    @Test func gapsNarrowTheScale() {
        let frame = Frame(columns: [FrameColumn("x", .numbers([0, 2, .nan, .nan]))], rowCount: 4)
        let column = Preparation.learned(frame, weights: nil).columns[0]
        #expect(column.mean == 1 && abs(column.scale - 0.5.squareRoot()) < 1e-15)
    }

    @Test func aWeightOfTwoIsTheRowTwice() {
        let weighted = Preparation.learned(frame, weights: [2, 1, 3, 1], minimumLevelCount: 2)
        let repeated = Preparation.learned(frame.rows([0, 0, 1, 2, 2, 2, 3]), weights: nil, minimumLevelCount: 2)
        #expect(weighted.columns.map(\.name) == repeated.columns.map(\.name))
        for (a, b) in zip(weighted.columns, repeated.columns) {
            #expect(abs(a.mean - b.mean) < 1e-14 && abs(a.scale - b.scale) < 1e-14)
        }
    }

    @Test func allMissingPredictorsAreNamedAtOnce() {
        let preparation = Preparation.learned(frame, weights: nil, minimumLevelCount: 1)
        let other = Frame(columns: [FrameColumn("plam", .categories(Categories(["a"])))], rowCount: 1)
        let error = #expect(throws: PreparationError.self) { try preparation.matrix(other) }
        #expect(error?.missing == ["x", "plan"])
        #expect(error?.description.contains("\"plan\", did you mean \"plam\"?") == true)
    }

    @Test func columnsAreMatchedByNameNotPlace() throws {
        let preparation = Preparation.learned(frame, weights: nil, minimumLevelCount: 1)
        let shuffled = Frame(
            columns: [frame["plan"]!, FrameColumn("extra", .numbers([0, 0, 0, 0])), frame["flat"]!, frame["x"]!],
            rowCount: 4)
        #expect(try preparation.matrix(shuffled) == preparation.matrix(frame))
    }
}
