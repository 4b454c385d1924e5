import Glibc
import Tables

/// Round numbers along an axis.
package enum Ticks {
    /// Labels by the extended Wilkinson search of Talbot, Lin and Hanrahan, "An Extension of Wilkinson's Algorithm for
    /// Positioning Tick Labels on Axes" (InfoVis 2010): simplicity, coverage and density with the paper's weights; legibility is
    /// 1, as labels are laid out by their widths afterwards. Ticks may lie beyond the data.
    package static func talbot(_ low: Double, _ high: Double, count: Int) -> [Double] {
        guard high > low, count > 1, (high - low).isFinite else { return [low] }
        var search = TickSearch(low: low, high: high, wanted: Double(count))
        return search.run()
    }

    /// Ticks that lie within an axis of so many pixels.
    package static func within(_ first: Double, _ last: Double, count: Int, isWhole: Bool = false) -> [Double] {
        let (low, high) = (min(first, last), max(first, last))
        var ticks = talbot(low, high, count: max(2, count))
        if isWhole, ticks.count > 1, ticks[1] - ticks[0] < 1 {
            ticks = stride(from: low.rounded(.up), through: high, by: 1).map { $0 }
        }
        let slack = (high - low) * 1e-9
        return ticks.filter { $0 >= low - slack && $0 <= high + slack }
    }

    /// Powers of ten, every so manyth where they are many; 1, 2 and 5 times them where they are few.
    package static func log(_ low: Double, _ high: Double, count: Int) -> [Double] {
        let (first, last) = (Int(log10(low).rounded(.down)), Int(log10(high).rounded(.up)))
        let step = max(1, (last - first + count - 1) / max(1, count))
        let factors: [Double] = high / low <= 200 ? [1, 2, 5] : [1]
        let powers = stride(from: first, through: last, by: step).map { pow(10, Double($0)) }
        let ticks: [Double] = powers.flatMap { power in factors.map { $0 * power } }
        let (least, most) = (low * (1 - 1e-9), high * (1 + 1e-9))
        return ticks.filter { $0 >= least && $0 <= most }
    }

    package struct TimeTick: Equatable {
        package let day: Double
        package let label: String
    }

    /// First days of years, quarters, months or weeks, whichever are at most `count`; labels as short as they are clear.
    package static func time(_ low: Double, _ high: Double, count: Int) -> [TimeTick] {
        guard low > -700_000, high < 2_900_000 else { return [] }
        let span = high - low
        let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400]
        if span / 30.4 < Double(count), span < 70 { return days(low, high, count: count) }
        let step = months.first { span / 30.44 / Double($0) <= Double(count) } ?? 6000
        let (year, month, _) = Day(number: Int32(low)).components
        let index = (year * 12 + month - 1) / step * step
        guard let start = Day(year: max(1, index / 12), month: index % 12 + 1, day: 1) else { return [] }
        return (0...(count + 2)).map { start.adding(months: $0 * step) }
            .filter { Double($0.number) >= low && Double($0.number) <= high }
            .map { TimeTick(day: Double($0.number), label: label($0, step: step)) }
    }

    private static func label(_ day: Day, step: Int) -> String {
        String(day.description.prefix(step % 12 == 0 ? 4 : 7))
    }

    private static func days(_ low: Double, _ high: Double, count: Int) -> [TimeTick] {
        let step = [1, 2, 7, 14, 28].first { (high - low) / Double($0) <= Double(count) } ?? 28
        // Day 4 was a Monday.
        let first = ((low - 4) / Double(step)).rounded(.up) * Double(step) + 4
        return stride(from: first, through: high, by: Double(step)).map {
            TimeTick(day: $0, label: Day(number: Int32($0)).description)
        }
    }
}

/// The search behind `Ticks.talbot`, with the paper's names.
private struct TickSearch {
    static let steps: [Double] = [1, 5, 2, 2.5, 4, 3]
    static let weights = (simplicity: 0.25, coverage: 0.2, density: 0.5, legibility: 0.05)

