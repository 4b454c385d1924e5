import Foundation
import Signals
import Synchronization

/// Features straight from their definitions: one scan of all rows for each value, by nothing that the product uses (its
/// own calendar, its own filter, names compared as names). What the product must equal.
struct NaiveFeatures {
    /// A wrong definition, to show that the portfolios tell it from the right one.
    enum Mistake: String, CaseIterable, Sendable {
        /// A reading at the cut-off itself counts.
        case inclusiveEnd
        /// A reading exactly at the begin of the window does not count.
        case exclusiveStart
        /// What became known later counts.
        case hindsight
        /// Days of 24 hours, whatever the clocks do.
        case plainDays
        /// No reading is 0 also where nothing was tracked.
        case zeroForUnknown
        /// A restated row of a fact does not replace the first.
        case firstStatement
    }

    let portfolio: RandomPortfolio
    let trackedSince: [String: Day]
    var mistake: Mistake?

    /// A number, a level, or nothing that is defined here.
    enum Value: Equatable {
        case number(Double)
        case level(String?)
        case undefined
    }

    /// What a row sees.
    private struct Row {
        let account: Int
        let cutoff: Int64
        /// The local day that holds the cut-off.
        let day: Int
        let renewalDay: Int?
    }

    func value(_ entry: RandomEntry, window: Int?, account: Int, cutoff: Int64, renewalDay: Int?) -> Value {
        let clock = LocalClock(portfolio.calendar.name)
        let row = Row(account: account, cutoff: cutoff, day: clock.day(of: cutoff), renewalDay: renewalDay)
        let value = value(entry, windows: window, row)
        guard entry.flag("log"), case .number(let number) = value else { return value }
        return .number(number < 0 ? -log1p(-number) : log1p(number))
    }

    private func value(_ entry: RandomEntry, windows: Int?, _ row: Row) -> Value {
        let window = entry.integer("window") ?? windows ?? 90
        switch entry.kind {
        case "count", "sum", "users": return .number(total(entry, window, row))
        case "mean", "median", "minimum", "maximum", "last": return .number(summary(entry, window, row))
        case "share":
            let all = inWindow(known(entry.word("signal")!, row), window, row)
            let part = all.filter { isWanted($0, entry) }
            if all.count < entry.integer("min_readings") ?? 1 { return .number(.nan) }
            return .number(Double(part.count) / Double(all.count))
        case "tags": return .number(tags(entry, window, row))
        case "recency": return .number(recency(entry, row))
        case "decayed":
            guard let last = known(entry.word("signal")!, row).filter({ isWanted($0, entry) }).map(\.occurred).max()
            else { return .number(trackedDays(entry.word("signal")!, row) < 0 ? .nan : 0) }
            return .number(pow(2, -days(from: last, to: row.cutoff) / Double(entry.integer("half_life") ?? 90)))
        case "open":
            guard trackedDays(entry.word("opened")!, row) >= 0 else { return .number(.nan) }
            func count(_ option: String) -> Int {
                known(entry.word(option)!, row).filter { isWanted($0, entry) }.count
            }
            return .number(Double(max(0, count("opened") - count("closed"))))
        case "fact": return fact(entry.word("fact")!, row)
        case "fact_age":
            let rows = factRows(entry.word("fact")!, row)
            guard let last = rows.last else { return .number(.nan) }
            let start = (rows.lastIndex { $0.value != last.value } ?? -1) + 1
            return .number(days(from: rows[start].from, to: row.cutoff))
        case "tenure":
            guard let signed = signed(row) else { return .number(.nan) }
            return .number(Double(row.day - signed))
        case "days_to_renewal": return .number(row.renewalDay.map { Double($0 - row.day) } ?? .nan)
        case "ratio":
            guard case .number(let top) = value(entry.entry("numerator")!, windows: windows, row),
                case .number(let bottom) = value(entry.entry("denominator")!, windows: windows, row)
            else { return .undefined }
            if top.isNaN || bottom.isNaN || bottom == 0 { return .number(.nan) }
            return .number(min(top / bottom, entry.number("max") ?? .infinity))
        default: return .undefined
        }
    }

    // MARK: Readings

    private func known(_ signal: String, _ row: Row) -> [RandomPortfolio.Reading] {
        guard let number = portfolio.signalNames.firstIndex(of: signal) else { return [] }
        return allKnown(row).filter { $0.signal == number }.sorted {
            ($0.occurred, $0.known, $0.value) < ($1.occurred, $1.known, $1.value)
        }
    }

