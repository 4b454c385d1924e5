import Features
import Foundation
import Signals
import Tables

/// A portfolio, a configuration and the rows made of both.
struct LawCase: Sendable {
    let seed: UInt64
    let portfolio: RandomPortfolio
    let configuration: RandomConfiguration
    let set: FeatureSet
    let history: SignalHistory
    /// Those that make a row, in the order of `table`.
    let anchors: [Anchor]
    let table: FeatureTable

    init(seed: UInt64, configuration: RandomConfiguration? = nil) throws {
        var random = SeededGenerator(seed: seed, stream: 1 << 32)
        self.seed = seed
        portfolio = RandomPortfolio(seed: seed)
        self.configuration =
            configuration ?? RandomConfiguration(&random, count: 8, origin: portfolio.origin)
        set = try self.configuration.set()
        history = portfolio.history
        let (history, rowOnly) = (history, set.selecting([])!)
        anchors = portfolio.anchors(history, limit: 4, &random).filter { rowOnly.extract(history, at: [$0]).count == 1 }
        table = set.extract(history, at: anchors, threads: 1)
    }

    func random(_ law: UInt64) -> SeededGenerator { SeededGenerator(seed: seed, stream: law) }

    /// What differs between some rows (all where nil) of a table, the case's own where none is given, and the rows of
    /// another; nil where nothing does.
    func difference(
        _ other: FeatureTable, to own: FeatureTable? = nil, from rows: [Int]? = nil,
        only isMeant: (Feature) -> Bool = { _ in true }
    ) -> String? {
        let table = own ?? table
        let rows = rows ?? Array(table.rows.indices)
        guard other.count == rows.count else { return "\(other.count) rows, not \(rows.count)" }
        for (index, feature) in set.features.enumerated() where isMeant(feature) {
            let (a, b) = (table.frame.columns[index].values.rows(rows), other.frame.columns[index].values)
            guard a != b else { continue }
            let row = rows.indices.first { a.rows([$0]) != b.rows([$0]) }!
            return "\(configuration.entry(of: feature).entry.text) row \(rows[row]): "
                + "\(a.text(at: row) ?? "missing") became \(b.text(at: row) ?? "missing")"
        }
        return nil
    }
}

/// Something that holds for every portfolio and every configuration: `violation` says where it does not.
struct FeatureLaw: Sendable {
    let name: String
    let violation: @Sendable (LawCase) throws -> String?

    init(_ name: String, _ violation: @escaping @Sendable (LawCase) throws -> String?) {
        (self.name, self.violation) = (name, violation)
    }

    static let all = [
        audited, movedByWeeks, movedByDays, renamed, shuffled, split, othersDisturbed, accountsAdded, accountsRemoved,
        scaled, learntLater, justBefore, threads, leadTimes, asOfRoute, definition,
    ]

    /// THE one place that says which features may depend on other accounts: those whose `Feature` says so.
    static func looksAtOthers(_ feature: Feature) -> Bool {
        Mirror(reflecting: feature).children.contains { $0.label == "looksAtOthers" && $0.value as? Bool == true }
    }

    static func isOwn(_ feature: Feature) -> Bool { !looksAtOthers(feature) }

    // MARK: Time

    /// Nothing holds what became known at or after its cut-off.
    static let audited = FeatureLaw("audited") { a in
        let audit = FeatureAudit(a.set, of: a.history, at: a.anchors, rounds: 1, seed: a.seed)
        return audit.changes.first.map { "\($0)" }
    }

    /// Moved by whole weeks, where every day has 24 hours, the same.
    static let movedByWeeks = FeatureLaw("movedByWeeks") { a in
        guard RandomPortfolio.fixedZones.contains(a.portfolio.calendar.name) else { return nil }
        var random = a.random(2)
        return try moved(a, days: 7 * (random.below(800) - 400))
    }

    /// In UTC, moved by any days, the same.
    static let movedByDays = FeatureLaw("movedByDays") { a in
        guard a.portfolio.calendar.name == "UTC" else { return nil }
        var random = a.random(3)
        return try moved(a, days: 1 + random.below(3000))
    }

    /// By these days against by none: both give the begin of every term outright.
    private static func moved(_ a: LawCase, days: Int) throws -> String? {
        // What stands at the end of time cannot be moved.
        if a.portfolio.hasSentinels { return nil }
        let (still, moved) = (try table(a, movedBy: 0), try table(a, movedBy: days))
        return a.difference(moved, to: still).map { "\(days) days: \($0)" }
    }

