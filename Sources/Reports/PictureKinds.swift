/// The registry of pictures, in the order in which `bellwether list pictures` names them.
public enum PictureKinds {
    /// Every picture of real data.
    public static let all: [any PictureKind.Type] = [
        LearnedWeights.self,
        Reliability.self,
        Gains.self,
        ScoresByOutcome.self,
        WeightsCompared.self,
        SharesCompared.self,
        RiskMatrix.self,
        RenewalCalendar.self,
        RetentionOverTime.self,
        BridgeOfYear.self,
        CohortGrid.self,
        CompoundingRates.self,
        CustomersLeft.self,
        DriftOfColumns.self,
        RocOfScores.self,
        PrecisionOfScores.self,
        DecisionOfScores.self,
        QualityByLeadTime.self,
        FirstDepartures.self,
        QualityByRenewals.self,
        WeightsAlongPenalty.self,
        AccountTimeline.self,
        AccountReasons.self,
    ]

    /// The picture of this name; nil where there is none.
    public static func named(_ name: String) -> (any PictureKind.Type)? { all.first { $0.name == name } }
}
