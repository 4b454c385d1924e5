import Documents
import Features
import Signals
import Tables

/// One entry of `features:` as a tree, which a test can read and write again.
struct RandomEntry: Sendable {
    indirect enum Value: Sendable {
        case integer(Int)
        case number(Double)
        case flag(Bool)
        case word(String)
        case texts([String])
        case integers([Int])
        case entry(RandomEntry)
    }

    let kind: String
    var options: [(name: String, value: Value)] = []
    /// What each option of a choice is where it is absent: the first word.
    var defaults: [String: String] = [:]

    subscript(name: String) -> Value? { options.first { $0.name == name }?.value }

    func integer(_ name: String) -> Int? { if case .integer(let value)? = self[name] { value } else { nil } }
    func number(_ name: String) -> Double? { if case .number(let value)? = self[name] { value } else { nil } }
    func flag(_ name: String, default value: Bool = false) -> Bool {
        if case .flag(let value)? = self[name] { value } else { value }
    }
    func texts(_ name: String) -> [String]? { if case .texts(let value)? = self[name] { value } else { nil } }
    func entry(_ name: String) -> RandomEntry? { if case .entry(let value)? = self[name] { value } else { nil } }
    func word(_ name: String) -> String? {
        if case .word(let value)? = self[name] { value } else { defaults[name] }
    }
    var windows: [Int]? { if case .integers(let value)? = self["windows"] { value } else { nil } }

    /// The kinds in it, nested ones included.
    var kinds: [String] {
        [kind]
            + options.flatMap { option in
                if case .entry(let entry) = option.value { entry.kinds } else { [] as [String] }
            }
    }

    /// One mapping, as JSON, which is YAML too.
    var text: String {
        let members = options.map { "\"\($0.name)\":\(RandomEntry.text($0.value))" }
        return "{" + (["\"kind\":\"\(kind)\""] + members).joined(separator: ",") + "}"
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .integer(let value): String(value)
        case .number(let value): "\(value)"
        case .flag(let value): String(value)
        case .word(let value): "\"\(value)\""
        case .texts(let values): "[" + values.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        case .integers(let values): "[" + values.map(String.init).joined(separator: ",") + "]"
        case .entry(let entry): entry.text
        }
    }
}

extension Node {
    /// The same document in JSON; texts are taken to need no escapes.
    fileprivate var json: String {
        switch content {
        case .null: "null"
        case .scalar(let text, let isQuoted):
            !isQuoted && (Double(text) != nil || ["true", "false"].contains(text)) ? text : "\"\(text)\""
        case .sequence(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\"\($0.key)\":\($0.value.json)" }.joined(separator: ",") + "}"
        }
    }
}

/// Random features that walk the registry: every kind, and of each kind every option by its shape, so that a kind or an
/// option added tomorrow is covered without a line here.
struct RandomConfiguration: Sendable {
    private(set) var entries: [RandomEntry] = []
    /// Entries that were drawn; those that did not decode (their options exclude each other) were drawn again.
    private(set) var attempts = 0
    /// A day from which signals are tracked.
    var trackedSince: [String: Day] = [:]
    let kinds: [any FeatureKind.Type]

    static let days = [1, 1, 7, 14, 28, 30, 60, 90, 180, 180, 360, 3660]
    static let numbers = [-0.5, 0, 0.5, 1, 2, 20]
    static let tags = ["web", "mobile", "urgent", "é", "never seen"]
    static let triesOfKind = 60

    init(_ entries: [RandomEntry], kinds: [any FeatureKind.Type] = FeatureKinds.all) {
        (self.entries, self.kinds) = (entries, kinds)
    }

    init(_ random: inout SeededGenerator, count: Int, origin: Day) {
        kinds = FeatureKinds.all
        for signal in ["login", "sentiment"] where random.below(6) == 0 {
            trackedSince[signal] = origin + random.below(900)
        }
        for _ in 0..<count {
            let kind = random.element(of: kinds)
            for _ in 0..<RandomConfiguration.triesOfKind {
                attempts += 1
                let entry = RandomConfiguration.entry(kind, &random, depth: 0)
                guard (try? RandomConfiguration([entry]).set()) != nil else { continue }
                entries.append(entry)
                break
            }
        }
    }

