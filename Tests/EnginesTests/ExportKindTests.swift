import Bellwether
import Foundation
import Testing

/// What holds for every export, walked over the registry; and what each writes, kept in golden files.
struct ExportKindTests {
    private static let here = URL(filePath: #filePath).deletingLastPathComponent()
    private static let sources = here.appending(path: "../../Sources/Engines").standardized

    @Test(arguments: [
        ("Kinds", "Export", ExportKinds.all.map { ("\($0)", $0.name, $0.summary) }),
        ("Dialects", "Dialect", SQLDialects.all.map { ("\($0)", $0.name, $0.summary) }),
    ])
    func `every file's kind is registered`(
        _ folder: String, _ word: String, _ kinds: [(type: String, name: String, summary: String)]
    ) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.sources.appending(path: folder).path)
        let types = files.map { $0.replacing(".swift", with: "") }.filter { $0.hasSuffix(word) }
        #expect(Set(types) == Set(kinds.map(\.type)))
        #expect(Set(kinds.map(\.name)).count == kinds.count)
        let areSound = kinds.allSatisfy { !$0.summary.isEmpty && $0.name == $0.name.lowercased() }
        #expect(areSound)
    }

    @Test func examplesAreCommandsOfTheKind() {
        for kind in ExportKinds.all {
            let (name, examples) = (kind.name, kind.examples)
            let fit = examples.allSatisfy { $0.hasPrefix("bellwether export ") && $0.contains("--to \(name)") }
            #expect(fit && !examples.isEmpty, "\(name)")
        }
    }

    @Test func theSameModelIsTheSameBytesAndEveryCalibratorHasItsOwn() throws {
        for kind in ExportKinds.all {
            var seen: Set<[UInt8]> = []
            let exporter = kind.init()
            for calibrator in try ExportSamples.calibrators() {
                let model = try ExportSamples.model(calibrator)
                let bytes = try exporter.bytes(model, ExportOptions())
                #expect(try exporter.bytes(model, ExportOptions()) == bytes)
                #expect(seen.insert(bytes).inserted, "\(kind.name) of \(type(of: calibrator))")
                let shifted = try ExportSamples.model(calibrator, shift: 0.75)
                #expect(seen.insert(try exporter.bytes(shifted, ExportOptions())).inserted)
            }
        }
    }

    @Test func golden() throws {
        let model = try ExportSamples.model(BetaCalibrator.example, shift: 0.5)
        for kind in ExportKinds.all where kind.name != SQLExport.name {
            try GoldenFile.check(kind.init().bytes(model, ExportOptions()), "scorer.\(kind.name)")
        }
        for dialect in SQLDialects.all {
            let options = ExportOptions(dialect: dialect, table: "crm.\"rows\"", keep: ["id"])
            try GoldenFile.check(SQLExport().bytes(model, options), "scorer.\(dialect.name).sql")
        }
    }

    private func refusal(_ kind: any ExportKind, _ model: ChurnModel, _ options: ExportOptions = .init()) -> String {
        do {
            _ = try kind.bytes(model, options)
            return "accepted"
        } catch { return error.description }
    }

    /// A model of one number and one category.
    private func small(_ number: String, _ category: String, level: String = "b") throws -> ChurnModel {
        let preparation = Preparation(
            predictors: [(number, .number), (category, .category(levels: ["a", level], pooled: []))],
            columns: [
                DesignColumn(name: number, predictor: number, source: .number(fill: 1), mean: 1, scale: 1),
                DesignColumn(
                    name: category, predictor: category, source: .level(level, share: 0.5), mean: 0.5, scale: 0.5),
            ], notes: [])
        return try ExportSamples.model(NoCalibrator(), preparation: preparation, weights: [0.5, 1, -1])
    }

    @Test func whatATargetCannotHoldIsRefusedInOneLine() throws {
        let twins = try small("Seats", "seats")
        #expect(refusal(SQLExport(), twins) == "duckdb cannot tell the columns \"Seats\" and \"seats\" apart")
        #expect(refusal(SQLExport(), twins, ExportOptions(dialect: PostgreSQLDialect.self)) == "accepted")
        #expect(refusal(SQLExport(), try small("x", "y", level: "a\0b")).contains("zero byte"))
        #expect(refusal(SQLExport(), try small("P_Churn", "y")).contains("\"P_Churn\", as the query calls"))
        #expect(refusal(PMMLExport(), try small("x", "y", level: "a\u{1}b")).contains("control character"))
        #expect(refusal(PMMLExport(), try small("bellwether_raw", "y")).contains("as the document calls"))
        #expect(refusal(ONNXExport(), try small("p_churn", "y")).contains("as the graph calls"))
        #expect(refusal(ONNXExport(), try small("x", "y", level: "")).contains("stands for a missing one"))
        let constant = try ExportSamples.model(
            NoCalibrator(), weights: [1] + [Double](repeating: 0, count: ExportSamples.weights.count - 1))
        #expect(refusal(ONNXExport(), constant).contains("no predictor with a weight"))
        #expect(refusal(SQLExport(), constant) == "accepted")
    }

    @Test func namesAndTextsAreQuoted() throws {
        let model = try small("a\"b`c", "it's", level: "x'y\\z")
        func sql(_ dialect: any SQLDialect.Type) throws -> String {
            String(decoding: try SQLExport().bytes(model, ExportOptions(dialect: dialect)), as: UTF8.self)
        }
        for dialect in [DuckDBDialect.self, PostgreSQLDialect.self, SQLiteDialect.self] as [any SQLDialect.Type] {
            let text = try sql(dialect)
            #expect(text.contains("t.\"a\"\"b`c\"") && text.contains("'x''y\\z'") && text.contains("t.\"it's\""))
        }
        let spark = try sql(SparkDialect.self)
        #expect(spark.contains("t.`a\"b``c`") && spark.contains("'x\\'y\\\\z'"))
    }

    @Test func aNameCannotEndItsComment() throws {
        let model = try small("x\nDROP TABLE y; --", "z")
        let text = String(decoding: try SQLExport().bytes(model, ExportOptions()), as: UTF8.self)
        let heading = text.split(separator: "\n").prefix { $0 != "WITH" }
        let areComments = heading.allSatisfy { $0.hasPrefix("--") }
        #expect(areComments && heading.contains { $0.contains("x DROP TABLE y; -- (number)") })
    }

    @Test func everyNumberReadsBackToItsBits() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(Double(DuckDBDialect.number(value)) == value)
            #expect(Double(SparkDialect.number(value).dropLast()) == value)
            #expect(Double(PostgreSQLDialect.number(value).dropFirst(8).dropLast()) == value)
        }
    }
}

extension BetaCalibrator {
    /// Chosen numbers.
    static var example: BetaCalibrator {
        get throws {
            try JSONDecoder().decode(BetaCalibrator.self, from: Data(#"{"a": 0.75, "b": 1.25, "c": -0.1}"#.utf8))
        }
    }
}
