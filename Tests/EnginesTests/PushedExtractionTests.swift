import Bellwether
import Foundation
import Testing

/// Features finished from cells beside features made of all readings.
@Suite(.serialized) struct PushedExtractionTests {
    private static let seeds: [(engine: String, seed: UInt64, zone: String)] = PythonEngine.found.flatMap { name in
        [(name, 1, "Europe/Berlin"), (name, 2, "America/Sao_Paulo")]
            + (name == "sqlite" ? [(name, 3, "UTC"), (name, 4, "Australia/Lord_Howe")] : [])
    }

    /// The features whose values differ by more than rounding, with the greatest difference.
    static func differences(_ a: FeatureTable, _ b: FeatureTable) -> [String] {
        guard a.count == b.count else { return ["\(a.count) rows, not \(b.count)"] }
        return a.features.compactMap { feature in
            let (x, y) = (a.frame[feature.name]!.values, b.frame[feature.name]!.values)
            switch (x, y) {
            case (.numbers(let x), .numbers(let y)):
                let isCount = feature.kind == "count" && !feature.isLogarithmic && !feature.definition.contains("per: ")
                let place = x.indices.first { i in
                    if x[i].isNaN || y[i].isNaN { return x[i].isNaN != y[i].isNaN }
                    return isCount ? x[i] != y[i] : abs(x[i] - y[i]) > 1e-9 * max(1, abs(x[i]))
                }
                return place.map { "\(feature.name) \(feature.definition) row \($0): \(x[$0]), not \(y[$0])" }
            default:
                let place = (0..<a.count).first { x.text(at: $0) != y.text(at: $0) }
                return place.map { "\(feature.name) row \($0): \(x.text(at: $0) ?? "-"), not \(y.text(at: $0) ?? "-")" }
            }
        }
    }

    @Test(arguments: seeds)
    func randomPortfoliosGiveTheSameFeatures(engine name: String, seed: UInt64, zone: String) throws {
        let book = try RandomReadings(seed: seed, timeZone: zone)
        let engine = try PythonEngine(name)
        try book.load(into: engine)
        for anchors in [
            book.history.anchors(daysBefore: [0, 45, 200]), book.history.anchors(asOf: Day("2023-10-29")!),
        ] {
            let native = book.features.extract(book.history, at: anchors)
            let pushed = try PushedExtraction(
                book.features, of: book.bare, at: anchors, in: engine, catalog: book.features.declarations.signals)
            #expect(native.count > 10)
            let differences = PushedExtractionTests.differences(native, pushed.table)
            #expect(differences.isEmpty, "\(differences.prefix(8).joined(separator: "\n"))")
        }
    }

    /// What the laws above would not see if the cells were wrong in one place.
    @Test(.enabled(if: PythonEngine.sqlite != nil)) func aReadingInAnotherCellIsSeen() throws {
        let book = try RandomReadings(seed: 9, accounts: 6)
        let engine = try PythonEngine("sqlite")
        try book.load(into: engine)
        let anchors = book.history.anchors(daysBefore: [30])
        let native = book.features.extract(book.history, at: anchors)
        try engine.execute("UPDATE events SET known_at = '2035-01-01' WHERE signal = 'login' AND value > 20")
        let pushed = try PushedExtraction(book.features, of: book.bare, at: anchors, in: engine)
        #expect(!PushedExtractionTests.differences(native, pushed.table).isEmpty)
    }

    /// Queries with one thing wrong: each is seen in some feature of some portfolio.
    @Test(
        .enabled(if: PythonEngine.sqlite != nil),
        arguments: [
            ("WHEN age <= ", "WHEN age < "), ("e.kd < o.as_of", "e.kd <= o.as_of"), ("END, 1)", "END, 0)"),
            ("t DESC, k DESC, v DESC", "t DESC, k DESC, v ASC"), ("SUM(v)", "SUM(DISTINCT v)"),
            ("e.account = o.account WHERE", "e.account = o.account AND e.u IS NOT NULL WHERE"),
        ])
    func aWrongQueryIsSeen(right: String, wrong: String) throws {
        let isSeen = try (UInt64(2)...13).contains { seed in
            let book = try RandomReadings(seed: seed, accounts: 18)
            let engine = RewritingEngine(try PythonEngine("sqlite"), right, wrong)
            try book.load(into: engine.engine)
            let anchors = book.history.anchors(daysBefore: [0, 45])
            let native = book.features.extract(book.history, at: anchors)
            let pushed = try PushedExtraction(book.features, of: book.bare, at: anchors, in: engine)
            #expect(engine.rewritten > 0, "no query says \(right)")
            return !PushedExtractionTests.differences(native, pushed.table).isEmpty
        }
        #expect(isSeen, "\(right)")
    }

