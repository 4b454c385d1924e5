import Documents
import Signals

/// How unusual the account behaves while it evaluates.
public struct PhaseDeviationKind: FeatureKind {
    public static let name = "phase_deviation"
    public static let summary = "deviation of a count inside a phase before the renewal from the account's own rate"
    public static let details = """
        The readings in the part of [renewal - phase upper, renewal - phase lower) that lies before t, against the \
        rate of the baseline days before the phase, by the formula of deviation for counts with the rate scaled to \
        the days that the part has, f = 1 and n = baseline / part. Held within -10 and 10. Missing where the row has \
        no renewal, less than min_days of the phase are past, or the baseline was not fully tracked.
        """
    public static let options =
        FeatureOption.selection + [
            FeatureOption("phase", .span, "days before the renewal date, [lower, upper]; default [60, 180]"),
            .baseline, FeatureOption("min_days", .days, "days of the phase that must be past; default 14"),
        ]
    public static let examples = ["{kind: phase_deviation, signal: login, phase: [60, 180], baseline: 180}"]

    private let selection: Selection
    private let phase: Range<Int>
    private let baseline: Int
    private let minimumDays: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        phase = try entry.span("phase", default: 60..<180)
        baseline = try entry.days("baseline", default: 360)
        minimumDays = try entry.days("min_days", default: 14)
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "\(selection.words) \(phase.upperBound) to \(phase.lowerBound) days before renewal against its own rate",
            unit: "SD")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.readings(selection)
        let kind = self
        return .number { evidence in kind.value(evidence, handle) }
    }

    private func value(_ evidence: Evidence, _ handle: ReadingsHandle) -> Double {
        guard let renewal = evidence.known.renewal else { return .nan }
        let lead = renewal.date - evidence.asOf
        let (start, end) = (phase.upperBound - lead, max(0, phase.lowerBound - lead))
        guard start - end >= minimumDays,
            evidence.trackedDays(handle) >= Double(start + baseline)
        else { return .nan }
        let readings = evidence.readings(handle)
        func place(_ days: Int) -> Int { readings.position(of: evidence.instant(daysBefore: days)) }
        let count = Double(place(end) - place(start))
        let length = Double(start - end)
        let expected = Double(place(start) - place(start + baseline)) * length / Double(baseline)
        let deviation = 2 * ((count + 0.375).squareRoot() - (expected + 0.375).squareRoot())
        return min(10, max(-10, deviation / (1 + length / Double(baseline)).squareRoot()))
    }
}
