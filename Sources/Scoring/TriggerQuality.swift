import Features
import Foundation
import Health
import Metrics
import Signals
import Tables

/// Whether alerts tell losses, judged by renewals that were decided.
///
/// The unit is a renewal, not an alert: ten alerts before one loss are one success. A renewal is alerted where an alert was
/// told in the `within` days before its date while it was open. Precision = lost renewals among the alerted, recall = alerted
/// among the lost, lead = days from the first such alert to the renewal date. Only renewals whose whole window lies in the
/// period are judged. Shares have Wilson intervals; renewals of one account count as independent, which makes them a little
/// narrow where few accounts have many.
///
/// Not promised: what an alert achieved. Where people acted on alerts, losses that they prevented count as false alarms.
public struct TriggerQuality: Sendable {
    /// Alerts, and how many were followed by a loss.
    public struct Tally: Sendable, Equatable {
        /// The trigger; `any` for all together.
        public let name: String
        /// The team that acts; nil of all triggers together.
        public let owner: String?
        /// Told in the period, whatever they were about.
        public let alerts: Int
        /// Of the renewals that are judged.
        public let judged: Int
        /// Lost renewals that were judged.
        public let lost: Int
        /// Renewals with an alert before them.
        public let alerted: Int
        /// Lost renewals with an alert before them.
        public let alertedLost: Int
        /// Days before the renewal date of the first alert, of lost renewals, rising.
        public let leads: [Int]

        /// Fewer alerted renewals say nothing about a trigger.
        public static let fewest = 10

        /// Share lost of all that were judged.
        public var lossRate: Double? { judged > 0 ? Double(lost) / Double(judged) : nil }
        /// Share lost of those with an alert.
        public var precision: Double? { alerted > 0 ? Double(alertedLost) / Double(alerted) : nil }
        /// Share of the losses that had an alert.
        public var recall: Double? { lost > 0 ? Double(alertedLost) / Double(lost) : nil }
        /// 95% (Wilson).
        public var precisionInterval: ClosedRange<Double>? {
            Intervals.wilson(events: Double(alertedLost), total: Double(alerted))
        }
        /// 95% (Wilson).
        public var recallInterval: ClosedRange<Double>? {
            Intervals.wilson(events: Double(alertedLost), total: Double(lost))
        }
        /// Days from the first alert to a lost renewal, in the median.
        public var medianLead: Double? { leads.isEmpty ? nil : Quantile.of(leads.map(Double.init), 0.5) }

        /// Distribution-free, of order statistics; nil with fewer than six, which have none of 95%.
        public var leadInterval: ClosedRange<Int>? { MedianInterval.of(leads) }

        /// Whether the trigger tells losses, in words.
        public var verdict: String {
            guard alerted >= Tally.fewest, let rate = lossRate, let interval = precisionInterval else {
                return "too few to judge"
            }
            if interval.lowerBound > rate { return "tells losses" }
            return interval.upperBound < rate ? "fewer losses than usual" : "no clear difference"
        }
    }

    /// In the scorecard's order.
    public let triggers: [Tally]
    /// All triggers together: a renewal counts once.
    public let all: Tally
    /// Days before a renewal in which an alert counts.
    public let within: Int
    /// Renewals of the period that are pending, or whose window is cut by an end of it.
    public let notJudged: Int

    /// - Parameter rows: of all runs; they say what was open when, and what became of it.
    init(_ triggers: [Trigger], _ alerts: [Alert], _ rows: [FeatureRow], on days: [Day], within: Int) {
        let told = alerts.filter(\.status.isTold)
        let cases = RenewalCase.all(rows, told, on: days, within: within)
        let judged = cases.filter { $0.isLoss != nil && $0.isWhole }
        (self.within, notJudged) = (within, cases.count - judged.count)
        all = Tally("any", nil, told.count, judged) { $0.values.max() }
        self.triggers = triggers.map { trigger in
            Tally(trigger.name, trigger.owner.rawValue, told.count { $0.trigger == trigger.name }, judged) {
                $0[trigger.name]
            }
        }
    }

    /// Columns trigger, owner, alerts, alerted, lost, precision, low, high, recall, recall_low, recall_high, lead_days,
    /// lead_low, lead_high, verdict; the last row is any trigger.
    public var table: Table {
        Table("triggers", columns: TriggerQuality.columns, rows: (triggers + [all]).map(\.cells))
    }

    private static let columns: [Table.Column] = [
        .init("trigger"), .init("owner", detail: 1), .init("alerts", .grouped, detail: 2),
        .init("alerted", title: "renewals", .grouped, detail: 2), .init("lost", .grouped, detail: 2),
        .init("precision", .percent(0)), .init("low", .percent(0)),
        .init("high", .percent(0)), .init("recall", .percent(0)), .init("recall_low", title: "low", .percent(0)),
        .init("recall_high", title: "high", .percent(0)), .init("lead_days", .decimals(0)),
        .init("lead_low", title: "low", .decimals(0)), .init("lead_high", title: "high", .decimals(0)),
        .init("verdict"),
    ]

