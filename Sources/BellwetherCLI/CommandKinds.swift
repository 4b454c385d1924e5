import ArgumentParser

/// The registry of commands, in the groups that `bellwether --help` shows. One a line, so that two branches that add one each
/// do not meet.
enum CommandKinds {
    static let groups: [(name: String, commands: [any ParsableCommand.Type])] = [
        ("LEARN", learn), ("USE", use), ("WATCH", watch), ("SHOW", show), ("SHARE", share),
    ]

    private static let learn: [any ParsableCommand.Type] = [
        CheckCommand.self,
        SimulateCommand.self,
        FeaturesCommand.self,
        TrainCommand.self,
        ValidateCommand.self,
    ]

    private static let use: [any ParsableCommand.Type] = [
        ScoreCommand.self,
        ExplainCommand.self,
        CompareCommand.self,
        BacktestCommand.self,
        PilotCommand.self,
        BaselineCommand.self,
        WeeklyCommand.self,
    ]

    private static let watch: [any ParsableCommand.Type] = [
        RetentionCommand.self,
        DriftCommand.self,
    ]

    private static let show: [any ParsableCommand.Type] = [
        ReportCommand.self,
        PlotCommand.self,
        ListCommand.self,
    ]

    private static let share: [any ParsableCommand.Type] = [
        ExportCommand.self,
        ImportCommand.self,
    ]
}
