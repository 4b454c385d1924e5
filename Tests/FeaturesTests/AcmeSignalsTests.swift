import Documents
import Features
import Foundation
import Signals
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
        #expect(audit.undated == ["employees_log", "industry", "segment", "region"])
        #expect(audit.rowCount > 30)
    }
}
