import Documents
import Signals

/// How long answers take, unanswered mail included.
public struct ResponseTimeKind: FeatureKind {
    public static let name = "response_time"
    public static let summary = "median hours until an answer, with what is unanswered treated as censored"
    public static let details = """
        The Kaplan-Meier median of the hours to an answer over what was sent in [t - window, t): an answer counts with its \
        hours (the value of answered), a sending without one is censored at its age. Answers carry no identity, so the \
        oldest sendings are taken to be the answered ones. Where fewer than half are answered the median is not reached; \
        the value is then the longest time observed, a lower bound. In hours. Missing where nothing was sent.
        """
    public static let options = [
        FeatureOption("sent", .signal, isRequired: true, "the signal of a sending"),
        FeatureOption("answered", .signal, isRequired: true, "the signal of an answer; its value is the hours it took"),
        .window,
    ]
    public static let examples = ["{kind: response_time, sent: opened, answered: sentiment, window: 90}"]

    private let sent: Selection
    private let answered: Selection
    private let window: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        sent = Selection(signal: try entry.signal("sent"))
        answered = Selection(signal: try entry.signal("answered"))
        window = try entry.window()
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "hours until \(sent.words) is answered, median over \(window) days", unit: "hours", sense: .opposite)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (sent, answered) = (plan.window(sent, days: window), plan.window(answered, days: window))
        return .number { evidence in
            let sendings = evidence.readings(sent.readings).at(evidence.places(sent)).times
            let hours = evidence.readings(answered.readings).at(evidence.places(answered)).values
            let ages = sendings.map { evidence.cutoff.days(since: Instant(nanoseconds: $0)) * 24 }
            return ResponseTimeKind.median(hours: hours.sorted(), ages: ages)
        }
    }

    /// Ages stand oldest first.
    static func median(hours: [Double], ages: [Double]) -> Double {
        guard !ages.isEmpty else { return .nan }
        let answers = hours.suffix(ages.count)
        let open = Array(ages.dropFirst(answers.count)).sorted()
        var (survival, atRisk) = (1.0, ages.count)
        var censored = open[...]
        for hour in answers {
            while let age = censored.first, age < hour {
                atRisk -= 1
                censored.removeFirst()
            }
            survival *= 1 - 1 / Double(max(1, atRisk))
            atRisk -= 1
            if survival <= 0.5 { return hour }
        }
        return max(answers.last ?? 0, open.last ?? 0)
    }
}
