import Signals

/// What is normal for one signal of one account, and how the last window stands to it.
public struct SignalBaseline: Sendable, Equatable {
    /// How the last window stands to the account's own past, in words.
    public enum State: String, Sendable, CaseIterable {
        /// Tracking of account or signal has not begun.
        case notTracked = "not tracked"
        /// Too few whole periods before the window: nothing is said to be normal.
        case tooShort = "not enough history"
        /// A mean of no readings.
        case empty = "none in the window"
        /// Within two standard deviations of its normal.
        case usual
        /// Two standard deviations or more below its normal.
        case low = "unusually low"
        /// Two standard deviations or more above its normal.
        case high = "unusually high"

        /// Whether it is out of its normal.
        public var isUnusual: Bool { self == .low || self == .high }
    }

    /// The signal.
    public let signal: Signal
    /// How many readings, or the mean of their values.
    public let measure: Measure
    /// Whole days for which both account and signal were tracked.
    public let historyDays: Int
    /// Periods that tell what is normal; of means those with a reading.
    public let periods: Int
    /// The middle of the periods' measures; nil, like the three below, where history is too short.
    public let median: Double?
    /// Median absolute deviation from the median, as it is: times 1.4826 it estimates a standard deviation.
    public let mad: Double?
    /// The least and the greatest of the periods' measures.
    public let usualRange: ClosedRange<Double>?
    /// The last window's measure; nil where it was not tracked whole or holds nothing to take the mean of.
    public let current: Double?
    /// In standard deviations, as the feature kind `deviation` (method auto) has it; nil where the past never varied and the
    /// window differs, or nothing is normal yet.
    public let deviation: Double?
    /// How the last window stands to its own past.
    public let state: State

    /// Standard deviations from which a window is called unusual. No level of a test: chance alone takes a rare count so far
    /// less often than one time in twenty, and a mean whose spread is the MAD of few periods more often.
    public static let unusual = 2.0

    /// - Parameters:
    ///   - current: NaN where there is none.
    ///   - past: the measures of the periods before, without NaN.
    ///   - trackedDays: negative where tracking has not begun.
    init(
        _ signal: Signal, _ measure: Measure, current: Double, past: [Double], trackedDays: Double, minimumPeriods: Int
    ) {
        (self.signal, self.measure) = (signal, measure)
        historyDays = max(0, Int(trackedDays))
        periods = past.count
        let isEnough = past.count >= minimumPeriods
        let center = isEnough ? Median.of(past) : .nan
        let deviation = isEnough ? OwnBaseline.deviation(measure, current, .init(values: past)) : .nan
        median = isEnough ? center : nil
        mad = isEnough ? Median.of(past.map { abs($0 - center) }) : nil
        usualRange = isEnough ? past.min()!...past.max()! : nil
        self.current = current.isNaN ? nil : current
        self.deviation = deviation.isNaN ? nil : deviation
        if trackedDays < 0 {
            state = .notTracked
        } else if !isEnough {
            state = .tooShort
        } else if current.isNaN {
            state = .empty
        } else {
            state = SignalBaseline.state(current, center, deviation)
        }
    }

    /// Where the past never varied, anything else is unusual.
    private static func state(_ current: Double, _ center: Double, _ deviation: Double) -> State {
        if deviation.isNaN { return current < center ? .low : .high }
        return abs(deviation) < unusual ? .usual : (deviation < 0 ? .low : .high)
    }

    /// What the unusual means, by the signal's declared direction; nil where it is usual or has no direction.
    public var meaning: Signal.Direction? {
        guard state.isUnusual, signal.direction != .none else { return nil }
        return (state == .high) == (signal.direction == .good) ? .good : .bad
    }
}