    private func allKnown(_ row: Row) -> [RandomPortfolio.Reading] {
        let bound = mistake == .inclusiveEnd ? row.cutoff + 1 : row.cutoff
        return portfolio.readings.filter {
            $0.account == row.account && $0.occurred < bound && ($0.known < bound || mistake == .hindsight)
        }
    }

    private func isWanted(_ reading: RandomPortfolio.Reading, _ entry: RandomEntry) -> Bool {
        if let tags = entry.texts("tags"), reading.tag < 0 || !tags.contains(portfolio.tagNames[reading.tag]) {
            return false
        }
        if let above = entry.number("above"), reading.value <= above { return false }
        if let below = entry.number("below"), reading.value >= below { return false }
        return true
    }

    /// In [t - days - ending, t - ending).
    private func inWindow(
        _ readings: [RandomPortfolio.Reading], _ days: Int, ending: Int = 0, _ row: Row
    ) -> [RandomPortfolio.Reading] {
        let start = start(days + ending, row) + (mistake == .exclusiveStart ? 1 : 0)
        let end = ending == 0 ? Int64.max : self.start(ending, row)
        return readings.filter { $0.occurred >= start && $0.occurred < end }
    }

    private func start(_ days: Int, _ row: Row) -> Int64 {
        mistake == .plainDays
            ? row.cutoff - Int64(days) * 86_400_000_000_000
            : LocalClock(portfolio.calendar.name).midnight(row.day - days)
    }

    private func days(from: Int64, to: Int64) -> Double {
        let (difference, overflows) = to.subtractingReportingOverflow(from)
        return (overflows ? Double(to) - Double(from) : Double(difference)) / 86_400e9
    }

    private func signed(_ row: Row) -> Int? {
        guard let day = portfolio.accounts[row.account].signedOn.map({ Int($0.number) }),
            LocalClock(portfolio.calendar.name).midnight(day) < row.cutoff
        else { return nil }
        return day
    }

    /// When tracking of the account and the signal began; nil where it has not.
    private func trackedFrom(_ signal: String, _ row: Row) -> Int64? {
        let clock = LocalClock(portfolio.calendar.name)
        var begun = allKnown(row).map(\.occurred)
        if let day = signed(row) { begun.append(clock.midnight(day)) }
        guard let account = begun.min() else { return nil }
        let since = max(account, trackedSince[signal].map { clock.midnight(Int($0.number)) } ?? .min)
        return since >= row.cutoff ? nil : since
    }

    /// Negative before tracking.
    private func trackedDays(_ signal: String, _ row: Row) -> Double {
        if mistake == .zeroForUnknown { return 0 }
        return trackedFrom(signal, row).map { days(from: $0, to: row.cutoff) } ?? -1
    }

    private func total(_ entry: RandomEntry, _ window: Int, _ row: Row) -> Double {
        let signal = entry.word("signal")!
        let (tracked, least) = (trackedDays(signal, row), entry.integer("min_history") ?? 1)
        if tracked < (least == 1 ? 0 : Double(least)) { return .nan }
        let taken = inWindow(known(signal, row), window, row).filter { isWanted($0, entry) }
        if entry.kind == "users" { return Double(Set(taken.map(\.user)).subtracting([-1]).count) }
        let total = entry.kind == "count" ? Double(taken.count) : taken.reduce(0) { $0 + $1.value }
        let per = entry.integer("per") ?? 0
        return per == 0 ? total : total * Double(per) / min(max(tracked, 1), Double(window))
    }