    /// Decoded. Feature n is `fn`, or `fn_30d` of several windows.
    func set() throws -> FeatureSet {
        var text = RandomConfiguration.declarations
        for (signal, day) in trackedSince {
            text = text.replacing("\"\(signal)\":{", with: "\"\(signal)\":{\"tracked_since\":\"\(day)\",")
        }
        let features = entries.enumerated().map { "\"f\($0)\":\($1.text)" }.joined(separator: ",")
        let document = "{\(text),\"features\":{\(features)}}"
        return try FeatureSet(Field.json(Array(document.utf8), file: "signals.json"), kinds: kinds)
    }

    /// Those of the examples as members of a JSON document, which is read faster: a thousand cases decode ten thousand
    /// entries.
    private static let declarations = {
        let bytes = Array(FeatureExamples.declarations.utf8)
        guard let node = try? YAMLReader.read(bytes, file: "signals.yaml") else { return "" }
        return String(node.json.dropFirst().dropLast())
    }()

    /// The entry that made a feature, and its window where it is one of several.
    func entry(of feature: Feature) -> (entry: RandomEntry, window: Int?) {
        let parts = feature.name.split(separator: "_")
        return (entries[Int(parts[0].dropFirst())!], parts.count > 1 ? Int(parts[1].dropLast()) : nil)
    }

    func shifted(days: Int) -> RandomConfiguration {
        var copy = self
        copy.trackedSince = trackedSince.mapValues { $0 + days }
        return copy
    }

    func changing(_ change: (RandomEntry) -> RandomEntry) -> RandomConfiguration {
        var copy = self
        copy.entries = entries.map(change)
        return copy
    }

    // MARK: Draws

    private static func entry(
        _ kind: any FeatureKind.Type, _ random: inout SeededGenerator, depth: Int
    ) -> RandomEntry {
        var entry = RandomEntry(kind: kind.name)
        let optionsOfTen = random.element(of: [1, 3, 6])
        for option in kind.options {
            if case .choice(let words) = option.shape { entry.defaults[option.name] = words[0] }
            guard option.isRequired || random.below(10) < optionsOfTen else { continue }
            if option.name == "window", depth == 0, random.below(3) == 0 {
                let windows = random.shuffled(Array(Set(days))).prefix(2)
                entry.options.append(("windows", .integers(Array(windows))))
            } else {
                entry.options.append((option.name, value(option, &random, depth: depth)))
            }
        }
        for option in depth == 0 ? FeatureOption.common : [] where random.below(12) == 0 {
            entry.options.append((option.name, value(option, &random, depth: depth)))
        }
        return entry
    }

    private static func value(
        _ option: FeatureOption, _ random: inout SeededGenerator, depth: Int
    ) -> RandomEntry.Value {
        switch option.shape {
        case .days: .integer(random.below(4) == 0 ? 1 + random.below(400) : random.element(of: days))
        case .number: .number(random.element(of: numbers))
        case .count(let range): .integer(range.lowerBound + random.below(min(range.count, 8)))
        case .flag: .flag(random.below(3) > 0)
        case .choice(let words): .word(random.element(of: words))
        case .text: .word(random.element(of: ["some text", "plan", "industry"]))
        case .texts: .texts(Array(random.shuffled(tags).prefix(1 + random.below(2))))
        case .signal: .word(random.element(of: ["login", "invoice", "sentiment", "opened", "closed"]))
        case .fact: .word(random.element(of: ["seats", "plan", "champion"]))
        case .attribute: .word(random.element(of: ["industry", "employees"]))
        case .span:
            { .integers([$0, $0 + 1 + random.below(120)]) }(random.below(90))
        case .feature: .entry(nested(&random, depth: depth))
        }
    }

    /// Few kinds inside kinds, so that the tree stays small.
    private static func nested(_ random: inout SeededGenerator, depth: Int) -> RandomEntry {
        var kind = random.element(of: FeatureKinds.all)
        while depth > 0, kind.options.contains(where: { $0.shape == .feature }) {
            kind = random.element(of: FeatureKinds.all)
        }
        return entry(kind, &random, depth: depth + 1)
    }
}
