import Features
import Health
import Modeling
import Tables

/// Why an account's P(churn) is another than it was, in log-odds that add up.
///
/// Each term adds slope · Σ βⱼ (xⱼ new - xⱼ old) over its design columns. Where the calibration is a straight line that is the
/// whole change; where it is not, slope is 1, the terms add up to the change of the raw log-odds, and `calibration` is
/// what the map does on top. The intercept and the base rate are the same at both dates.
public struct LogitChange: Sendable {
    /// The account.
    public let accountID: String
    /// P(churn) before.
    public let pFrom: Double
    /// P(churn) now.
    public let pTo: Double
    /// Calibrated log-odds at the new date less at the old one. Not finite where a probability is 0 or 1.
    public let change: Double
    /// In the order of the design.
    public let terms: [(term: String, change: Double)]
    /// 0 where the calibration is a straight line.
    public let calibration: Double

    /// With two decimals, adding up to the change with two decimals (largest remainder); empty where it is not finite.
    public var shown: [(term: String, change: Double)] {
        guard change.isFinite else { return [] }
        let all = terms + (calibration == 0 ? [] : [("calibration", calibration)])
        let rounded = Apportionment.rounded(all.map(\.change), total: change, unit: 0.01)
        return zip(all, rounded).map { ($0.term, $1) }
    }

    /// Of what is shown, the terms that did most, at most `count`, the larger first.
    func largest(_ count: Int) -> [(term: String, change: Double)] {
        shown.filter { $0.change != 0 }.enumerated().sorted {
            (abs($1.element.change), $0.offset) < (abs($0.element.change), $1.offset)
        }.prefix(count).map(\.element)
    }

    /// `days_since_login +0.41`.
    public func words(_ count: Int = 2) -> String {
        largest(count).map { part in
            "\(part.term) \(part.change > 0 ? "+" : "")\(NumberFormat.fixed(part.change, 2))"
        }.joined(separator: ", ")
    }

    /// The change of every account that has a row in both tables, in the order of the new one.
    public static func all(
        _ model: ChurnModel, from before: FeatureTable, to after: FeatureTable
    ) throws(PreparationError) -> [LogitChange] {
        let (old, new) = (try model.predict(before.frame), try model.predict(after.frame))
        let pairs = MatchedRows.of(before.rows.map(\.accountID), after.rows.map(\.accountID))
        return concurrentMap(pairs.count) { pair in
            let (from, to) = pairs[pair]
            return LogitChange(model, after.rows[to].accountID, (old, from), (new, to))
        }
    }

    private init(
        _ model: ChurnModel, _ accountID: String, _ old: (all: Predictions, row: Int),
        _ new: (all: Predictions, row: Int)
    ) {
        self.accountID = accountID
        (pFrom, pTo) = (old.all.probabilities[old.row], new.all.probabilities[new.row])
        let before = model.contributions(old.all.design, row: old.row)
        let after = model.contributions(new.all.design, row: new.row)
        terms = zip(before, after).map { ($1.term, $1.logOdds - $0.logOdds) }
        let calibrated = model.calibration.logOdds([old.all.raw[old.row], new.all.raw[new.row]])
        change = calibrated[1] - calibrated[0]
        let isLine = model.calibration.line != nil
        calibration = isLine ? 0 : change - terms.reduce(0) { $0 + $1.change }
    }
}
