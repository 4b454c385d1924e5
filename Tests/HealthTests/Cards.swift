import Documents
import Features
import Health
import Tables

/// The features that the tests' scorecards read.
enum Cards {
    static let signals = """
        version: 1
        signals:
          login: {category: usage, dimension: interest, direction: good}
          ticket: {category: communication, dimension: current-state, direction: bad}
          invoice: {category: payment, dimension: fit, direction: bad}
        facts:
          plan: {values: category, category: organisation, dimension: fit}
        features:
          logins: {kind: count, signal: login, window: 30}
          seats: {kind: users, signal: login, window: 30}
          tickets: {kind: count, signal: ticket, window: 90}
          late: {kind: count, signal: invoice, window: 90}
          quiet: {kind: recency, signal: login, lookback: 365}
          quiet_log: {kind: recency, signal: login, lookback: 365, log: true}
          plan: {kind: fact, fact: plan}
          rumour: {kind: count, signal: ticket, window: 7, status: pilot}
          idea: {kind: count, signal: ticket, window: 14, status: draft}

        """

    static func features(_ text: String = signals) throws -> [Feature] {
        try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml")).features
    }

    static func read(_ text: String) throws -> Scorecard {
        try Scorecard(Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: features())
    }

    /// A card with one group of the measures given as lines.
    static func one(_ measures: String..., rest: String = "") throws -> Scorecard {
        let lines = measures.map { "      \($0)\n" }.joined()
        return try read("version: 1\ngroups:\n  all:\n    weight: 100\n    measures:\n\(lines)\(rest)")
    }

    /// Numbers by feature, and levels of `plan`.
    static func frame(_ numbers: KeyValuePairs<String, [Double]>, plan: [String?]? = nil) -> Frame {
        var columns = numbers.map { FrameColumn($0.key, .numbers($0.value)) }
        if let plan { columns.append(FrameColumn("plan", .categories(Categories(plan)))) }
        return Frame(columns: columns, rowCount: columns.first?.values.count ?? 0)
    }
}

/// NaN equals NaN.
func expectClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { ($0.isNaN && $1.isNaN) || abs($0 - $1) < 1e-9 }
}

/// The words in which something is refused.
func refusal<Value>(_ body: () throws -> Value) -> String {
    do { _ = try body() } catch { return "\(error)" }
    return "not refused"
}
