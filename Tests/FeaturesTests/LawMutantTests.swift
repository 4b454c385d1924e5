import Documents
import Features
import Signals
import Synchronization
import Testing

/// That each law fails where it should: kinds that break it, on purpose.
@Suite struct LawMutantTests {
    @Test func everyLawHasAMutant() {
        let (laws, mutants) = (Set(FeatureLaw.all.map(\.name)), Set(LawMutant.all.map(\.law)))
        #expect(laws == mutants)
    }

    @Test(arguments: LawMutant.all) func itsMutantBreaksTheLaw(mutant: LawMutant) throws {
        let law = try #require(FeatureLaw.all.first { $0.name == mutant.law })
        let isBroken = try (0..<100).contains { seed in
            try law.violation(LawCase(seed: seed, configuration: mutant.configuration)) != nil
        }
        #expect(isBroken)
    }

    /// Both laws about moving are needed: whole weeks do not show a weekday.
    @Test func wholeWeeksDoNotShowAWeekday() throws {
        let mutant = try #require(LawMutant.all.first { $0.law == FeatureLaw.movedByDays.name })
        for seed in 0..<20 {
            let violation = try FeatureLaw.movedByWeeks.violation(
                LawCase(seed: UInt64(seed), configuration: mutant.configuration))
            #expect(violation == nil)
        }
    }

    /// The laws of `FeatureKindConformanceTests` over the examples see them too.
    @Test func theConformanceLawsAreBrokenToo() throws {
        let a = FeatureKindConformanceTests.portfolio
        #expect(try differs(.date, a.history, Portfolio(seed: 7, accounts: 24, shiftWeeks: 209).history))
        #expect(try differs(.name, a.history, a.renamed().history))
        #expect(try differs(.base, a.history, Portfolio(seed: 7, accounts: 40).history))
        #expect(try differs(.fileOrder, a.history, a.shuffled(seed: 3).history))
    }

    private func differs(_ way: MutantKind.Way, _ a: SignalHistory, _ b: SignalHistory) throws -> Bool {
        let set = try featureSet("{kind: mutant, of: \(way.rawValue)}", kinds: [MutantKind.self])
        func frame(_ history: SignalHistory) -> FeatureTable {
            set.extract(history, at: history.anchors(daysBefore: [30]).filter { $0.account < 24 })
        }
        return frame(a).frame != frame(b).frame
    }

    @Test func zeroForTheUnknownShows() throws {
        let history = Book(signedOn: nil).history
        let set = try featureSet("{kind: mutant, of: base}", kinds: [MutantKind.self])
        let table = set.extract(history, at: history.anchors(asOf: day("2024-07-01")))
        #expect(table.frame.columns[0].values.missingCount == 0)
    }

    /// The portfolios tell each wrong definition from the right one, kind by kind.
    @Test(arguments: NaiveFeatures.Mistake.allCases) func wrongDefinitionsShow(mistake: NaiveFeatures.Mistake) throws {
        let configuration = RandomConfiguration(LawMutantTests.plainEntries)
        var shown: Set<String> = []
        for seed in 0..<200 {
            let lawCase = try LawCase(seed: UInt64(seed), configuration: configuration)
            #expect(FeatureLaw.wrong(lawCase, mistake: nil).isEmpty)
            shown.formUnion(FeatureLaw.wrong(lawCase, mistake: mistake).map(\.kind))
        }
        let unseen = mistake.kinds.subtracting(shown)
        #expect(unseen.isEmpty, "\(unseen)")
    }

    /// One entry of each kind that `NaiveFeatures` defines.
    static let plainEntries: [RandomEntry] =
        ["count", "sum", "users", "mean", "median", "minimum", "maximum", "last", "tags"].map {
            RandomEntry(kind: $0, options: [("signal", .word("login")), ("window", .integer(30))])
        } + [
            RandomEntry(
                kind: "share",
                options: [("signal", .word("sentiment")), ("below", .number(0.5)), ("window", .integer(60))]),
            RandomEntry(kind: "recency", options: [("signal", .word("invoice")), ("lookback", .integer(30))]),
            RandomEntry(kind: "decayed", options: [("signal", .word("login"))]),
            RandomEntry(kind: "open", options: [("opened", .word("login")), ("closed", .word("closed"))]),
            RandomEntry(kind: "fact", options: [("fact", .word("seats"))]),
            RandomEntry(kind: "fact_age", options: [("fact", .word("plan"))]),
        ]
}

