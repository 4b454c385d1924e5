import Signals
import Tables

/// Which local day holds an instant, as SQL on whole microseconds since 1970: the same days as `BusinessCalendar.midnight` has
/// them, whatever the engine knows of time zones.
///
/// Between two changes of the clock days are 86 400 s long, so a stretch of them is one division; a day of another length is a
/// stretch of its own. What lies before the first stretch counts by its length.
struct LocalDays {
    private struct Stretch {
        let day: Int
        let start: Int
        /// One day of 23 or 25 hours, rather than many of 24.
        let isSingle: Bool
    }

    private let stretches: [Stretch]
    private let dialect: any SQLDialect.Type

    private static let dayLength = 86_400_000_000

    /// - Parameter days: those that matter; all others must be told from them only by order.
    init(_ calendar: BusinessCalendar, _ days: ClosedRange<Day>, _ dialect: any SQLDialect.Type) {
        self.dialect = dialect
        func start(_ day: Day) -> Int { Int(calendar.midnight(of: day).nanoseconds / 1000) }
        var stretches: [Stretch] = []
        var day = days.lowerBound
        while day <= days.upperBound {
            let length = start(day + 1) - start(day)
            let isSingle = length != LocalDays.dayLength
            if isSingle || stretches.last?.isSingle ?? true {
                stretches.append(Stretch(day: Int(day.number), start: start(day), isSingle: isSingle))
            }
            day = day + 1
        }
        self.stretches = stretches
    }

    /// The number of the local day since 1970 that holds an instant. Precondition: `instant` is cheap to write twice.
    func day(_ instant: String) -> String {
        let cases = stretches.dropFirst().reversed().map { stretch in
            "WHEN \(instant) >= \(stretch.start) THEN "
                + (stretch.isSingle ? "\(stretch.day)" : day(instant, stretch))
        }
        guard let first = stretches.first else { return "0" }
        let rest = day(instant, first)
        return cases.isEmpty ? rest : "CASE \(cases.joined(separator: " ")) ELSE \(rest) END"
    }

    /// Whole days are added first, since engines round quotients towards 0.
    private func day(_ instant: String, _ stretch: Stretch) -> String {
        let lift = 1_000_000
        let shifted = "(\(instant) - (\(stretch.start - lift * LocalDays.dayLength)))"
        return "(\(dialect.integerQuotient(shifted, "\(LocalDays.dayLength)")) + \(stretch.day - lift))"
    }

    /// The instant at which a local day begins.
    func midnight(_ day: String) -> String {
        func start(_ stretch: Stretch) -> String {
            "((\(day) - (\(stretch.day))) * \(LocalDays.dayLength) + (\(stretch.start)))"
        }
        let cases = stretches.dropFirst().reversed().map { "WHEN \(day) >= \($0.day) THEN \(start($0))" }
        guard let first = stretches.first else { return "0" }
        return cases.isEmpty ? start(first) : "CASE \(cases.joined(separator: " ")) ELSE \(start(first)) END"
    }
}
