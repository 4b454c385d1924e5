/// The registry of figures, in the order in which they are listed.
public enum FigureKinds {
    /// Every figure.
    public static let all: [any FigureKind.Type] = [
        CalibrationFigure.self,
        WeightsFigure.self,
        SharesFigure.self,
        GainsFigure.self,
        RiskMatrixFigure.self,
        CalendarFigure.self,
        ScoresFigure.self,
        TimelineFigure.self,
        ContributionsFigure.self,
        BridgeFigure.self,
        CohortsFigure.self,
        CompoundingFigure.self,
        TrendFigure.self,
        SurvivalFigure.self,
        DriftFigure.self,
        RocFigure.self,
        PrecisionRecallFigure.self,
        LeadTimeFigure.self,
        PathFigure.self,
        LearningCurveFigure.self,
        DecisionCurveFigure.self,
        LeadSignalsFigure.self,
    ]

    /// The kind of this name; nil where there is none.
    public static func named(_ name: String) -> (any FigureKind.Type)? { all.first { $0.name == name } }
}
