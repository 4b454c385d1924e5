import Glibc
import Tables

/// Numbers beside an axis, all with as many decimals as tell them apart.
package enum TickText {
    package static func labels(_ ticks: [Double], _ format: Figure.TickFormat) -> [String] {
        let step = ticks.count > 1 ? abs(ticks[1] - ticks[0]) : 0
        switch format {
        case .percent:
            guard ticks.allSatisfy({ abs($0) < 1e6 }) else {
                return plain(ticks.map { $0 * 100 }, step: step * 100).map { $0 + "%" }
            }
            let digits = decimals(step * 100)
            return ticks.map { NumberFormat.fixed(100 * $0, digits) + "%" }
        case .count: return plain(ticks, step: max(1, step))
        case .magnitude: return plain(ticks.map(abs), step: max(1, step))
        case .signed: return zip(ticks, plain(ticks, step: step)).map { ($0 > 0 ? "+" : "") + $1 }
        case .number: return plain(ticks, step: step)
        }
    }

    private static func plain(_ ticks: [Double], step: Double) -> [String] {
        let largest = ticks.map(abs).max() ?? 0
        let step = step > 0 ? step : largest
        guard largest < 1e15, largest == 0 || step >= 1e-7 else {
            return ticks.map { $0 == 0 ? "0" : NumberFormat.significant(3).text($0) }
        }
        let (unit, suffix) = unit(largest)
        let digits = decimals(step / unit)
        return ticks.map { $0 == 0 ? "0" : NumberFormat.fixed($0 / unit, digits) + suffix }
    }

    private static func unit(_ largest: Double) -> (Double, String) {
        switch largest {
        case 1e9...: (1e9, " bn")
        case 1e6...: (1e6, " M")
        case 1e4...: (1e3, " k")
        default: (1, "")
        }
    }

    /// Decimals that show a step: 1 for 0.5, 2 for 0.25.
    private static func decimals(_ step: Double) -> Int {
        guard step > 0, step < 1e15 else { return 0 }
        return (0...8).first { digits in
            let scaled = step * pow(10, Double(digits))
            return abs(scaled - scaled.rounded()) < 1e-6 * max(1, scaled)
        } ?? 8
    }

    /// A single amount as people say it: 1.23 M, 270 k, 950.
    package static func amount(_ value: Double) -> String {
        let (unit, suffix) = unit(abs(value))
        let scaled = value / unit
        if unit == 1 { return NumberFormat.fixed(value, abs(value) < 10 && value != value.rounded() ? 1 : 0) }
        return NumberFormat.fixed(scaled, abs(scaled) < 10 ? 2 : abs(scaled) < 100 ? 1 : 0) + suffix
    }

    static func percent(_ value: Double, _ digits: Int = 1) -> String { NumberFormat.percent(digits).text(value) }

    static func signed(_ value: Double, _ digits: Int = 2) -> String {
        (value > 0 ? "+" : "") + NumberFormat.fixed(value, digits)
    }
}
