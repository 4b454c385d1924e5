import Documents
import Features
import Foundation
import Signals
import Simulation
import Tables
import Testing

/// The shipped configuration answers the checklist.
@Suite struct AcmeSignalsTests {
    private static let bytes: [UInt8] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../datasets/acme/signals.yaml")
        return (try? Data(contentsOf: file)).map(Array.init) ?? []
    }()

    private func set() throws -> FeatureSet {
        try FeatureSet(Field.yaml(AcmeSignalsTests.bytes, file: "datasets/acme/signals.yaml"))
    }

    @Test func declaresThirtySignalsOfEveryCategoryAndDimension() throws {
        let set = try set()
        let signals = set.declarations.signals.signals
        #expect(signals.count >= 30)
        #expect(set.features.count >= 40)
        #expect(Set(set.features.map(\.category)).count == Signal.Category.allCases.count)
        #expect(Set(signals.map(\.category)).count == Signal.Category.allCases.count)
        #expect(Set(set.features.map(\.dimension)).count == Signal.Dimension.allCases.count)
        #expect(Set(set.features.map(\.status)).count == Signal.Status.allCases.count)
    }

    @Test(arguments: 1...29) func namesEveryRowOfTheChecklist(row: Int) {
        let text = String(decoding: AcmeSignalsTests.bytes, as: UTF8.self)
        let comments = text.split(separator: "\n").filter { $0.contains("# row") }
        #expect(comments.contains { $0.split { !$0.isNumber }.contains("\(row)") })
    }

    /// What the notebook says answers a row of the checklist.
    private struct Row {
        let number: Int
        let evidence: [String]
        let features: [String]
    }

    /// The table of the configuration reference: rows `| 21 | asked for | signals and facts | features |`.
    private static let rows: [Row] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../notebooks-md/03-configuration-reference.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| "), cells.count == 4, let number = Int(cells[0]) else { return nil }
            return Row(number: number, evidence: names(cells[2]), features: names(cells[3]))
        }
    }()

    private static func names(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
            String($0.element)
        }
    }

    private static let simulated: SignalHistory? = try? PortfolioSimulator.simulate(
        PortfolioOptions(seed: 42, accounts: 400)
    ).history

    /// Every row of the checklist names its evidence and features in the configuration reference, and each of them has
    /// values that differ from one account to the next.
    @Test(arguments: 1...29) func answersTheRow(number: Int) throws {
        let set = try set()
        let row = try #require(AcmeSignalsTests.rows.first { $0.number == number })
        let declared = set.declarations
        let evidence = declared.signals.names + declared.facts.map(\.name) + declared.attributes.map(\.name)
        #expect(Set(row.evidence).isSubset(of: evidence))
        // The first row is answered by all of them.
        let live = set.features.filter { $0.status == .live }.map(\.name)
        let names = number == 1 ? live : row.features
        #expect(!names.isEmpty)
        let history = try #require(AcmeSignalsTests.simulated)
        let chosen = try #require(set.selecting(names), "\(names)")
        let table = chosen.extract(history, at: history.anchors(daysBefore: [90, 30]))
        for column in table.frame.columns {
            let texts = table.rows.indices.compactMap { column.values.text(at: $0) }
            #expect(Set(texts).count > 1, "\(column.name)")
        }
    }

    /// No feature stands outside the checklist, and none of its comments names what is not there.
    @Test func everyFeatureAnswersSomeRow() throws {
        let named = Set(AcmeSignalsTests.rows.flatMap(\.features))
        #expect(try set().features.map(\.name).filter { !named.contains($0) } == [])
        #expect(AcmeSignalsTests.rows.map(\.number) == Array(1...29))
    }

    @Test func noFeatureIsMadeOfNotes() throws {
        #expect(try set().features.allSatisfy { !$0.definition.contains("notes") })
    }

    @Test func extractsFromAnyHistory() throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let table = try set().extract(history, at: history.anchors(daysBefore: [90]))
        #expect(table.count > 20)
        #expect(table.frame.columns.count == table.features.count)
    }

    @Test func passesTheAudit() throws {
        var book = Portfolio(seed: 11, accounts: 12).book
        let names = [
            "sentiment": "ticket_sentiment", "opened": "email_sent", "closed": "feature_use", "invoice": "news_funding",
        ]
        let facts = ["seats": "seats_licensed", "champion": "champion_present"]
        book.events.signalNames = book.events.signalNames.map { names[$0] ?? $0 }
        book.facts.factNames = book.facts.factNames.map { facts[$0] ?? $0 }
        let audit = FeatureAudit(try set(), of: book.history, at: book.history.anchors(daysBefore: [90, 30]))
        #expect(audit.isClean, "\(audit.changes)")
        #expect(
            audit.undated == [
                "ticket_deviation_shrunk", "arr_per_active_user_rank", "employees_log", "industry", "segment", "region",
            ])
        #expect(audit.rowCount > 30)
    }
}
