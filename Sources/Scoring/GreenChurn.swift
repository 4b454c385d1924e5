import Features
import Health
import Metrics
import Modeling
import Signals
import Tables

/// The renewals that were lost although the account was in the highest band: what the scorecard did not see.
///
/// Each names what the model holds against the account most, of the features that the card does not count. Its P(churn) is shown only where the model had not seen the renewal
/// (`ModelDescription.hasNotSeen`); elsewhere the reason tells what was different about the account, which is no forecast. Points of
/// tenure are the whole points of the score that measures of the feature kind `tenure` gave.
public struct GreenChurn: Sendable {
    /// A loss of a healthy account, and what the card did not see.
    public struct Member: Sendable, Equatable {
        /// The account.
        public let accountID: String
        /// The day of its renewal.
        public let renewalDate: Day?
        /// Revenue a year that was lost.
        public let arr: Double?
        /// Days since it signed; nil where that is not known.
        public let tenureDays: Int?
        /// The health score then, 0 to 100.
        public let health: Int
        /// Points of it that being a customer for long gave.
        public let tenurePoints: Int
        /// nil without a model, or where it had seen the renewal.
        public let pChurn: Double?
        /// nil without a model, or where nothing that the card does not count speaks against the account.
        public let reason: String?

        /// Whether it was in the band, which begins at `least`, only by the points of its tenure.
        public func isByTenure(_ least: Int) -> Bool { health - tenurePoints < least }
    }

    /// Days before each renewal.
    public let leadDays: Int
    /// The highest band.
    public let band: String
    /// The least whole score of the band.
    public let least: Int
    /// By ARR, the most first.
    public let members: [Member]
    /// Renewals in the band, lost or not.
    public let renewals: Int
    /// Of all that was lost at this lead time.
    public let lostOfAll: (renewals: Int, arr: Double)
    /// Among the band, accounts of three years and more, and the others: the share that was lost.
    public let longTenure: ClusteredShare
    /// Of the band, accounts of less than three years: the share that was lost.
    public let shortTenure: ClusteredShare

    /// From how many days on tenure counts as long.
    public static let longDays = 3 * 365

    init(_ rows: BacktestRows, _ model: ChurnModel?) throws(TrainingError) {
        let top = rows.scorecard.bands[rows.scorecard.bands.count - 1]
        let green = rows.scores.indices.filter { rows.band($0) == top.name }
        let lost = green.filter { rows.outcomes[$0] == 1 }
        (leadDays, band, least, renewals) = (rows.leadDays, top.name, top.range.lowerBound, green.count)
        let all = Array(rows.outcomes.indices)
        lostOfAll = (rows.losses(all), rows.arrLost(all))
        func lossShare(_ isLong: Bool) -> ClusteredShare {
            let own = green.filter {
                rows.table.rows[$0].tenureDays.map { ($0 >= GreenChurn.longDays) == isLong } ?? false
            }
            return ClusteredShare(own.map { rows.outcomes[$0] }, clusters: own.map { rows.accounts[$0] })
        }
        (longTenure, shortTenure) = (lossShare(true), lossShare(false))
        let seen = try GreenChurn.reasons(rows.rows(lost), model)
        let members = lost.enumerated().map { GreenChurn.member(rows, row: $1, seen[$0]) }
        self.members = members.sorted { ($0.arr ?? 0, $1.accountID) > ($1.arr ?? 0, $0.accountID) }
    }

    /// By row, the probability where it is honest, and the first reason.
    private static func reasons(
        _ rows: BacktestRows, _ model: ChurnModel?
    ) throws(TrainingError) -> [(pChurn: Double?, reason: String?)] {
        guard let model, rows.count > 0 else { return rows.scores.map { _ in (nil, nil) } }
        let frame = rows.table.frame
        let predictions: Predictions
        do { predictions = try model.predict(frame) } catch { throw .preparation(error) }
        let counted = rows.scorecard.countedFeatures
        return rows.scores.indices.map { row in
            let isNew = model.description.hasNotSeen(rows.table.rows[row])
            let reason = Reasons.of(model, predictions, frame, row: row, count: 1, leavingOut: counted).first
            return (isNew ? predictions.probabilities[row] : nil, reason)
        }
    }