    @Test func kindsThatNeedEachReadingAreNamed() throws {
        let book = try RandomReadings(seed: 5, accounts: 4)
        let plan = CellPlan(book.features, of: book.bare, at: book.bare.anchors(daysBefore: [30]))
        #expect(
            Set(plan.unreduced.map(\.kind)) == [
                "median", "response_time", "phase_deviation", "percentile", "baseline", "baseline_ratio", "deviation",
            ])
        let simple = try FeatureSet(
            Field.yaml(FeatureExamples.document("{kind: count, signal: login, windows: [7, 30]}"), file: "s.yaml"))
        let small = CellPlan(simple, of: book.bare, at: book.bare.anchors(daysBefore: [30]))
        #expect(small.unreduced.isEmpty && small.rawSignals.isEmpty)
        #expect(small.signals.map(\.edges) == [[0, 7, 30]])
        #expect(small.signals[0].cells == 1..<3)
    }

    /// A kind of someone else's that says nothing of its needs gets every reading.
    @Test func silenceAsksForEverything() throws {
        let book = try RandomReadings(seed: 5, accounts: 4)
        let set = try FeatureSet(
            Field.yaml(FeatureExamples.document("{kind: silent, signal: login}"), file: "s.yaml"),
            kinds: FeatureKinds.all + [SilentKind.self])
        let plan = CellPlan(set, of: book.bare, at: book.bare.anchors(daysBefore: [30]))
        #expect(plan.rawSignals == ["login"])
        #expect(plan.unreduced.map(\.feature) == ["example"])
    }

    @Test(
        .enabled(if: PythonEngine.sqlite != nil),
        arguments: [
            ("UPDATE events SET occurred_at = '31/02/2024' WHERE rowid = 3", "1 readings whose occurred_at is no time"),
            ("UPDATE events SET occurred_at = '2024-02-31T10:00:00' WHERE rowid = 3", "whose occurred_at is no time"),
            ("UPDATE events SET account_id = NULL WHERE rowid < 3", "2 readings without account_id"),
            ("UPDATE events SET account_id = 'nobody' WHERE rowid = 3", "accounts has no account \"nobody\""),
            (
                "UPDATE events SET value = 7 WHERE signal = 'sentiment'",
                "a value of sentiment is 7, outside its range -1 to 1"
            ),
            ("UPDATE events SET occurred_at = 45000 WHERE rowid = 3", "1 readings whose occurred_at is no time"),
        ])
    func badReadingsAreRefused(change: String, words: String) throws {
        let book = try RandomReadings(seed: 6, accounts: 5)
        let engine = try PythonEngine("sqlite")
        try book.load(into: engine)
        try engine.execute(change)
        let error = #expect(throws: EngineError.self) {
            try PushedExtraction(
                book.features, of: book.bare, at: book.bare.anchors(daysBefore: [30]), in: engine,
                catalog: book.features.declarations.signals)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    /// Ten times the readings of the same accounts, signals and days are the same cells.
    @Test(.enabled(if: PythonEngine.sqlite != nil)) func whatCrossesDoesNotGrowWithTheReadings() throws {
        let set = try FeatureSet(
            Field.yaml(FeatureExamples.document("{kind: trend, signal: login, window: 180}"), file: "s.yaml"))
        let book = try RandomReadings(seed: 7, features: set)
        let engine = try PythonEngine("sqlite")
        try book.load(into: engine)
        let anchors = book.history.anchors(daysBefore: [30])
        let before = try PushedExtraction(set, of: book.bare, at: anchors, in: engine)
        for _ in 0..<3 { try engine.execute("INSERT INTO events SELECT * FROM events") }
        let after = try PushedExtraction(set, of: book.bare, at: anchors, in: engine)
        #expect(after.crossed == before.crossed && before.crossed.total > 0)
        let (few, many) = (before.table.frame["example"]!.values, after.table.frame["example"]!.values)
        guard case .numbers(let x) = few, case .numbers(let y) = many else { return }
        #expect(zip(x, y).allSatisfy { $0.isNaN ? $1.isNaN : abs(8 * $0 - $1) < 1e-9 })
    }

    /// All queries of an extraction in every dialect, in a clock zone with summer time. `Tools/dialect-lint` reads these files.
    @Test func golden() throws {
        let entries = [
            "{kind: count, signal: login, windows: [7, 30]}",
            "{kind: open, opened: opened, closed: closed, tags: [web, \"it's\"]}",
            "{kind: share, signal: sentiment, below: 0, window: 90}", "{kind: users, signal: login, window: 30}",
            "{kind: tags, signal: login, window: 30}", "{kind: last, signal: sentiment, window: 60}",
            "{kind: median, signal: invoice, window: 90}",
            "{kind: percentile, of: {kind: count, signal: login, window: 30}}",
        ]
        let text =
            FeatureExamples.declarations + "features:\n" + entries.enumerated().map { "  f\($0): \($1)\n" }.joined()
        let set = try FeatureSet(Field.yaml(Array(text.utf8), file: "s.yaml"))
        let book = try RandomReadings(seed: 5, accounts: 2, timeZone: "Europe/Berlin", features: set)
        let anchors = book.bare.anchors(asOf: Day("2021-11-05")!)
        for dialect in SQLDialects.all {
            let engine = RecordingEngine(dialect)
            _ = try PushedExtraction(set, of: book.bare, at: anchors, in: engine)
            #expect(engine.asked.count == 12, "\(dialect.name)")
            try GoldenFile.check(engine.asked.joined(separator: ";\n") + ";\n", "extraction.\(dialect.name).sql")
        }
    }
}

/// Reads all logins and does not say so.
private struct SilentKind: FeatureKind {
    static let name = "silent"
    static let summary = "the last value of all"
    static let details = "For a test."
    static let options = FeatureOption.selection
    static let examples = ["{kind: silent, signal: login}"]
    private let selection: Selection

    init(_ entry: inout FeatureEntry) throws(DocumentError) { selection = try entry.selection() }

    var traits: FeatureTraits { FeatureTraits("last of all") }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.readings(selection)
        return .number { $0.readings(handle).values.last ?? .nan }
    }
}
