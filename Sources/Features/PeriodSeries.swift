import Documents
import Signals

/// A measure of each of the adjoining periods that fill the window, newest first: what `trend`, `trend_state` and
/// `acceleration` share.
struct PeriodSeries: Sendable {
    let selection: Selection
    let measure: Measure
    let window: Int
    let period: Int
    let minimumPeriods: Int
    let isRelative: Bool

    static let options =
        FeatureOption.selection + [
            .measure(), .window(default: 180),
            .minimumPeriods, FeatureOption("period", .days, "length of a period; default 30"),
        ]
    static let minimumChange = FeatureOption(
        "min_change", .number, "a slope whose absolute value is below this reads as 0; default 0")

    /// - Parameter least: what `min_periods` may be at the least, and what it is where the entry does not say.
    init(_ entry: inout FeatureEntry, least: ClosedRange<Int> = 2...3, isRelative: Bool = false) throws(DocumentError) {
        selection = try entry.selection()
        measure = try entry.measure()
        window = try entry.window(default: 180)
        period = try entry.days("period", default: 30)
        minimumPeriods = try entry.count("min_periods", in: least.lowerBound...120, default: least.upperBound)
        self.isRelative = try entry.flag("relative", default: isRelative)
        guard window % period == 0, window / period >= minimumPeriods else {
            throw entry.error(
                "period", "a window of \(window) days is not \(minimumPeriods) or more periods of \(period) days")
        }
    }

    /// `number of login over 180 days`.
    var words: String { "\(measure.words) \(selection.words) over \(window) days" }

    /// The measure of each period, newest first.
    func values(_ plan: inout FeaturePlan) -> SeriesHandle {
        plan.series(measure, plan.periods(selection, days: period, count: window / period, needs: measure.needs))
    }

    /// The least-squares slope of values that stand newest first, at times 0, -1, -2...; NaN values are left out, and
    /// it is NaN with fewer than `minimumPeriods` others. Below `minimumChange` it is 0.
    func slope(_ values: [Double], minimumChange: Double = 0) -> Double {
        guard let points = Points(values, least: minimumPeriods) else { return .nan }
        let slope = points.relative(points.slope, isRelative)
        return abs(slope) < minimumChange ? 0 : slope
    }

    /// Twice the coefficient of the square in the least-squares parabola: how the slope changes from one period to the
    /// next.
    func acceleration(_ values: [Double]) -> Double {
        guard let points = Points(values, least: minimumPeriods) else { return .nan }
        return points.relative(2 * points.curvature, isRelative)
    }
}

/// Values that are there, with their times: place i is time -i. Sums run over them again and again rather than over copies.
private struct Points {
    let all: [Double]
    let count: Double
    let meanTime: Double
    let mean: Double

    init?(_ all: [Double], least: Int) {
        var (count, times, sum) = (0, 0.0, 0.0)
        for place in all.indices where !all[place].isNaN {
            count += 1
            times -= Double(place)
            sum += all[place]
        }
        guard count >= least else { return nil }
        (self.all, self.count) = (all, Double(count))
        (meanTime, mean) = (times / Double(count), sum / Double(count))
    }

    /// Σ of a function of time and value, both less their means.
    @inline(__always)
    private func sum(_ term: (_ time: Double, _ value: Double) -> Double) -> Double {
        var sum = 0.0
        for place in all.indices where !all[place].isNaN { sum += term(-Double(place) - meanTime, all[place] - mean) }
        return sum
    }

    var slope: Double { sum { $0 * $1 } / sum { time, _ in time * time } }

    /// The coefficient of the square, from the part of it that is orthogonal to the constant and the line.
    var curvature: Double {
        let line = sum { time, _ in time * time * time } / sum { time, _ in time * time }
        let center = sum { time, _ in time * time } / count
        func direction(_ time: Double) -> Double { time * time - center - line * time }
        return sum { direction($0) * $1 } / sum { time, _ in direction(time) * direction(time) }
    }

    /// A part of the absolute mean. 0 stays 0; else there is none where the mean is 0.
    func relative(_ change: Double, _ isRelative: Bool) -> Double {
        if !isRelative || change == 0 { return change }
        return mean == 0 ? .nan : change / abs(mean)
    }
}
