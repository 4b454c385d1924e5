import Documents
import Features
import Signals
import Testing

/// Kinds that break a law of `FeatureKindConformanceTests`, to show that the law would catch them.
@Suite struct LawMutantTests {
    private let portfolio = FeatureKindConformanceTests.portfolio

    private func differs(_ way: MutantKind.Way, _ a: SignalHistory, _ b: SignalHistory) throws -> Bool {
        let set = try featureSet("{kind: mutant, of: \(way.rawValue)}", kinds: [MutantKind.self])
        func frame(_ history: SignalHistory) -> FeatureTable {
            set.extract(history, at: history.anchors(daysBefore: [30]).filter { $0.account < 24 })
        }
        return frame(a).frame != frame(b).frame
    }

    @Test func aDateShowsWhenHistoriesMove() throws {
        #expect(try differs(.date, portfolio.history, Portfolio(seed: 7, accounts: 24, shiftWeeks: 209).history))
    }

    @Test func aNameShowsWhenUsersAreRenamed() throws {
        #expect(try differs(.name, portfolio.history, portfolio.renamed().history))
    }

    @Test func anAverageOfTheBaseShowsWhenOthersAreAdded() throws {
        #expect(try differs(.base, portfolio.history, Portfolio(seed: 7, accounts: 40).history))
    }

    @Test func theOrderOfTheFileShowsWhenRowsAreShuffled() throws {
        #expect(try differs(.fileOrder, portfolio.history, portfolio.shuffled(seed: 3).history))
    }

    @Test func zeroForTheUnknownShows() throws {
        let history = Book(signedOn: nil).history
        let set = try featureSet("{kind: mutant, of: base}", kinds: [MutantKind.self])
        let table = set.extract(history, at: history.anchors(asOf: day("2024-07-01")))
        #expect(table.frame.columns[0].values.missingCount == 0)
    }
}

struct MutantKind: FeatureKind {
    enum Way: String, CaseIterable, Sendable { case date, name, base, fileOrder }

    static let name = "mutant"
    static let summary = "breaks a law on purpose"
    static let details = "Each way depends on something that must decide nothing."
    static let options = [FeatureOption("of", .choice(Way.allCases.map(\.rawValue)), "the way")]
    static let examples = ["{kind: mutant, of: date}"]

    let way: Way

    init(_ entry: inout FeatureEntry) throws(DocumentError) {
        way = Way(rawValue: try entry.choice("of", among: Way.allCases.map(\.rawValue)))!
    }

    var traits: FeatureTraits { FeatureTraits("a mutant") }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let way = way
        return .number { evidence in
            let history = evidence.known.history
            return switch way {
            case .date: Double(evidence.asOf.number)
            case .name: Double(history.events.userNames.reduce(0) { $0 + $1.count })
            case .base: Double(history.events.count)
            case .fileOrder: Double(history.events.tags.prefix(50).reduce(0) { $0 * 3 % 1009 + $1 })
            }
        }
    }
}
