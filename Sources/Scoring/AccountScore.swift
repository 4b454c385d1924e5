import Health
import Signals
import Tables

/// One account, scored by the model and by hand-set rules.
public struct AccountScore: Sendable, Equatable {
    /// The account.
    public let accountID: String
    /// The day on which it decides next; nil where nothing is open.
    public let renewalDate: Day?
    /// Revenue a year that it decides on; nil where it is not known.
    public let arr: Double?
    /// Calibrated probability that the renewal is lost, with its 95% interval; NaN where no model was asked.
    public let pChurn: Double
    /// Lower end of the 95% interval of P(churn).
    public let pLow: Double
    /// Upper end of the 95% interval of P(churn).
    public let pHigh: Double
    /// 0-100, rounded half up; nil where the scorecard has nothing to go by, or there is none.
    public let health: Int?
    /// `Band.unscored` where the scorecard gives no score; nil without a scorecard. Computed: an override changes neither.
    public let band: String?
    /// Why there is no score, in words; nil where there is one, or no scorecard.
    public let unscored: String?
    /// Sub-scores, 0-100 to one decimal.
    public let dimensions: [Signal.Dimension: Double]
    /// In words, by state.
    public let states: [String: String]
    /// `red`, `amber`, `green` by state, where the scorecard says so.
    public let colours: [String: String]
    /// What stands behind the health score; nil without a scorecard.
    public let basis: HealthBasis?
    /// What raises the probability most, in words; without a model what costs the health score most.
    public let reasons: [String]
    /// What the band's playbook says first; nil without a scorecard.
    public let action: String?
    /// The team that does it.
    public let owner: String?
    /// The day by which it should be done.
    public let due: Day?
    /// `riskier` or `safer` than the health score says; nil where they agree.
    public let disagreement: String?

    /// P(churn) × ARR; nil where one of them is not known.
    public var arrAtRisk: Double? { pChurn.isNaN ? nil : arr.map { $0 * pChurn } }

    /// The columns of `scores.csv`: those of the contract in its order, and behind them what the health score rests on.
    public static let columns: [Table.Column] =
        [
            .init("account_id"), .init("renewal_date"), .init("arr", .grouped), .init("p_churn", .percent(1)),
            .init("p_low", .percent(1)), .init("p_high", .percent(1)), .init("health", .decimals(0)), .init("band"),
            .init("fit", .decimals(0)), .init("current_state", .decimals(0)), .init("interest", .decimals(0)),
            .init("payment_status"), .init("usage_trend"), .init("communication_health"),
            .init("arr_at_risk", .grouped),
            .init("reason_1"), .init("reason_2"), .init("reason_3"), .init("action"), .init("owner"), .init("due"),
            .init("disagreement"),
        ] + HealthBasis.columns + DerivedState.names.map { Table.Column("\($0)_colour") }

    /// One cell a column, in the order of `columns`.
    public var cells: [Table.Cell] {
        let subscores = [Signal.Dimension.fit, .currentState, .interest].map { Table.Cell.optional(dimensions[$0]) }
        let words = DerivedState.names.map { Table.Cell.optional(states[$0]) }
        let why = (0..<3).map { $0 < reasons.count ? Table.Cell.text(reasons[$0]) : .missing }
        var cells: [Table.Cell] = [
            .text(accountID), .optional(renewalDate?.description), .optional(arr), .number(pChurn), .number(pLow),
            .number(pHigh), .optional(health), .optional(band),
        ]
        cells += subscores + words + [.optional(arrAtRisk)] + why
        cells += [.optional(action), .optional(owner), .optional(due?.description), .optional(disagreement)]
        cells += basis?.cells ?? HealthBasis.columns.map { _ in .missing }
        return cells + DerivedState.names.map { .optional(colours[$0]) }
    }
}
