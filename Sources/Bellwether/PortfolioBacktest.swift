import Features
import Health
import Modeling
import Scoring
import Signals

extension Portfolio {
    /// A scorecard, and a model where there is one, replayed over the renewals of a span of dates.
    /// - Parameters:
    ///   - scorecard: the hand-set half.
    ///   - model: the trained model.
    ///   - options: how it is done; the defaults are those of the commands.
    ///   - other: a scorecard to set beside the first.
    ///   - leadTimes: days before each renewal.
    ///   - from: the first renewal date; nil where all count.
    ///   - to: renewals on this day and later do not count.
    ///   - signalWindow: days of the windows in which signals are held against their own normal; nil does not ask.
    /// - Throws: `TrainingError` as `Backtest` does.
    public func backtest(
        _ scorecard: Scorecard, model: ChurnModel? = nil, against other: Scorecard? = nil,
        leadTimes: [Int] = Backtest.leadTimes, from: Day? = nil, to: Day? = nil,
        signalWindow: Int? = DepartureSeries.standardWindow,
        options: Backtest.Options = Backtest.Options()
    ) throws(TrainingError) -> Backtest {
        let isIn = { @Sendable (date: Day) in from.map { date >= $0 } ?? true && to.map { date < $0 } ?? true }
        let anchors = history.anchors(daysBefore: leadTimes).filter { $0.renewal.map { isIn($0.date) } ?? false }
        let series = signalWindow.map { window in
            DepartureSeries(history, signals: features.declarations.signals, dates: isIn, window: window)
        }
        return try Backtest(
            features.extract(history, at: anchors), leadTimes: leadTimes, scorecard: scorecard, model: model,
            against: other, series: series, options: options)
    }
}
