import Foundation
import Signals

/// How an account's readings of one signal part over the days of the week, and whether that is more than chance.
///
/// Friedman's test: the days of each whole week are ranked among themselves (ties share their mean rank), so that quiet and
/// busy weeks count alike and neither a trend nor over-dispersion passes for a season. With k = 7 days, b weeks, ranks r and
/// their sums R over the weeks, Q = (k - 1) Σ(R - b(k + 1)/2)² / Σ(r - (k + 1)/2)² is chi-squared with k - 1 degrees of
/// freedom where weekdays are alike (Conover, "Practical Nonparametric Statistics", 3rd ed., 5.8, with its correction for
/// ties). The distribution is asymptotic, therefore at least eight weeks with a reading. Weeks must be exchangeable: a habit
/// that changed half way is tested as the mean of both.
public struct WeekdaySeason: Sendable, Equatable {
    /// Whole weeks that hold a reading.
    public let weeks: Int
    /// Shares of readings, Monday first; they add up to 1.
    public let shares: [Double]
    /// The chance of a profile at least as uneven where weekdays are alike. Not corrected for other signals tested.
    public let pValue: Double

    /// Whole weeks with a reading without which nothing is tested.
    public static let leastWeeks = 8
    /// Monday to Sunday.
    public static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// - Parameters:
    ///   - counts: readings by day, newest first; what is over whole weeks is left out.
    ///   - newest: the day of the first of them.
    /// - Returns: nil with fewer than `leastWeeks` whole weeks that hold a reading.
    public init?(_ counts: [Double], newest: Day) {
        let blocks = stride(from: 0, to: counts.count / 7 * 7, by: 7).map { counts[$0..<($0 + 7)] }
            .filter { $0.contains { $0 > 0 } }
        guard blocks.count >= WeekdaySeason.leastWeeks else { return nil }
        var (totals, rankSums, squares) = (
            [Double](repeating: 0, count: 7), [Double](repeating: 0, count: 7), 0.0
        )
        for block in blocks {
            for (place, count) in zip(block.indices, block) {
                let weekday = (newest - place).weekday
                // The mean rank among equal counts, less the mean of all ranks.
                let below = block.count { $0 < count }
                let equal = block.count { $0 == count }
                let rank = Double(2 * below + equal + 1) / 2 - 4
                totals[weekday] += count
                rankSums[weekday] += rank
                squares += rank * rank
            }
        }
        let all = totals.reduce(0, +)
        weeks = blocks.count
        shares = totals.map { $0 / all }
        let statistic = squares == 0 ? 0 : 6 * rankSums.reduce(0) { $0 + $1 * $1 } / squares
        pValue = WeekdaySeason.tail(statistic)
    }

    /// The upper tail of chi-squared with six degrees of freedom, which is elementary: e^-h (1 + h + h²/2), h = x/2.
    private static func tail(_ statistic: Double) -> Double {
        let half = statistic / 2
        return exp(-half) * (1 + half + half * half / 2)
    }

    /// `Tue 31%, Sun 0%`: the busiest and the quietest day.
    public var words: String {
        func day(_ place: Int) -> String { "\(WeekdaySeason.dayNames[place]) \(Int((100 * shares[place]).rounded()))%" }
        let order = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }
        return "\(day(order[0])), \(day(order[6]))"
    }
}
