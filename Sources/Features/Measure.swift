import Foundation
import Signals

/// What is taken of the readings in one window or period.
public enum Measure: String, CaseIterable, Sendable {
    /// How many readings.
    case count
    /// Sum of their values.
    case sum
    /// Mean of their values; missing where there is none.
    case mean
    /// How many different users; readings without a user count for none.
    case users

    /// Whether no reading means 0 (once tracking began) rather than missing.
    var isZeroWithoutReadings: Bool { self != .mean }

    /// What it asks of readings beside their number.
    var needs: ReadingNeeds {
        switch self {
        case .count: []
        case .sum, .mean: .sum
        case .users: .users
        }
    }

    /// The measure of the readings at these places.
    func of(_ readings: Readings, _ places: Range<Int>) -> Double {
        switch self {
        case .count: Double(places.count)
        case .sum: readings.sum(places)
        case .mean: places.isEmpty ? .nan : readings.sum(places) / Double(places.count)
        case .users: Double(Measure.sortedCodes(readings.users, places).count)
        }
    }

    /// The different codes ≥ 0 at these places, ascending.
    static func sortedCodes(_ codes: ArraySlice<Int32>, _ places: Range<Int>) -> [Int32] {
        guard !codes.isEmpty else { return [] }
        let start = codes.startIndex
        let sorted = codes[(start + places.lowerBound)..<(start + places.upperBound)].sorted()
        var distinct: [Int32] = []
        for code in sorted where code >= 0 && code != distinct.last { distinct.append(code) }
        return distinct
    }
}

/// Order statistics. Both are missing where there is no value.
enum Median {
    /// The middle value, the mean of the two middle ones where their number is even.
    static func of(_ values: [Double]) -> Double {
        ofSorted(values.sorted())
    }

    static func ofSorted(_ sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The median absolute deviation from the median, times 1.4826, which estimates a normal's standard deviation.
    static func spread(_ values: [Double], around center: Double) -> Double {
        1.4826 * of(values.map { abs($0 - center) })
    }
}
