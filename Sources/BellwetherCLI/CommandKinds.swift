import ArgumentParser

/// The registry of commands, in the groups that `bellwether --help` shows.
enum CommandKinds {
    static let groups: [(name: String, commands: [any ParsableCommand.Type])] = [
        (
            "LEARN",
            [CheckCommand.self, SimulateCommand.self, FeaturesCommand.self, TrainCommand.self, ValidateCommand.self]
        ),
        (
            "USE",
            [
                ScoreCommand.self, ExplainCommand.self, CompareCommand.self, BacktestCommand.self, PilotCommand.self,
                BaselineCommand.self,
                WeeklyCommand.self,
            ]
        ),
        ("WATCH", [RetentionCommand.self, DriftCommand.self]),
        ("SHOW", [ListCommand.self]),
    ]
}
