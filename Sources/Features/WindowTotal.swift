import Documents
import Signals

/// A measure of one window that grows with the window: what `count`, `sum` and `users` share.
struct WindowTotal: Sendable {
    let measure: Measure
    let selection: Selection
    let window: Int
    /// 0: the total itself.
    let per: Int
    let minimumHistory: Int

    init(_ measure: Measure, _ entry: inout FeatureEntry, isRate: Bool = true) throws(DocumentError) {
        self.measure = measure
        selection = try entry.selection()
        window = try entry.window()
        per = isRate ? try entry.count("per", in: 0...3660, default: 0) : 0
        minimumHistory = try entry.days("min_history", default: 1)
    }

    func traits(_ what: String, unit: String?) -> FeatureTraits {
        let rate = per == 0 ? "in \(window) days" : "per \(per) days, over \(window) days"
        return FeatureTraits("\(what) \(selection.words) \(rate)", unit: unit)
    }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.window(selection, days: window, needs: measure.needs)
        let (measure, per) = (measure, Double(per))
        // One day is the least that `tracked` can ask for; any tracking at all is enough for it.
        let least = minimumHistory == 1 ? 0 : Double(minimumHistory)
        return .number { evidence in
            let tracked = evidence.trackedDays(handle.readings)
            if tracked < least { return .nan }
            let total = evidence.measure(measure, handle)
            return per == 0 ? total : total * per / min(max(tracked, 1), Double(handle.days))
        }
    }
}

extension FeatureOption {
    static let per = FeatureOption(
        "per", .count(0...3660), "as a rate per so many days of the tracked part of the window; default 0, the total")
}
