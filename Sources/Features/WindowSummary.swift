import Documents
import Signals

/// A summary of the values in one window that is missing where there are too few: what `mean`, `median`, `minimum`,
/// `maximum` and `last` share.
struct WindowSummary: Sendable {
    let selection: Selection
    let window: Int
    let minimumReadings: Int

    static let options = FeatureOption.selection + [.window, .minimumReadings]

    init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        window = try entry.window()
        minimumReadings = try entry.count("min_readings", in: 1...1000, default: 1)
    }

    func traits(_ what: String) -> FeatureTraits { FeatureTraits("\(what) \(selection.words) in \(window) days") }

    /// - Parameter needs: what `value` asks of the window.
    func evaluator(
        _ plan: inout FeaturePlan, needs: ReadingNeeds,
        _ value: @escaping @Sendable (_ evidence: Evidence, _ window: WindowHandle) -> Double
    ) -> FeatureEvaluator {
        let (handle, least) = (plan.window(selection, days: window, needs: needs), minimumReadings)
        return .number { evidence in evidence.count(handle) < least ? .nan : value(evidence, handle) }
    }
}

extension FeatureOption {
    static let minimumReadings = FeatureOption(
        "min_readings", .count(1...1000), "readings in the window without which the value is missing; default 1")
}
