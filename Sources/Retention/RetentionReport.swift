import Documents
import Metrics
import Tables

/// The trend as people read it: the bridge, the rates, what the words mean, and a verdict.
extension RetentionTrend {
    /// Bridge, rates and logos as tables, how to read them, and what they amount to.
    public var results: Results {
        var results = Results()
        add(to: &results, isMain: true)
        for line in RetentionTrend.definitions { results.line(line) }
        results.verdict(verdict)
        return results
    }

    /// The three tables alone.
    /// - Parameter results: is added to.
    /// - Parameter isMain: whether the bridge is what CSV gives.
    public func add(to results: inout Results, isMain: Bool) {
        results.table(bridgeTable, isMain: isMain)
        results.table(rateTable)
        results.table(logoTable)
    }

    /// Definitions, printed under the tables: without them no two people mean the same by a rate.
    public static let definitions = [
        "GRR: what is left of the ARR at the start, each customer capped at what it paid; no expansion.",
        "NRR: GRR + expansion of the same customers. Both without what is undecided; new customers are in neither.",
        "GRR up: GRR of what came up for renewal in the period; contracts that run on (multi-year) were not at risk.",
        "logos: customers that stayed, of all at the start and of those up for renewal, with Wilson's 95% interval.",
        "entered: signed long before the files begin, so not new; what was paid until then is not known.",
        "pending: came up and is undecided, so it is neither renewed nor lost. A * marks a period that is not over.",
    ]

    private var keyColumns: [Table.Column] { [Table.Column("period")] + (grouping.map { [Table.Column($0)] } ?? []) }

    private func name(_ table: String) -> String { grouping.map { "\(table)_by_\($0)" } ?? table }

    private func keys(_ entry: Entry) -> [Table.Cell] {
        [.text(entry.period.name + (entry.isOpen ? "*" : ""))] + (entry.group.map { [.text($0)] } ?? [])
    }

    /// start + new + entered + returned + expansion - contraction - churn - pending = end. Of `entered`, `returned` and
    /// `pending`, which few books have, only what some row has.
    public var bridgeTable: Table {
        let all: [(name: String, part: (RevenueBridge) -> Money, isRare: Bool)] = [
            ("start", \.start, false), ("new", \.new, false), ("entered", \.entered, true),
            ("returned", \.returned, true), ("expansion", \.expansion, false), ("contraction", \.contraction, false),
            ("churn", \.churn, false), ("pending", \.pending, true), ("end", \.end, false),
        ]
        let parts = all.filter { part in !part.isRare || entries.contains { part.part($0.bridge) != .zero } }
        return Table(
            name("bridge"), columns: keyColumns + parts.map { Table.Column($0.name, .grouped) },
            rows: entries.map { entry in keys(entry) + parts.map { .number($0.part(entry.bridge).value) } })
    }

    /// GRR, NRR and GRR of what came up for renewal, each with its 95% interval.
    public var rateTable: Table {
        Table(
            name("rates"),
            columns: keyColumns
                + RetentionTrend.columns("grr", "GRR") + RetentionTrend.columns("nrr", "NRR")
                + RetentionTrend.columns("grr_up", "GRR up"),
            rows: entries.map { entry in
                keys(entry) + [entry.grr, entry.nrr, entry.grrUp].flatMap(\.cells)
            })
    }

    /// Customers: of all at the start, and of those up for renewal.
    public var logoTable: Table {
        Table(
            name("logos"),
            columns: keyColumns
                + [.init("customers", .grouped), .init("lost", .grouped)] + RetentionTrend.columns("logos", "logos")
                + [.init("up_for_renewal", title: "up", .grouped), .init("lost_up", title: "lost", .grouped)]
                + RetentionTrend.columns("logos_up", "logos up") + [.init("undecided", title: "pending", .grouped)],
            rows: entries.map { entry in
                let logos = entry.logos
                return keys(entry) + [.integer(logos.customers), .integer(logos.lost)]
                    + logos.ofAll.cells
                    + [.integer(logos.upForRenewal), .integer(logos.lostAtRenewal)]
                    + logos.ofUpForRenewal.cells + [.integer(logos.pending)]
            })
    }

    private static func columns(_ name: String, _ title: String) -> [Table.Column] {
        [
            .init(name, title: title, .percent(1)), .init(name + "_low", title: "low", .percent(1)),
            .init(name + "_high", title: "high", .percent(1)),
        ]
    }

    /// Whether retention moved from the first whole period to the last, as far as its uncertainty lets anybody tell.
    public var verdict: String {
        let whole = entries.filter { $0.group == nil && !$0.isOpen && $0.grr.isDefined }
        guard let last = whole.last else { return "no period is over: nothing can be told yet." }
        let latest =
            "GRR of \(last.period.name) is \(last.grr.words(.percent(1))), NRR \(last.nrr.words(.percent(1)))"
        guard whole.count > 1, let first = whole.first else { return latest + "." }
        return latest + "; " + RetentionTrend.movement(first, last) + "."
    }

    private static func movement(_ first: Entry, _ last: Entry) -> String {
        guard let low = first.grr.low, let high = first.grr.high, let lastLow = last.grr.low,
            let lastHigh = last.grr.high
        else { return "too few customers to tell it from \(first.period.name)" }
        // Half widths of independent intervals add in squares; customers of both periods make this a little too wide.
        let half = (((high - low) / 2) * ((high - low) / 2) + ((lastHigh - lastLow) / 2) * ((lastHigh - lastLow) / 2))
            .squareRoot()
        let change = last.grr.value - first.grr.value
        let points = NumberFormat.fixed(100 * abs(change), 1) + " points"
        guard abs(change) > half else {
            return
                "it cannot be told from that of \(first.period.name) (\(NumberFormat.percent(1).text(first.grr.value)))"
        }
        return change > 0
            ? "\(points) better than \(first.period.name)" : "\(points) worse than \(first.period.name)"
    }
}
