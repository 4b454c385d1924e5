import Documents
import Features
import Health
import Scoring
import Signals
import Tables

/// A random scorecard, and a few accounts at two dates. All from one seed.
struct RandomBase {
    /// Features that measures read, those that conditions and ages read, and a category.
    static let signals = """
        version: 1
        signals:
          use: {category: usage, dimension: interest, direction: good}
          ask: {category: communication, dimension: current-state, direction: bad}
          pay: {category: payment, dimension: fit, direction: bad}
        facts:
          plan: {values: category, category: organisation, dimension: fit}
        features:
          logins: {kind: count, signal: use, window: 30}
          seats: {kind: users, signal: use, window: 30}
          tickets: {kind: count, signal: ask, window: 90}
          late: {kind: count, signal: pay, window: 90}
          nps: {kind: mean, signal: ask, window: 90}
          alarm: {kind: count, signal: ask, window: 7}
          tenure: {kind: recency, signal: pay, lookback: 700}
          quiet: {kind: recency, signal: use, lookback: 700}
          plan: {kind: fact, fact: plan}
        """

    static let features: [Feature]? = try? FeatureSet(Field.yaml(Array(signals.utf8), file: "signals.yaml")).features
    static let measured = ["logins", "seats", "tickets", "late", "nps"]
    static let rowCount = 4

    let seed: Int
    let text: String
    /// The text with one known name mistyped.
    let typo: (text: String, wrong: String, right: String)
    let before: Frame
    let after: Frame
    let parents: [Int?]
    let arr: [Double?]
    let accounts: [String]

    init(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        self.seed = seed
        text = RandomCard.text(&random)
        typo = RandomCard.typo(text, &random)
        before = RandomBase.frame(&random)
        after = RandomBase.later(before, &random)
        accounts = (0..<RandomBase.rowCount).map { "A\($0)" }
        parents = (0..<RandomBase.rowCount).map { $0 == 0 || random.below(3) == 0 ? nil : random.below($0) }
        arr = (0..<RandomBase.rowCount).map { _ in random.below(4) == 0 ? nil : Double(random.below(5)) }
    }

    static func read(_ text: String) throws -> Scorecard {
        try Scorecard(Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: features ?? [])
    }

    /// The same from text in braces alone, which the JSON reader reads ten times as fast once its words are quoted.
    static func readFlow(_ text: String) throws -> Scorecard {
        try Scorecard(Field.json(quoted(text), file: "scorecard.yaml"), features: features ?? [])
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var (out, word): ([UInt8], [UInt8]) = ([], [])
        for byte in text.utf8 {
            let isOfWord = byte > UInt8(ascii: " ") && !"{}[]:,".utf8.contains(byte)
            if isOfWord { word.append(byte) }
            guard !isOfWord else { continue }
            if !word.isEmpty {
                let isNumber = Double(String(decoding: word, as: UTF8.self)) != nil
                out += isNumber ? word : [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
                word = []
            }
            out.append(byte)
        }
        return out
    }

    func day(_ card: Scorecard, _ frame: Frame, _ day: Day) -> ScoredDay {
        ScoredDay(card, frame, accountIDs: accounts, days: accounts.map { _ in day })
    }

    private static func value(_ random: inout SeededGenerator) -> Double {
        random.below(4) == 0 ? .nan : 12 * random.uniform()
    }

    private static func frame(_ random: inout SeededGenerator) -> Frame {
        let numbers = (measured + ["alarm", "tenure", "quiet"]).map { name in
            FrameColumn(name, .numbers((0..<rowCount).map { _ in value(&random) }))
        }
        let plans = (0..<rowCount).map { _ in ["basic", "plus", nil][random.below(3)] }
        return Frame(columns: numbers + [FrameColumn("plan", .categories(Categories(plans)))], rowCount: rowCount)
    }

    /// Some values as they were, some others.
    private static func later(_ frame: Frame, _ random: inout SeededGenerator) -> Frame {
        let columns = frame.columns.map { column -> FrameColumn in
            guard case .numbers(let old) = column.values else { return column }
            return FrameColumn(column.name, .numbers(old.map { random.below(2) == 0 ? $0 : value(&random) }))
        }
        return Frame(columns: columns, rowCount: frame.rowCount)
    }
}

extension Frame {
    func adding(_ step: Double, to name: String) -> Frame {
        let columns = columns.map { column in
            guard column.name == name, case .numbers(let values) = column.values else { return column }
            return FrameColumn(name, .numbers(values.map { $0 + step }))
        }
        return Frame(columns: columns, rowCount: rowCount)
    }
}

/// The text of a scorecard with every kind of map, policy, age, profile, cap and override.
private enum RandomCard {
    static func text(_ random: inout SeededGenerator) -> String {
        let split = 1 + random.below(4)
        let names = RandomBase.measured
        let groups = [Array(names[..<split]), Array(names[split...])].enumerated().map { place, names in
            var measures = names.map { "\($0): {weight: \(1 + random.below(50)), \(map(&random))}" }
            if place == 0 { measures.append("plan: {weight: 5, map: category, levels: {basic: 20, plus: 90}}") }
            return "g\(place): {weight: \(1 + random.below(50)), measures: {\(measures.joined(separator: ", "))}}"
        }
        let rollUp = RollUp.allCases[random.below(3)].rawValue
        return "{version: 1, weights: normalised, rollup: \(rollUp), groups: {\(groups.joined(separator: ", "))}"
            + profiles(names[0], &random) + rest(&random) + "}"
    }