    private static func table(_ a: LawCase, movedBy days: Int) throws -> FeatureTable {
        let anchors = a.anchors.map { $0.shifted(days: days, calendar: a.portfolio.calendar) }
        return try a.configuration.shifted(days: days).set()
            .extract(a.portfolio.shifted(days: days).history, at: anchors)
    }

    /// What becomes known at or after the cut-off, whenever it was, changes nothing.
    static let learntLater = FeatureLaw("learntLater") { a in
        var random = a.random(4)
        let (rows, cutoffs) = firstRows(a)
        var portfolio = a.portfolio
        portfolio.hasKnown = true
        for row in rows {
            let (account, cutoff) = (a.anchors[row].account, cutoffs[a.anchors[row].account]!)
            for signal in portfolio.signalNames.indices {
                let occurred = cutoff + Int64(random.below(3) - 2) * Int64(random.below(40)) * Instant.perDay
                portfolio.readings.append(
                    .init(
                        account: account, signal: signal, occurred: occurred,
                        known: max(occurred, cutoff) + Int64(random.below(2)), value: 7, user: 0, tag: 0))
            }
            for fact in portfolio.factNames.indices {
                portfolio.facts.append(
                    .init(
                        account: account, fact: fact, from: cutoff - Int64(random.below(100)) * Instant.perDay,
                        to: .max, known: cutoff + Int64(random.below(2)),
                        value: random.below(portfolio.valueTexts.count)))
            }
        }
        let anchors = rows.map { a.anchors[$0] }
        return a.difference(a.set.extract(portfolio.history, at: anchors), from: rows, only: isOwn)
    }

    /// One row of each account, and its cut-off.
    private static func firstRows(_ a: LawCase) -> (rows: [Int], cutoffs: [Int: Int64]) {
        var cutoffs: [Int: Int64] = [:]
        let rows = a.anchors.indices.filter { row in
            let anchor = a.anchors[row]
            guard cutoffs[anchor.account] == nil else { return false }
            cutoffs[anchor.account] = anchor.cutoff.nanoseconds
            return true
        }
        return (rows, cutoffs)
    }

    /// One more reading in the last nanosecond before the cut-off is one more of `count`, and the newest. Not where the
    /// day before never was (2011-12-30 in Apia): a window of one day holds nothing then.
    static let justBefore = FeatureLaw("justBefore") { a in
        let (firstRows, cutoffs) = firstRows(a)
        let rows = firstRows.filter { row in
            let (cutoff, calendar) = (a.anchors[row].cutoff, a.portfolio.calendar)
            return calendar.midnight(of: calendar.day(of: cutoff) - 1) < cutoff
        }
        var portfolio = a.portfolio
        let (value, tag) = (3.25, portfolio.tagNames.firstIndex(of: "web")!)
        for (account, cutoff) in cutoffs {
            for signal in portfolio.signalNames.indices {
                portfolio.readings.append(
                    .init(
                        account: account, signal: signal, occurred: cutoff - 1, known: cutoff - 1, value: value,
                        user: 0, tag: portfolio.hasTags ? tag : -1))
            }
        }
        let after = a.set.extract(portfolio.history, at: rows.map { a.anchors[$0] })
        for (index, feature) in a.set.features.enumerated() {
            let entry = a.configuration.entry(of: feature).entry
            guard ["count", "recency"].contains(entry.kind), !entry.flag("log"),
                entry.integer("per") ?? 0 == 0, entry.takes(value, tag: portfolio.hasTags ? "web" : nil),
                case .numbers(let old) = a.table.frame.columns[index].values,
                case .numbers(let new) = after.frame.columns[index].values
            else { continue }
            for (place, row) in rows.enumerated() {
                let was = old[row]
                let expected = entry.kind == "count" ? was + 1 : 1 / 86_400e9
                guard !was.isNaN || entry.kind == "recency" else { continue }
                if new[place] != expected { return "\(entry.text) row \(row): \(was) became \(new[place])" }
            }
        }
        return nil
    }

    // MARK: Names and order

    static let renamed = FeatureLaw("renamed") { a in
        a.difference(a.set.extract(a.portfolio.renamed().history, at: a.anchors))
    }

    /// The rows of every table in another order. Which renewals are next to be decided does not depend on it either.
    static let shuffled = FeatureLaw("shuffled") { a in
        var random = a.random(5)
        let (portfolio, places) = a.portfolio.shuffled(&random)
        let (history, calendar) = (portfolio.history, portfolio.calendar)
        let anchors = a.anchors.map { $0.of(account: places[$0.account], calendar: calendar) }
        if let difference = a.difference(a.set.extract(history, at: anchors)) { return difference }
        for day in Set(a.anchors.map(\.asOf)).sorted().prefix(4) {
            let found = history.anchors(asOf: day)
            for anchor in a.history.anchors(asOf: day)
            where found[places[anchor.account]] != anchor.of(account: places[anchor.account], calendar: calendar) {
                return "the next renewal of account \(anchor.account) as of \(day)"
            }
        }
        return nil
    }