    /// What is judged.
    public var words: String {
        let rate = all.lossRate.map { " (\(NumberFormat.percent(1).text($0)))" } ?? ""
        return "\(NumberFormat.grouped(all.judged)) renewals judged, \(NumberFormat.grouped(all.lost)) lost\(rate); "
            + "\(NumberFormat.grouped(notJudged)) pending or not watched for all of the \(within) days before"
    }

    /// Which triggers tell losses, in a sentence.
    public var verdict: String {
        guard let recall = all.recall, let recalled = all.recallInterval, let precision = all.precision,
            let interval = all.precisionInterval, let rate = all.lossRate
        else { return "no lost renewal to judge them by." }
        func share(_ value: Double) -> String { NumberFormat.percent(0).text(value) }
        func range(_ range: ClosedRange<Double>) -> String {
            "\(share(range.lowerBound)) to \(share(range.upperBound))"
        }
        let lead = all.medianLead.map { "\(NumberFormat.fixed($0, 0)) days ahead in the median" } ?? "no lead"
        let told = triggers.filter { $0.verdict == "tells losses" }.map(\.name)
        let names = told.joined(separator: ", ")
        let which = told.isEmpty ? "no trigger clearly tells losses" : "those that tell losses: \(names)"
        return "\(all.alertedLost) of \(all.lost) lost renewals (\(share(recall)), \(range(recalled))) had an alert "
            + "within \(within) days before, \(lead); of alerted renewals \(share(precision)) (\(range(interval))) were lost, "
            + "of all \(share(rate)); \(which)."
    }
}

extension TriggerQuality.Tally {
    /// - Parameter lead: the days ahead of the first alert that counts; nil where there is none.
    fileprivate init(
        _ name: String, _ owner: String?, _ alerts: Int, _ cases: [RenewalCase], _ lead: ([String: Int]) -> Int?
    ) {
        (self.name, self.owner, self.alerts, judged) = (name, owner, alerts, cases.count)
        lost = cases.count { $0.isLoss == true }
        let found = cases.filter { lead($0.leads) != nil }
        alerted = found.count
        leads = found.filter { $0.isLoss == true }.compactMap { lead($0.leads) }.sorted()
        alertedLost = leads.count
    }

    fileprivate var cells: [Table.Cell] {
        [
            .text(name), .optional(owner), .integer(alerts), .integer(alerted), .integer(alertedLost),
            .optional(precision), .optional(precisionInterval?.lowerBound), .optional(precisionInterval?.upperBound),
            .optional(recall), .optional(recallInterval?.lowerBound), .optional(recallInterval?.upperBound),
            .optional(medianLead), .optional(leadInterval?.lowerBound), .optional(leadInterval?.upperBound),
            .text(verdict),
        ]
    }
}

/// A renewal, the alerts before it, and what became of it.
private struct RenewalCase {
    struct Key: Hashable {
        let accountID: String
        let date: Day
        let product: String?
    }

    /// nil while it is pending.
    let isLoss: Bool?
    /// Whether all of the days before it lie in the period, as far as it was open.
    let isWhole: Bool
    /// By trigger, how many days before the renewal date the first alert was told.
    var leads: [String: Int] = [:]

    /// Of all renewals that were next at some run within their window.
    static func all(_ rows: [FeatureRow], _ told: [Alert], on days: [Day], within: Int) -> [RenewalCase] {
        let runs = Set(days)
        var cases: [Key: RenewalCase] = [:]
        var keys: [AccountDay: Key] = [:]
        for row in rows where runs.contains(row.asOf) {
            guard let date = row.renewalDate, (0...within).contains(date - row.asOf) else { continue }
            let key = Key(accountID: row.accountID, date: date, product: row.product)
            keys[AccountDay(accountID: row.accountID, day: row.asOf)] = key
            if cases[key] == nil {
                let closed = min(date, row.knownOn ?? date)
                let isWhole = date - within >= days[0] && closed <= days[days.count - 1]
                cases[key] = RenewalCase(isLoss: row.outcome?.isLoss, isWhole: isWhole)
            }
        }
        for alert in told {
            guard let key = keys[AccountDay(accountID: alert.accountID, day: alert.day)] else { continue }
            let lead = max(key.date - alert.day, cases[key]?.leads[alert.trigger] ?? 0)
            cases[key]?.leads[alert.trigger] = lead
        }
        return Array(cases.values)
    }

    private struct AccountDay: Hashable {
        let accountID: String
        let day: Day
    }
}

/// A distribution-free interval of a median by order statistics (Conover, Practical Nonparametric Statistics, 3rd ed., 3.2):
/// the k-th smallest to the k-th largest, with the largest k for which Binomial(n, 1/2) is below k with at most 2.5%.
enum MedianInterval {
    /// - Parameter sorted: rising.
    static func of(_ sorted: [Int]) -> ClosedRange<Int>? {
        let count = sorted.count
        // log of 2^-n, so that long lists do not underflow into an interval that is too wide.
        var (term, below, rank) = (-Double(count) * log(2.0), 0.0, 0)
        while rank < count {
            below += exp(term)
            if below > 0.025 { break }
            rank += 1
            term += log(Double(count - rank + 1) / Double(rank))
        }
        return rank == 0 ? nil : sorted[rank - 1]...sorted[count - rank]
    }
}
