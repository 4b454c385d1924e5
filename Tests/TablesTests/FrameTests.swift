import Tables
import Testing

struct FrameTests {
    private let frame = Frame(
        columns: [
            FrameColumn("x", .numbers([1, .nan, 3])), FrameColumn("plan", .categories(Categories(["b", nil, "b"]))),
        ], rowCount: 3)

    @Test func selectsRowsAndColumns() {
        let rows = frame.rows([2, 1, 1])
        #expect(rows["x"]?.values == .numbers([3, .nan, .nan]))
        #expect(rows["plan"]?.values == .categories(Categories(["b", nil, nil])))
        #expect(frame.selecting(["plan", "y"]) == nil)
        #expect(frame.without(["x"]).names == ["plan"])
    }

    @Test func countsMissingAndShowsText() {
        #expect(frame.columns.map(\.values.missingCount) == [1, 1])
        #expect(frame["x"]?.values.text(at: 0) == "1")
        #expect(frame["x"]?.values.text(at: 1) == nil)
        #expect(frame["plan"]?.values.text(at: 2) == "b")
    }

    @Test func equalityOfNumbersIsBitwise() {
        #expect(FrameValues.numbers([0]) != .numbers([-0.0]))
        #expect(FrameValues.numbers([.nan]) == .numbers([.nan]))
        #expect(FrameValues.numbers([]) != .categories(Categories([String?]())))
    }
}