    /// The events in two files, read the second before the first.
    static let split = FeatureLaw("split") { a in
        var random = a.random(6)
        let readings = a.portfolio.readings
        let parts = readings.map { _ in random.below(2) == 0 }
        func part(_ wanted: Bool) -> [RandomPortfolio.Reading] {
            zip(readings, parts).filter { $1 == wanted }.map(\.0)
        }
        let history = a.history.replacing(events: a.portfolio.events(part(true) + part(false)))
        return a.difference(a.set.extract(history, at: a.anchors))
    }

    // MARK: Other accounts

    static let othersDisturbed = FeatureLaw("othersDisturbed") { a in
        var random = a.random(7)
        let others = a.portfolio.accounts.indices.filter { _ in random.below(2) == 0 }
        let rows = a.anchors.indices.filter { !others.contains(a.anchors[$0].account) }
        let history = a.portfolio.disturbing(others, &random).history
        return a.difference(a.set.extract(history, at: rows.map { a.anchors[$0] }), from: rows, only: isOwn)
    }

    static let accountsAdded = FeatureLaw("accountsAdded") { a in
        let other = RandomPortfolio(seed: a.seed &+ 0x9E37_79B9, zone: a.portfolio.calendar.name)
        return a.difference(a.set.extract(a.portfolio.adding(other).history, at: a.anchors), only: isOwn)
    }

    static let accountsRemoved = FeatureLaw("accountsRemoved") { a in
        var random = a.random(8)
        let kept = a.portfolio.accounts.indices.filter { _ in random.below(2) == 0 }
        let rows = a.anchors.indices.filter { kept.contains(a.anchors[$0].account) }
        let anchors = rows.map { row in
            a.anchors[row].of(
                account: kept.firstIndex(of: a.anchors[row].account)!, calendar: a.portfolio.calendar)
        }
        let history = a.portfolio.keeping(kept).history
        return a.difference(a.set.extract(history, at: anchors), from: rows, only: isOwn)
    }

    // MARK: Values

    /// Twice the values (and the thresholds on them) is twice a sum and the same count, to the bit.
    static let scaled = FeatureLaw("scaled") { a in
        let set = try a.configuration.changing { $0.scaled(by: 2) }.set()
        let table = set.extract(a.portfolio.scaled(by: 2).history, at: a.anchors)
        guard table.count == a.table.count else { return "\(table.count) rows, not \(a.table.count)" }
        for (index, feature) in a.set.features.enumerated() {
            let entry = a.configuration.entry(of: feature).entry
            guard let degree = entry.degree, degree == 0 || !entry.flag("log") else { continue }
            let (was, now) = (a.table.frame.columns[index].values, table.frame.columns[index].values)
            let expected: FrameValues =
                if case .numbers(let values) = was { .numbers(values.map { $0 * exp2(Double(degree)) }) } else { was }
            guard expected != now else { continue }
            let row = a.table.rows.indices.first { expected.rows([$0]) != now.rows([$0]) }!
            return "\(entry.text) row \(row): \(was.text(at: row) ?? "-") became \(now.text(at: row) ?? "-")"
        }
        return nil
    }

    // MARK: How it is asked

    /// Enough rows that there is work for several threads; many in some cases only, for the time it takes.
    static let threads = FeatureLaw("threads") { a in
        guard !a.anchors.isEmpty else { return nil }
        let isLarge = a.seed % 50 == 0
        let rows = (0..<(isLarge ? 4000 : 600)).map { $0 % a.anchors.count }
        for threads in isLarge ? [2, 7] : a.seed % 2 == 0 ? [2] : [7] {
            let table = a.set.extract(a.history, at: rows.map { a.anchors[$0] }, threads: threads)
            if let difference = a.difference(table, from: rows) { return "\(threads) threads: \(difference)" }
        }
        return nil
    }

    /// Rows of each lead time asked for by themselves.
    static let leadTimes = FeatureLaw("leadTimes") { a in
        for lead in Set(a.anchors.map(\.leadDays)) {
            let rows = a.anchors.indices.filter { a.anchors[$0].leadDays == lead }
            let table = a.set.extract(a.history, at: rows.map { a.anchors[$0] })
            if let difference = a.difference(table, from: rows) { return "\(lead ?? -1) days before: \(difference)" }
        }
        return nil
    }

