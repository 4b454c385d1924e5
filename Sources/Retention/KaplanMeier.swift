import Distributions
import Metrics

/// Times until something happened, or until we stopped looking.
public struct SurvivalTimes: Sendable, Equatable {
    /// Days, months or what the caller counts in; at least 0.
    public let times: [Double]
    /// Whether it happened at that time; else it had not happened by then (right-censored).
    public let happened: [Bool]

    /// - Throws: `RetentionError.invalid` for lists of other lengths, a time that is negative or no number.
    public init(_ times: [Double], happened: [Bool]) throws(RetentionError) {
        guard times.count == happened.count else { throw .invalid("as many times as outcomes") }
        guard !times.contains(where: { !($0 >= 0 && $0 < .infinity) }) else {
            throw .invalid("a time is a number of 0 or more")
        }
        (self.times, self.happened) = (times, happened)
    }

    /// How many things happened.
    public var eventCount: Int { happened.count { $0 } }
}

/// The product-limit estimate of the chance that something has not happened by a time (Kaplan and Meier 1958):
/// S(t) = Π_{tᵢ ≤ t} (1 - dᵢ / nᵢ), with Greenwood's variance and an interval on log(-log S), which stays within 0 and 1
/// (Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2002, 1.4).
///
/// What was censored counts as long as it was seen: leaving it out, or taking the mean of those to whom it happened, tells a
/// time that is too short. Not promised: anything where being censored has to do with what would have happened.
public struct KaplanMeier: Sendable {
    /// A time at which something happened: how many were at risk, how many events, what share is left.
    public struct Step: Sendable, Equatable {
        /// The time, in the units of the data.
        public let time: Double
        /// Who was still waiting just before.
        public let atRisk: Int
        /// What happened at it.
        public let events: Int
        /// Share left after it, 0 to 1.
        public let survival: Double
        /// Σ d / (n (n - d)): Greenwood's variance of log S.
        public let logVariance: Double
        /// Lower end of the interval.
        public let low: Double
        /// Upper end of the interval.
        public let high: Double
    }

    /// One a time at which it happened.
    public let steps: [Step]
    /// Subjects.
    public let count: Int
    /// Subjects that were still waiting when we stopped looking.
    public let censored: Int

    /// The curve with intervals of the level, by default 95%.
    public init(_ data: SurvivalTimes, level: Double = 0.95) {
        let z = Normal.quantile(0.5 + level / 2)
        let order = data.times.indices.sorted { data.times[$0] < data.times[$1] }
        var (steps, place, survival, variance) = ([Step](), 0, 1.0, 0.0)
        while place < order.count {
            let time = data.times[order[place]]
            let same = order[place...].prefix { data.times[$0] == time }
            let (atRisk, events) = (order.count - place, same.count { data.happened[$0] })
            place += same.count
            guard events > 0 else { continue }
            survival *= Double(atRisk - events) / Double(atRisk)
            variance += Double(events) / (Double(atRisk) * Double(atRisk - events))
            steps.append(Step(time: time, atRisk: atRisk, events: events, survival, variance, z: z))
        }
        self.steps = steps
        (count, censored) = (order.count, order.count - data.eventCount)
    }

    /// S just after a time.
    public func survival(at time: Double) -> Double { steps.last { $0.time <= time }?.survival ?? 1 }

    /// The time by which it has happened to half of all, with its interval by turning round those of S (Brookmeyer and
    /// Crowley 1982); where S is exactly a half on a stretch, its middle. NaN where fewer than half is reached, and no bound
    /// where the interval of S does not cross the half.
    public var median: Estimate {
        Estimate(
            crossing(steps.map(\.survival)) ?? .nan, low: crossing(steps.map(\.low)), high: crossing(steps.map(\.high)))
    }

    /// Where a curve of steps first falls below a half.
    private func crossing(_ curve: [Double]) -> Double? {
        let tolerance = 1e-12
        guard let first = curve.firstIndex(where: { $0 <= 0.5 + tolerance }) else { return nil }
        guard abs(curve[first] - 0.5) <= tolerance,
            let next = curve.indices.first(where: { $0 > first && curve[$0] < 0.5 - tolerance })
        else { return steps[first].time }
        return (steps[first].time + steps[next].time) / 2
    }
}

