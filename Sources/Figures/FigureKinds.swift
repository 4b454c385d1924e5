/// The registry of figures, in the order in which they are listed.
public enum FigureKinds {
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
    ]

    public static func named(_ name: String) -> (any FigureKind.Type)? { all.first { $0.name == name } }
}