    let low: Double
    let high: Double
    let wanted: Double
    private var best = -2.0
    private var ticks: [Double] = []

    init(low: Double, high: Double, wanted: Double) { (self.low, self.high, self.wanted) = (low, high, wanted) }

    mutating func run() -> [Double] {
        for skip in 1...20 {
            for index in TickSearch.steps.indices {
                // With zero among the labels this is the most that a step so plain can earn.
                let simplest = simplicity(index, skip, hasZero: true)
                guard score(simplest, 1, 1) >= best else { return ticks }
                searchCounts(index, skip, simplest)
            }
        }
        return ticks
    }

    private mutating func searchCounts(_ index: Int, _ skip: Int, _ simplest: Double) {
        for count in 2...60 {
            let densest = Double(count) >= wanted ? 2 - Double(count - 1) / (wanted - 1) : 1
            guard score(simplest, 1, densest) >= best else { return }
            searchPowers(index, skip, count, simplest, densest)
        }
    }

    private mutating func searchPowers(_ index: Int, _ skip: Int, _ count: Int, _ simplest: Double, _ densest: Double) {
        let unit = Double(skip) * TickSearch.steps[index]
        let first = log10((high - low) / Double(count + 1) / unit).rounded(.up)
        for power in 0..<40 {
            let step = unit * pow(10, first + Double(power))
            guard score(simplest, widestCoverage(step * Double(count - 1)), densest) >= best else { return }
            searchStarts(index, skip, count, step)
        }
    }

    private mutating func searchStarts(_ index: Int, _ skip: Int, _ count: Int, _ step: Double) {
        let start = (high / step).rounded(.down) * Double(skip) - Double((count - 1) * skip)
        let end = (low / step).rounded(.up) * Double(skip)
        guard start <= end, end - start < 1000 else { return }
        for place in stride(from: start, through: end, by: 1) {
            let first = place * step / Double(skip)
            let last = first + step * Double(count - 1)
            let remainder = abs(first.remainder(dividingBy: step))
            let hasZero = remainder < 1e-10 * step && first <= 0 && last >= 0
            let score = score(
                simplicity(index, skip, hasZero: hasZero), coverage(first, last), density(count, first, last))
            guard score > best else { continue }
            best = score
            ticks = (0..<count).map { tidy(first + step * Double($0), step: step) }
        }
    }

    /// 0.30000000000000004 is 0.3.
    private func tidy(_ value: Double, step: Double) -> Double {
        let digits = pow(10, 2 - log10(step).rounded(.down))
        guard digits.isFinite, abs(value * digits) < 1e15 else { return value }
        let tidied = (value * digits).rounded() / digits
        return tidied == 0 ? 0 : tidied
    }

    private func score(_ simplicity: Double, _ coverage: Double, _ density: Double) -> Double {
        let weights = TickSearch.weights
        return weights.simplicity * simplicity + weights.coverage * coverage + weights.density * density
            + weights.legibility
    }

    private func simplicity(_ index: Int, _ skip: Int, hasZero: Bool) -> Double {
        1 - Double(index) / Double(TickSearch.steps.count - 1) - Double(skip) + (hasZero ? 1 : 0)
    }

    private func coverage(_ first: Double, _ last: Double) -> Double {
        let scale = 0.1 * (high - low)
        let (above, below) = ((high - last) / scale, (low - first) / scale)
        return 1 - 0.5 * (above * above + below * below)
    }

    private func widestCoverage(_ span: Double) -> Double {
        guard span > high - low else { return 1 }
        let half = (span - (high - low)) / 2 / (0.1 * (high - low))
        return 1 - half * half
    }

    private func density(_ count: Int, _ first: Double, _ last: Double) -> Double {
        let density = Double(count - 1) / (last - first)
        let target = (wanted - 1) / (max(last, high) - min(first, low))
        return 2 - max(density / target, target / density)
    }
}
