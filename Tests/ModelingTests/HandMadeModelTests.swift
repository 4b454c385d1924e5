import Documents
import Foundation
import Modeling
import Regression
import Tables
import Testing

@Suite struct HandMadeModelTests {
    static let text = """
        {"version": 1, "outcome": "y", "positive": "1", "intercept": -0.5, "terms": [
          {"column": "a", "weight": 2, "missing": 0.25},
          {"column": "a", "weight": 0.75, "above": 1, "missing": 0.25},
          {"column": "b", "weight": -1, "if_missing": 0.3},
          {"column": "plan", "levels": {"basic": 0.6, "pro": -0.2}, "missing": 0.1, "other": 0.05}]}
        """

    private static func model(_ text: String = text) throws -> HandMadeModel {
        try HandMadeModel(Field.json(Array(text.utf8), file: "c.json"))
    }

    private static let frame = Frame(
        columns: [
            FrameColumn("a", .numbers([0, 1.5, .nan, -1])), FrameColumn("b", .numbers([1, .nan, 3, 2])),
            FrameColumn("plan", .categories(Categories(["basic", "pro", nil, "gold"]))),
        ], rowCount: 4)

    private static let description = ModelDescription(
        origin: .table(outcome: "y", positive: "1"), features: [], rows: 0, events: 0, period: nil)

    /// By hand, row by row; b's missing value is the mean of 1, 3 and 2.
    private static let logOdds: [Double] = [
        -0.5 + 0 - 1 + 0.6, -0.5 + 3 + 0.75 - 2 + 0.3 - 0.2, -0.5 + 0.5 - 3 + 0.1, -0.5 - 2 - 2 + 0.05,
    ]

    @Test func rowsScoreAsByHand() throws {
        let rows = Observations(predictors: HandMadeModelTests.frame, outcomes: [0, 1, 0, 1])
        let made = try HandMadeModelTests.model().model(
            HandMadeModelTests.description, rows: rows, options: TrainingOptions(calibration: "none"))
        let scores = try made.predict(HandMadeModelTests.frame)
        let worst = zip(scores.raw, HandMadeModelTests.logOdds).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-12, "\(scores.raw)")
        let hasErrors = scores.low.contains { !$0.isNaN }
        #expect(!hasErrors && made.fit.isImported)
        #expect(made.notes.contains { $0.contains("errors are not known") })
        let file = try ModelFile.text(made)
        let again = try ModelFile.read(Array(file.utf8), file: "m.json")
        #expect(try again.predict(HandMadeModelTests.frame).raw == scores.raw)
    }

    /// Parts against the mean row add up to the whole.
    @Test func reasonsAddUp() throws {
        let rows = Observations(predictors: HandMadeModelTests.frame, outcomes: [0, 1, 0, 1])
        let made = try HandMadeModelTests.model().model(
            HandMadeModelTests.description, rows: rows, options: TrainingOptions(calibration: "none"))
        let scores = try made.predict(HandMadeModelTests.frame)
        let mean = scores.raw.reduce(0, +) / 4
        for row in 0..<4 {
            let parts = made.contributions(scores.design, row: row).reduce(0) { $0 + $1.logOdds }
            #expect(abs(parts - (scores.raw[row] - mean)) < 1e-12)
        }
    }

    @Test func withoutRowsAMissingValueMustBeTold() throws {
        let error = #expect(throws: DocumentError.self) {
            try HandMadeModelTests.model().model(
                HandMadeModelTests.description, rows: nil, options: TrainingOptions())
        }
        #expect(error?.description.contains("say what a missing b counts as") == true)
        let told = HandMadeModelTests.text.replacing("\"weight\": -1,", with: "\"weight\": -1, \"missing\": 2,")
        let made = try HandMadeModelTests.model(told).model(
            HandMadeModelTests.description, rows: nil, options: TrainingOptions())
        let worst =
            zip(try made.predict(HandMadeModelTests.frame).raw, HandMadeModelTests.logOdds)
            .map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-12)
    }

    /// Scores that are twice too sure come out half as steep.
    @Test func rowsCalibrateIt() throws {
        var random = SeededGenerator(seed: 4)
        let a = (0..<4000).map { _ in random.uniform() * 4 - 2 }
        let outcomes = a.map { random.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
        let rows = Observations(
            predictors: Frame(columns: [FrameColumn("a", .numbers(a))], rowCount: a.count), outcomes: outcomes)
        let text = """
            {"version": 1, "intercept": 0.5, "terms": [{"column": "a", "weight": 2}]}
            """
        let made = try HandMadeModelTests.model(text).model(
            HandMadeModelTests.description, rows: rows, options: TrainingOptions(calibration: "platt"))
        let line = try #require(made.calibration.line)
        #expect(abs(line.slope - 0.5) < 0.04 && abs(line.intercept + 0.25) < 0.1, "\(line)")
    }

    @Test(arguments: [
        (#""version": 2,"#, #""version": 1,"#, "expected version 1"),
        (#""wieght": 2"#, #""weight": 2"#, "wieght"),
        (#""weight": "two""#, #""weight": 2"#, "number"),
        (
            #"{"column": "a", "weight": 1}, {"column": "a", "weight": 2"#, #"{"column": "a", "weight": 2"#,
            "stands above"
        ),
        (#""levels": {}"#, #""levels": {"basic": 0.6, "pro": -0.2}"#, "expected levels"),
        (#""intercept": 1e999"#, #""intercept": -0.5"#, "intercept"),
    ]) func badFilesAreRefused(new: String, old: String, words: String) {
        let text = HandMadeModelTests.text.replacing(old, with: new)
        let error = #expect(throws: DocumentError.self) { try HandMadeModelTests.model(text) }
        #expect(error?.description.contains(words) == true || words == "intercept", "\(error?.description ?? "")")
    }

    @Test func unknownColumnsAndLevelsHaveANearestName() throws {
        let model = try HandMadeModelTests.model()
        let error = #expect(throws: DocumentError.self) { try model.check(["a", "b", "plam"]) }
        #expect(error?.description.contains("did you mean \"plam\"") == true, "\(error?.description ?? "")")
        let frame = Frame(
            columns: [
                FrameColumn("a", .numbers([0, 1])), FrameColumn("b", .numbers([0, 1])),
                FrameColumn("plan", .categories(Categories(["basics", "pro"]))),
            ], rowCount: 2)
        let made = try model.model(
            HandMadeModelTests.description, rows: Observations(predictors: frame, outcomes: [0, 1]),
            options: TrainingOptions(calibration: "none"))
        #expect(made.notes.contains { $0.contains("no row has the level \"basic\"") }, "\(made.notes)")
    }
}