extension NaiveFeatures.Mistake {
    /// The kinds whose values it changes.
    var kinds: Set<String> {
        let values: Set = ["sum", "mean", "median", "minimum", "maximum", "last"]
        let windows = values.union(["count", "users", "tags", "share", "recency"])
        return switch self {
        case .inclusiveEnd, .hindsight: windows.union(["decayed", "open", "fact", "fact_age"])
        case .exclusiveStart: windows
        case .plainDays: ["count", "sum"]
        case .zeroForUnknown: ["count", "sum", "users", "tags", "open", "decayed"]
        case .firstStatement: ["fact", "fact_age"]
        }
    }
}

/// A law and a configuration that breaks it.
struct LawMutant: Sendable, CustomTestStringConvertible {
    let law: String
    let configuration: RandomConfiguration

    init(_ law: FeatureLaw, _ kind: any FeatureKind.Type, of way: String? = nil) {
        self.law = law.name
        let options: [(name: String, value: RandomEntry.Value)] =
            way.map { [("of", .word($0))] } ?? [("signal", .word("login"))]
        configuration = RandomConfiguration([RandomEntry(kind: kind.name, options: options)], kinds: [kind])
    }

    init(_ law: FeatureLaw, _ way: MutantKind.Way) { self.init(law, MutantKind.self, of: way.rawValue) }

    var testDescription: String { law }

    static let all = [
        LawMutant(.audited, LeakyKind.self, of: LeakyKind.Way.late.rawValue),
        LawMutant(.learntLater, LeakyKind.self, of: LeakyKind.Way.late.rawValue),
        LawMutant(.movedByWeeks, .date),
        LawMutant(.movedByDays, .weekday),
        LawMutant(.renamed, .name),
        LawMutant(.renamed, .accountName),
        LawMutant(.shuffled, .fileOrder),
        LawMutant(.split, .fileOrder),
        LawMutant(.othersDisturbed, .base),
        LawMutant(.accountsAdded, .accountCount),
        LawMutant(.accountsRemoved, .accountCount),
        LawMutant(.scaled, WrongSumKind.self),
        LawMutant(.justBefore, WrongCountKind.self),
        LawMutant(.definition, WrongCountKind.self),
        LawMutant(.threads, .rowNumber),
        LawMutant(.leadTimes, .rowNumber),
        LawMutant(.asOfRoute, .rowNumber),
    ]
}

struct MutantKind: FeatureKind {
    enum Way: String, CaseIterable, Sendable {
        case date, weekday, name, accountName, base, accountCount, fileOrder, rowNumber
    }

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
        let rowNumber = Mutex(0)
        return .number { evidence in
            let history = evidence.known.history
            let events = history.events
            return switch way {
            case .date: Double(evidence.asOf.number)
            case .weekday: Double(evidence.asOf.weekday)
            case .name: Double(events.userNames.reduce(0) { $0 + $1.count })
            case .accountName: Double(history.accounts[evidence.known.account].id.utf8.count)
            case .base: Double(events.count)
            case .accountCount: Double(history.accounts.count)
            case .fileOrder: Double((events.tags + events.users).reduce(0) { ($0 * 3 + $1) % 1009 })
            case .rowNumber:
                rowNumber.withLock {
                    $0 += 1
                    return Double($0)
                }
            }
        }
    }
}

/// A `count` that ends a minute early.
struct WrongCountKind: FeatureKind {
    static let name = "count"
    static let summary = "counts wrongly on purpose"
    static let details = "The readings of the window that occurred at least a minute before the cut-off."
    static let options = [FeatureOption.signal]
    static let examples = ["{kind: count, signal: login}"]

    let signal: Signal

    init(_ entry: inout FeatureEntry) throws(DocumentError) { signal = try entry.signal() }

    var traits: FeatureTraits { FeatureTraits("a wrong count") }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.readings(Selection(signal: signal))
        return .number { evidence in
            if evidence.trackedDays(handle) < 0 { return .nan }
            let end = Instant(nanoseconds: evidence.cutoff.nanoseconds - 60 * Instant.perSecond)
            return Double(evidence.readings(handle).within(evidence.instant(daysBefore: 90), end).count)
        }
    }
}

/// A `sum` that adds one.
struct WrongSumKind: FeatureKind {
    static let name = "sum"
    static let summary = "adds wrongly on purpose"
    static let details = "The sum of all known values and one."
    static let options = [FeatureOption.signal]
    static let examples = ["{kind: sum, signal: login}"]

    let signal: Signal

    init(_ entry: inout FeatureEntry) throws(DocumentError) { signal = try entry.signal() }

    var traits: FeatureTraits { FeatureTraits("a wrong sum") }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.readings(Selection(signal: signal))
        return .number { evidence in evidence.readings(handle).values.reduce(1, +) }
    }
}