    private static func member(
        _ rows: BacktestRows, row: Int, _ seen: (pChurn: Double?, reason: String?)
    ) -> Member {
        let about = rows.table.rows[row]
        let kinds = Dictionary(rows.table.features.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        let measures = rows.health.profile(row).measures
        let parts = rows.health.parts(row)?.measures ?? []
        let tenure = zip(measures, parts).reduce(0) { $0 + (kinds[$1.0.feature] == TenureKind.name ? $1.1 : 0) }
        return Member(
            accountID: about.accountID, renewalDate: about.renewalDate, arr: about.arr, tenureDays: about.tenureDays,
            health: rows.scores[row] ?? 0, tenurePoints: tenure, pChurn: seen.pChurn, reason: seen.reason)
    }

    /// Columns account_id, renewal_date, arr, tenure_years, health, tenure_points, p_churn, not_seen.
    /// - Parameter top: so many of the largest; all where nil.
    public func table(top: Int? = nil) -> Table {
        Table(
            "green_churn",
            columns: [
                .init("account_id", title: "account"), .init("renewal_date", title: "renewal"),
                .init("arr", title: "ARR", .grouped), .init("tenure_years", title: "years", .decimals(1)),
                .init("health", .decimals(0)), .init("tenure_points", title: "of which tenure", .decimals(0)),
                .init("p_churn", title: "P(churn)", .percent(0)), .init("not_seen", title: "what the card did not see"),
            ],
            rows: members.prefix(top ?? members.count).map { member in
                [
                    .text(member.accountID), .optional(member.renewalDate?.description), .optional(member.arr),
                    .optional(member.tenureDays.map { Double($0) / 365.25 }), .integer(member.health),
                    .integer(member.tenurePoints), .optional(member.pChurn), .optional(member.reason),
                ]
            })
    }

    /// How much of the loss looked healthy, in a sentence.
    public var verdict: String {
        guard renewals > 0 else { return "no renewal was in band \(band) \(leadDays) days before" }
        let arr = members.reduce(0) { $0 + ($1.arr ?? 0) }
        let share = lostOfAll.arr > 0 ? " (\(NumberFormat.percent(0).text(arr / lostOfAll.arr)) of the ARR lost)" : ""
        let byTenure = members.count { $0.isByTenure(least) }
        return
            "\(members.count) of the \(lostOfAll.renewals) lost renewals were \(band) \(leadDays) days before\(share)"
            + (byTenure > 0 ? ", \(byTenure) of them only by the points of tenure" : "") + "; " + tenureWords
    }

    /// Whether an old account is a safe one.
    private var tenureWords: String {
        guard longTenure.rows > 0, shortTenure.rows > 0 else {
            return "too few accounts of three years to say whether long tenure is a safeguard"
        }
        let difference = longTenure.less(shortTenure)
        let shares =
            "of three years and more \(NumberFormat.percent(0).text(longTenure.value)) of \(longTenure.rows) were lost, of "
            + "younger ones \(NumberFormat.percent(0).text(shortTenure.value)) of \(shortTenure.rows)"
        guard let low = difference.low, let high = difference.high else { return shares }
        if high < 0 { return "long tenure goes with fewer losses: \(shares)" }
        if low > 0 { return "long tenure goes with more losses: \(shares)" }
        return "being a customer for long is no proven safeguard: \(shares)"
    }
}

extension Scorecard {
    /// The features that some profile's measure counts, or a cap reads.
    fileprivate var countedFeatures: Set<String> {
        Set(profiles.flatMap(\.measures).filter(\.isCounted).map(\.feature)).union(caps.map(\.condition.feature))
    }
}
