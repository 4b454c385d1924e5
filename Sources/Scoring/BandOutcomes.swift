import Health
import Metrics
import Tables

/// What became of each band at each lead time: the share that was renewed, and the ARR that was lost.
///
/// Shares have Wilson intervals that allow for accounts with several renewals (`ClusteredShare`). Unscored renewals are a band of
/// their own, which is never ordered.
public struct BandOutcomes: Sendable {
    /// A band: renewals, losses, their share with its interval.
    public struct Outcome: Sendable {
        /// Days before each renewal.
        public let leadDays: Int
        /// The band.
        public let band: String
        /// Renewals in it.
        public let renewals: Int
        /// Losses among them.
        public let lost: Int
        /// Share renewed, with its 95% interval.
        public let renewed: ClusteredShare
        /// Revenue a year that came up.
        public let arr: Double
        /// Revenue a year that was lost.
        public let arrLost: Double
    }

    /// By lead time as given, then from the lowest band up; unscored last, where there are any.
    public let outcomes: [Outcome]
    private let bands: [String]

    /// One entry a lead time and band.
    public init(_ leads: [BacktestRows]) {
        bands = leads.first?.scorecard.bands.map(\.name) ?? []
        outcomes = leads.flatMap(BandOutcomes.outcomes)
    }

    private static func outcomes(_ rows: BacktestRows) -> [Outcome] {
        let byBand = Dictionary(grouping: rows.scores.indices, by: rows.band)
        let names = rows.scorecard.bands.map(\.name) + (byBand[Band.unscored] == nil ? [] : [Band.unscored])
        return names.map { name in
            let members = byBand[name] ?? []
            return Outcome(
                leadDays: rows.leadDays, band: name, renewals: members.count, lost: rows.losses(members),
                renewed: rows.renewed(members), arr: members.reduce(0) { $0 + rows.arr[$1] },
                arrLost: rows.arrLost(members))
        }
    }

    /// Columns lead_days, band, renewals, churned, renewed, low, high, arr, arr_lost, arr_lost_share (of all that was lost at
    /// this lead time).
    public var table: Table {
        let lost = Dictionary(outcomes.map { ($0.leadDays, $0.arrLost) }, uniquingKeysWith: +)
        return Table(
            "bands",
            columns: [
                .init("lead_days", title: "days", .grouped), .init("band"), .init("renewals", .grouped),
                .init("churned", .grouped), .init("renewed", .percent(1)), .init("low", .percent(1)),
                .init("high", .percent(1)), .init("arr", title: "ARR", .grouped),
                .init("arr_lost", title: "ARR lost", .grouped), .init("arr_lost_share", title: "share", .percent(0)),
            ],
            rows: outcomes.map { outcome in
                let all = lost[outcome.leadDays] ?? 0
                return [
                    .integer(outcome.leadDays), .text(outcome.band), .integer(outcome.renewals), .integer(outcome.lost),
                ] + outcome.renewed.estimate.cells + [
                    .number(outcome.arr), .number(outcome.arrLost), .optional(all > 0 ? outcome.arrLost / all : nil),
                ]
            })
    }

    /// The highest band's share renewed less the lowest one's; nil where one of them is empty, or there is but one.
    public func spread(leadDays: Int) -> Estimate? {
        let ordered = ordered(leadDays)
        guard let low = ordered.first, let high = ordered.last, bands.count > 1, low.renewals > 0, high.renewals > 0
        else { return nil }
        return high.renewed.less(low.renewed)
    }

    /// The bands of a scorecard at one lead time, from the lowest up.
    private func ordered(_ leadDays: Int) -> [Outcome] {
        bands.compactMap { band in outcomes.first { $0.leadDays == leadDays && $0.band == band } }
    }

    /// Whether the ends differ, and which neighbours do not.
    public func verdict(leadDays: Int) -> String {
        let when = "\(leadDays) days before"
        guard let spread = spread(leadDays: leadDays), let low = spread.low, let high = spread.high else {
            return "\(when), the highest or the lowest band is empty: the bands cannot be judged"
        }
        let (top, bottom) = (bands[bands.count - 1], bands[0])
        if high < 0 {
            return "\(when), \(top) accounts renew less often than \(bottom) ones: the bands are upside down"
        }
        guard low > 0 else {
            return "\(when), it cannot be told whether \(top) accounts renew more often than \(bottom) ones"
        }
        return "\(when), \(top) accounts renew more often than \(bottom) ones, by "
            + "\(spread.points) points" + neighbours(leadDays)
    }

    private func neighbours(_ leadDays: Int) -> String {
        let all = ordered(leadDays)
        let words = zip(all, all.dropFirst()).compactMap { lower, upper -> String? in
            guard lower.renewals > 0, upper.renewals > 0 else {
                return "one of \(lower.band) and \(upper.band) is empty"
            }
            let difference = upper.renewed.less(lower.renewed)
            if let high = difference.high, high < 0 { return "\(upper.band) renews less often than \(lower.band)" }
            if let low = difference.low, low > 0 { return nil }
            return "\(lower.band) and \(upper.band) cannot be told apart"
        }
        return words.isEmpty ? "; each band more often than the one below" : "; " + words.joined(separator: "; ")
    }
}

extension Estimate {
    /// `31.0 (18.2 to 44.1)`: a share in points of a hundred.
    var points: String {
        Estimate(100 * value, low: low.map { 100 * $0 }, high: high.map { 100 * $0 }).words(.decimals(1))
    }
}