    private static func map(_ random: inout SeededGenerator) -> String {
        let missing = MissingPolicy.allCases[random.below(4)].rawValue
        let (low, high) = (random.below(5), 5 + random.below(5))
        let points = (0..<3).map { _ in random.below(101) }
        let outside = LinearRule.Outside.allCases[random.below(3)].rawValue
        let rule =
            switch random.below(6) {
            case 0: "map: linear, worst: \(low), best: \(high)"
            case 1: "map: linear, worst: \(high), best: \(low), outside: \(outside)"
            case 2:
                "map: step, below: \(points[0]), steps: [{from: \(low), points: \(points[1])}, {above: \(high), points: \(points[2])}]"
            case 3:
                "map: linear-by, by: tenure, ends: [{at: 2, worst: \(low), best: \(high)}, {at: 9, worst: \(low + 1), best: \(high + 9)}]"
            case 4: "map: linear-by, by: tenure, ends: [{at: 5, worst: \(high), best: \(low)}]"
            default:
                "map: inverted-u, worst_low: \(low - 1), best_from: \(low), best_to: \(high), worst_high: \(high + 2)"
            }
        let ages = [
            "", "", ", age: quiet, half_life: 3", ", age: quiet, expires: 7", ", age: quiet, half_life: 6, expires: 9",
        ]
        return rule + ", missing: \(missing)" + ages[random.below(ages.count)]
    }

    private static func profiles(_ measure: String, _ random: inout SeededGenerator) -> String {
        guard random.below(2) == 0 else { return "" }
        let young = "linear, worst: \(10 + random.below(4)), best: \(random.below(4))"
        return """
            , profiles: [
              {name: young, when: {feature: tenure, below: \(2 + random.below(6))},
               groups: {g0: {weight: \(1 + random.below(60)), measures: {\(measure): {map: \(young)}}}}},
              {name: basic, when: {feature: plan, equals: basic}, groups: {g1: {weight: \(random.below(9))}}},
              {name: others}]
            """
    }

    private static func rest(_ random: inout SeededGenerator) -> String {
        let judgement = ["score: 77", "band: at-risk", "cap: 40"][random.below(3)]
        return """
            , caps: [{when: {feature: alarm, above: \(random.below(12))}, limit: \(random.below(70)), reason: alarm}],
            overrides: [{account: A1, \(judgement), author: Ada, reason: said, from: 2026-01-05,
                         expires: 2026-03-0\(1 + random.below(9))}]
            """
    }

    private static let names = [
        "version", "weights", "rollup", "groups", "weight", "measures", "worst", "best", "missing", "profiles", "when",
        "feature",
        "half_life", "expires", "caps", "limit", "reason", "overrides", "account", "author", "steps", "points",
        "levels",
    ]

    /// One name without one of its letters, at its first place.
    static func typo(
        _ text: String, _ random: inout SeededGenerator
    ) -> (text: String, wrong: String, right: String) {
        var (name, range): (String, Range<String.Index>?) = ("", nil)
        while range == nil {
            name = names[random.below(names.count)]
            range = text.firstRange(of: "\(name):")
        }
        var letters = Array(name)
        letters.remove(at: 1 + random.below(letters.count - 1))
        let wrong = String(letters)
        return (range.map { text.replacingCharacters(in: $0, with: "\(wrong):") } ?? text, wrong, name)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