    /// The same renewal at the same cut-off, asked for by the as-of date.
    static let asOfRoute = FeatureLaw("asOfRoute") { a in
        for day in Set(a.anchors.map(\.asOf)).sorted().prefix(3) {
            var rows: [Int] = []
            let anchors = a.history.anchors(asOf: day).filter { anchor in
                let row = a.anchors.firstIndex {
                    $0.account == anchor.account && $0.asOf == anchor.asOf && $0.renewal == anchor.renewal
                }
                if let row { rows.append(row) }
                return row != nil
            }
            if let difference = a.difference(a.set.extract(a.history, at: anchors), from: rows) {
                return "as of \(day): \(difference)"
            }
        }
        return nil
    }

    /// What the definition says, worked out by `NaiveFeatures`.
    static let definition = FeatureLaw("definition") { a in wrong(a, mistake: nil).first?.detail }

    /// The values that are not what `NaiveFeatures` says, at most one a feature.
    static func wrong(_ a: LawCase, mistake: NaiveFeatures.Mistake?) -> [(kind: String, detail: String)] {
        let naive = NaiveFeatures(
            portfolio: a.portfolio, trackedSince: a.configuration.trackedSince, mistake: mistake)
        var wrong: [(kind: String, detail: String)] = []
        for (index, feature) in a.set.features.enumerated() {
            let (entry, window) = a.configuration.entry(of: feature)
            let values = a.table.frame.columns[index].values
            for (row, anchor) in a.anchors.enumerated() {
                let expected = naive.value(
                    entry, window: window, account: anchor.account, cutoff: anchor.cutoff.nanoseconds,
                    renewalDay: anchor.renewal.map { Int($0.date.number) })
                if expected == .undefined { break }
                if isEqual(expected, values, row) { continue }
                let found = values.text(at: row) ?? "missing"
                wrong.append((entry.kind, "\(entry.text) row \(row): \(found), not \(expected)"))
                break
            }
        }
        return wrong
    }

    private static func isEqual(_ expected: NaiveFeatures.Value, _ values: FrameValues, _ row: Int) -> Bool {
        switch (expected, values) {
        case (.number(let x), .numbers(let numbers)):
            let y = numbers[row]
            return x == y || (x.isNaN && y.isNaN) || abs(x - y) <= 1e-12 * max(abs(x), abs(y), 1)
        case (.level(let level), .categories(let levels)): return levels.level(at: row) == level
        default: return false
        }
    }
}

extension RandomEntry {
    /// Whether a reading passes `tags`, `above` and `below`.
    func takes(_ value: Double, tag: String?) -> Bool {
        if let tags = texts("tags"), tag.map({ !tags.contains($0) }) ?? true { return false }
        return value > number("above") ?? -.infinity && value < number("below") ?? .infinity
    }

    /// How its value grows with the values of the readings: 0 not at all, 1 in proportion, -1 inversely. nil where that
    /// follows from nothing that the kind promises.
    var degree: Int? {
        switch kind {
        case "count", "users", "consistent_users", "tags", "share", "recency", "open", "decayed", "phase_deviation",
            "deviation", "baseline_ratio", "fact", "fact_age", "fact_changes", "fact_change", "attribute", "tenure",
            "days_to_renewal", "arr", "arr_change", "trend_state":
            return 0
        case "sum", "mean", "median", "minimum", "maximum", "last": return 1
        case "trend", "change", "acceleration", "baseline": return isOfValues && !flag("relative") ? 1 : 0
        case "clock": return entry("of")?.degree
        case "percentile": return entry("of")?.degree.map { _ in 0 }
        case "ratio":
            guard let top = entry("numerator")?.degree, let bottom = entry("denominator")?.degree else { return nil }
            return top - bottom
        default: return nil
        }
    }

    private var isOfValues: Bool { ["sum", "mean"].contains(word("of")) }

    /// The same entry for values in another unit: thresholds, smoothing and highest value move with them.
    func scaled(by factor: Double) -> RandomEntry {
        var copy = self
        copy.options = options.map { name, value in
            switch (name, value) {
            case ("above", .number(let bound)), ("below", .number(let bound)): (name, .number(bound * factor))
            case ("smoothing", .number(let added)) where isOfValues: (name, .number(added * factor))
            case ("min_change", .number(let least))
            where isOfValues && !flag("relative", default: kind == "trend_state"):
                (name, .number(least * factor))
            case ("max", .number(let highest)) where kind == "ratio":
                (name, .number(highest * pow(factor, Double(degree ?? 0))))
            case (_, .entry(let entry)): (name, .entry(entry.scaled(by: factor)))
            default: (name, value)
            }
        }
        return copy
    }
}
