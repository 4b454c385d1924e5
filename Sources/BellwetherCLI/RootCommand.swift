import ArgumentParser

struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bellwether",
        abstract: "Who will not renew: calibrated churn probabilities beside the hand-set health score.",
        discussion: """
            A data folder holds accounts.csv, renewals.csv, events.csv, facts.csv, signals.yaml and scorecard.yaml.
            Start with:
              bellwether check --data datasets/acme
              bellwether train --data datasets/acme --days-before 90 --hold-out 2025-07-01 -o model.json
            """,
        version: Version.text,
        groupedSubcommands: CommandKinds.groups.map { CommandGroup(name: $0.name, subcommands: $0.commands) }
    )
}