extension KaplanMeier.Step {
    init(time: Double, atRisk: Int, events: Int, _ survival: Double, _ variance: Double, z: Double) {
        (self.time, self.atRisk, self.events) = (time, atRisk, events)
        (self.survival, logVariance) = (survival, variance)
        let interval = Intervals.survival(survival, logVariance: variance, z: z)
        (low, high) = (interval?.low ?? .nan, interval?.high ?? .nan)
    }
}

/// Whether several groups wait equally long (Mantel 1966; Peto and Peto 1972): at each time the events of a group against
/// those expected were all groups alike, summed; χ² with groups - 1 degrees of freedom.
public enum LogRank {
    /// One group: how many events, how many were expected.
    public struct Group: Sendable, Equatable {
        /// Events that came.
        public let observed: Int
        /// Events that were to be expected if all groups were alike.
        public let expected: Double
    }

    /// Statistic, degrees of freedom and p of the test.
    public struct Outcome: Sendable {
        /// What was observed and expected, group by group.
        public let groups: [Group]
        /// nil for fewer than two groups at risk together at some event.
        public let test: ChiSquaredTest?
    }

    /// The log-rank test of equal hazards (Mantel 1966), χ² with one degree of freedom fewer than there are groups.
    public static func test(_ groups: [SurvivalTimes]) -> Outcome {
        let count = groups.count
        var observed = [Int](repeating: 0, count: count)
        var expected = [Double](repeating: 0, count: count)
        var covariance = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        for (events, atRisk) in LogRank.table(groups) {
            let (d, n) = (Double(events.reduce(0, +)), Double(atRisk.reduce(0, +)))
            let spread = n > 1 ? d * (n - d) / (n - 1) : 0
            for i in 0..<count {
                let share = Double(atRisk[i]) / n
                observed[i] += events[i]
                expected[i] += d * share
                for j in 0..<count {
                    covariance[i][j] += spread * share * ((i == j ? 1 : 0) - Double(atRisk[j]) / n)
                }
            }
        }
        let result = zip(observed, expected).map { Group(observed: $0, expected: $1) }
        return Outcome(groups: result, test: chiSquared(zip(observed, expected).map { Double($0) - $1 }, covariance))
    }

    /// Events and numbers at risk by group, at each time at which anything happened.
    private static func table(_ groups: [SurvivalTimes]) -> [(events: [Int], atRisk: [Int])] {
        struct Row { let time: Double, group: Int, happened: Bool }
        var rows: [Row] = []
        for (number, group) in groups.enumerated() {
            rows += group.times.indices.map { Row(time: group.times[$0], group: number, happened: group.happened[$0]) }
        }
        rows.sort { $0.time < $1.time }
        var atRisk = groups.map(\.times.count)
        var (table, place) = ([(events: [Int], atRisk: [Int])](), 0)
        while place < rows.count {
            let same = rows[place...].prefix { $0.time == rows[place].time }
            var events = [Int](repeating: 0, count: groups.count)
            for row in same where row.happened { events[row.group] += 1 }
            if events.contains(where: { $0 > 0 }) { table.append((events, atRisk)) }
            for row in same { atRisk[row.group] -= 1 }
            place += same.count
        }
        return table
    }

    /// (O - E)ᵀ V⁻ (O - E) over the groups that can differ: V is singular by one, so one is left out of it.
    private static func chiSquared(_ difference: [Double], _ covariance: [[Double]]) -> ChiSquaredTest? {
        let free = difference.indices.filter { covariance[$0][$0] > 0 }
        guard free.count > 1 else { return nil }
        let kept = free.dropLast()
        // Gaussian elimination without pivoting: V over all groups but one is positive definite.
        var matrix = kept.map { i in kept.map { covariance[i][$0] } + [difference[i]] }
        var statistic = 0.0
        for pivot in matrix.indices {
            let head = matrix[pivot]
            statistic += head[matrix.count] * head[matrix.count] / head[pivot]
            for row in matrix.indices where row > pivot {
                let factor = matrix[row][pivot] / head[pivot]
                for column in pivot...matrix.count { matrix[row][column] -= factor * head[column] }
            }
        }
        return ChiSquaredTest(statistic: statistic, degreesOfFreedom: kept.count)
    }
}
