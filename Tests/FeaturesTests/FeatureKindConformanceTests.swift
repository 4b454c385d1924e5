import Documents
import Features
import Foundation
import Signals
import Testing

/// Laws over the whole registry: a kind added there is held to them without a line here.
@Suite struct FeatureKindConformanceTests {
    static let examples = FeatureKinds.all.flatMap { kind in kind.examples.map { (kind.name, $0) } }
    static let portfolio = Portfolio(seed: 7, accounts: 24)

    @Test func namesDifferAndEveryKindIsDescribed() {
        #expect(Set(FeatureKinds.all.map { $0.name }).count == FeatureKinds.all.count)
        for kind in FeatureKinds.all {
            #expect(!kind.summary.isEmpty && kind.details.count > 40 && !kind.examples.isEmpty, "\(kind.name)")
            #expect(Set(kind.options.map(\.name)).isDisjoint(with: FeatureOption.common.map(\.name)), "\(kind.name)")
        }
    }

    @Test func everyFileOfKindsIsRegistered() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/Features/Kinds")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        let registered = Set(FeatureKinds.all.map { "\($0).swift" })
        #expect(Set(files) == registered)
    }

    @Test(arguments: examples) func examplesDecodeToTheirKind(kind: String, entry: String) throws {
        let set = try featureSet(entry)
        for feature in set.features {
            #expect(feature.kind == kind)
            #expect(feature.definition.hasPrefix(kind + "("))
            #expect(!feature.description.isEmpty)
        }
    }

    /// Every option that `init` reads is declared, so that the schema and the strict reader know it.
    @Test(arguments: examples) func anUnknownOptionIsRefused(kind: String, entry: String) {
        let error = #expect(throws: DocumentError.self) { try featureSet("{colour: red, " + entry.dropFirst()) }
        #expect(error?.description.contains("unknown name \"colour\"") == true)
    }

    /// Taken away, a required option is named in the error.
    @Test func requiredOptionsAreRequired() {
        for kind in FeatureKinds.all {
            for option in kind.options where option.isRequired {
                let others = kind.options.filter { $0.isRequired && $0.name != option.name }
                let rest = others.map { ", \($0.name): \(Portfolio.exampleValue($0))" }.joined()
                let error = #expect(throws: DocumentError.self) { try featureSet("{kind: \(kind.name)\(rest)}") }
                #expect(
                    error?.description.contains("\"\(option.name)\" is missing") == true, "\(kind.name) \(option.name)")
            }
        }
    }

    @Test(arguments: examples) func nothingKnownIsMissing(kind: String, entry: String) throws {
        let history = Book(signedOn: nil).history
        let table = try featureSet(entry).extract(history, at: history.anchors(asOf: day("2024-07-01")))
        for column in table.frame.columns { #expect(column.values.missingCount == 1, "\(column.name)") }
    }

    @Test(arguments: examples) func theAuditFindsNothing(kind: String, entry: String) throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let audit = FeatureAudit(try featureSet(entry), of: history, at: history.anchors(daysBefore: [30, 120]))
        #expect(audit.isClean, "\(audit.changes)")
        #expect(audit.rowCount > 20)
    }

    /// Some example of each kind makes a value for some row: a law that holds because all is missing proves nothing.
    @Test(arguments: examples) func examplesMakeValues(kind: String, entry: String) throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let table = try featureSet(entry).extract(history, at: history.anchors(daysBefore: [30]))
        for column in table.frame.columns { #expect(column.values.missingCount < table.count, "\(column.name)") }
    }

    @Test(arguments: examples) func historiesMovedInTimeGiveTheSame(kind: String, entry: String) throws {
        let a = FeatureKindConformanceTests.portfolio
        let b = Portfolio(seed: 7, accounts: 24, shiftWeeks: 209)
        try expectSame(entry, a.history, b.history)
    }

    @Test(arguments: examples) func orderAndNamesDecideNothing(kind: String, entry: String) throws {
        let a = FeatureKindConformanceTests.portfolio
        try expectSame(entry, a.history, a.shuffled(seed: 3).history)
        try expectSame(entry, a.history, a.renamed().history)
    }

    /// Unless the feature says that it looks at them.
    @Test(arguments: examples) func otherAccountsDecideNothing(kind: String, entry: String) throws {
        if try featureSet(entry).features.contains(where: { $0.looksAtOthers }) { return }
        let (few, many) = (FeatureKindConformanceTests.portfolio.history, Portfolio(seed: 7, accounts: 40).history)
        let set = try featureSet(entry)
        let (a, b) = (
            few.anchors(daysBefore: [30, 120]), many.anchors(daysBefore: [30, 120]).filter { $0.account < 24 }
        )
        #expect(set.extract(few, at: a).frame == set.extract(many, at: b).frame)
    }

    /// A run over a part of the accounts, with the panel of all, makes the rows that a run over all makes.
    @Test(arguments: examples) func aPartWithThePanelOfAllGivesTheSame(kind: String, entry: String) throws {
        let (part, all) = (Portfolio(seed: 7, accounts: 9).history, FeatureKindConformanceTests.portfolio.history)
        let (set, panel) = (try featureSet(entry), PeerPanel(all))
        let a = set.extract(part, at: part.anchors(daysBefore: [30, 120]), peers: panel)
        let b = set.extract(all, at: all.anchors(daysBefore: [30, 120]).filter { $0.account < 9 })
        #expect(a.frame == b.frame)
    }

    @Test(arguments: examples) func theNumberOfThreadsDecidesNothing(kind: String, entry: String) throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let set = try featureSet(entry)
        let anchors = history.anchors(daysBefore: Array(1...30))
        let one = set.extract(history, at: anchors, threads: 1)
        #expect(one.frame == set.extract(history, at: anchors, threads: 7).frame)
        // A row does not depend on the others: the reverse order gives the rows in reverse order.
        let reversed = set.extract(history, at: anchors.reversed())
        #expect(one.frame == reversed.rows(reversed.rows.indices.reversed()).frame)
    }

    private func expectSame(_ entry: String, _ a: SignalHistory, _ b: SignalHistory) throws {
        let set = try featureSet(entry)
        let x = set.extract(a, at: a.anchors(daysBefore: [30, 120])).frame
        let y = set.extract(b, at: b.anchors(daysBefore: [30, 120])).frame
        #expect(x == y)
    }
}
