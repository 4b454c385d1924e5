import ArgumentParser

struct RetentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "GRR, NRR and logo retention, to the cent; cohorts, time to value, compounding.",
        discussion: """
            Without a subcommand it shows the revenue bridge.

            Examples:
              bellwether retention --data datasets/acme --period year --from 2023-01-01 --to 2026-06-30
              bellwether retention --data datasets/acme --period quarter --by segment,csm --format csv
              bellwether retention compounding 85% 95% --years 3
            """,
        subcommands: [
            RetentionBridgeCommand.self, RetentionCohortsCommand.self, RetentionTimeToValueCommand.self,
            RetentionCompoundingCommand.self, RetentionWorthCommand.self,
        ],
        defaultSubcommand: RetentionBridgeCommand.self)
}