    private func summary(_ entry: RandomEntry, _ window: Int, _ row: Row) -> Double {
        let taken = inWindow(known(entry.word("signal")!, row), window, row).filter { isWanted($0, entry) }
        guard taken.count >= entry.integer("min_readings") ?? 1, let last = taken.last else { return .nan }
        let values = taken.map(\.value).sorted()
        switch entry.kind {
        case "mean": return taken.reduce(0) { $0 + $1.value } / Double(values.count)
        case "median": return (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
        case "minimum": return values.first!
        case "maximum": return values.last!
        default: return last.value
        }
    }

    private func tags(_ entry: RandomEntry, _ window: Int, _ row: Row) -> Double {
        let signal = entry.word("signal")!
        let readings = known(signal, row).filter { isWanted($0, entry) }
        let used = Set(inWindow(readings, window, row).map(\.tag)).subtracting([-1])
        guard entry.flag("new") else { return trackedDays(signal, row) < 0 ? .nan : Double(used.count) }
        let baseline = entry.integer("baseline") ?? 360
        guard let since = trackedFrom(signal, row), since <= start(window + baseline, row) else { return .nan }
        return Double(used.subtracting(inWindow(readings, baseline, ending: window, row).map(\.tag)).count)
    }

    private func recency(_ entry: RandomEntry, _ row: Row) -> Double {
        let (signal, lookback) = (entry.word("signal")!, entry.integer("lookback") ?? 3660)
        let taken = inWindow(known(signal, row), lookback, row).filter { isWanted($0, entry) }
        if let last = taken.map(\.occurred).max() { return days(from: last, to: row.cutoff) }
        let tracked = trackedDays(signal, row)
        return entry.word("never") == "tracking" && tracked >= 0 ? min(tracked, Double(lookback)) : .nan
    }

    // MARK: Facts

    /// Known rows by start of validity; of one start, only what was stated last.
    private func factRows(_ fact: String, _ row: Row) -> [RandomPortfolio.Fact] {
        let number = portfolio.factNames.firstIndex(of: fact)!
        let bound = mistake == .inclusiveEnd ? row.cutoff + 1 : row.cutoff
        let known = portfolio.facts.filter {
            $0.account == row.account && $0.fact == number && $0.from < bound
                && ($0.known < bound || mistake == .hindsight)
        }
        let starts = Set(known.map(\.from)).sorted()
        return starts.map { start in
            let stated = known.filter { $0.from == start }
            func isBefore(_ a: RandomPortfolio.Fact, _ b: RandomPortfolio.Fact) -> Bool {
                if a.known != b.known { return a.known < b.known }
                let (x, y) = (Array(portfolio.valueTexts[a.value].utf8), Array(portfolio.valueTexts[b.value].utf8))
                return x != y ? x.lexicographicallyPrecedes(y) : a.to < b.to
            }
            return mistake == .firstStatement ? stated.min(by: isBefore)! : stated.max(by: isBefore)!
        }
    }

    private func fact(_ fact: String, _ row: Row) -> Value {
        let last = factRows(fact, row).last.flatMap { $0.to < row.cutoff && mistake != .hindsight ? nil : $0 }
        if fact == "plan" { return .level(last.map { portfolio.valueTexts[$0.value] }) }
        guard let last else { return .number(.nan) }
        switch portfolio.valueTexts[last.value].lowercased() {
        case "yes", "true": return .number(1)
        case "no", "false": return .number(0)
        case let text: return .number(Double(text) ?? .nan)
        }
    }
}

/// Local days by Foundation's time zones: a day begins at the first second whose local date is not before it.
struct LocalClock {
    private let name: String
    private let zone: TimeZone
    private static let midnights = Mutex([String: [Int: Int64]]())

    init(_ name: String) {
        self.name = name
        zone = LocalClock.zones[name]!
    }

    private static let zones = Dictionary(
        uniqueKeysWithValues: Set(RandomPortfolio.zones).map { ($0, TimeZone(identifier: $0)!) })

    func day(of time: Int64) -> Int { localDay(LocalClock.quotient(Int(time), 1_000_000_000)) }

    private func localDay(_ second: Int) -> Int {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        return LocalClock.quotient(second + offset, 86_400)
    }

    /// Rounded down.
    private static func quotient(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : (a - b + 1) / b }

    /// In nanoseconds.
    func midnight(_ day: Int) -> Int64 {
        if let known = LocalClock.midnights.withLock({ $0[name]?[day] }) { return known }
        var (before, from) = (day * 86_400 - 2 * 86_400, day * 86_400 + 2 * 86_400)
        while from - before > 1 {
            let middle = (before + from) / 2
            if localDay(middle) >= day { from = middle } else { before = middle }
        }
        // Times are held at the begin of what they can tell.
        let midnight = max(from, Int(Int64.min / 1_000_000_000)) == from ? Int64(from) * 1_000_000_000 : Int64.min
        LocalClock.midnights.withLock { $0[name, default: [:]][day] = midnight }
        return midnight
    }
}
