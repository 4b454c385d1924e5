import ArgumentParser
import Bellwether

struct DriftCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Did the customers change since the model learned, and do its probabilities still hold?",
        discussion: """
            Every feature of the model, and its score, now against a reference: population stability index with the
            threshold that chance sets for so many accounts and features (5% over all), missing shares, new levels, and what
            each moves the score by. Then the quality that the probabilities promise; and, of renewals decided since that the
            model had not seen, what they promised beside what came.

            The reference is the book on the day the model's last outcome became known. Where the business has
            seasons take the same day of the year before.

            Examples:
              bellwether drift --model model.json --data datasets/acme --as-of 2026-06-30
              bellwether drift --model model.json --data datasets/acme --as-of 2026-06-30 --reference 2025-06-30 --max-psi 0.25
              bellwether drift --model model.json --table june.csv --reference-table trained-on.csv
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The accounts as they were known before this day.", valueName: "date"))
    var asOf: Day?

    @Option(help: ArgumentHelp("Against the accounts as of this day.", valueName: "date"))
    var reference: Day?

    @Option(
        help: ArgumentHelp(
            "A ready-made table (CSV) instead of a data folder; where it has the outcome column, outcomes count.",
            valueName: "file"))
    var table: String?

    @Option(help: ArgumentHelp("With --table: against this table.", valueName: "file"))
    var referenceTable: String?

    @Option(help: "With --table: column with the account; of several rows the last counts.")
    var group: String?

    @OptionGroup var markers: MissingMarkers

    @Option(
        name: .customLong("max-psi"),
        help: ArgumentHelp(
            "Exit status 3 where a population stability index lies above, and above what chance explains.",
            valueName: "index"))
    var maxPSI: Double?

    @Option(help: "Show so many features, those with the most evidence, and all that drifted; CSV and JSON have all.")
    var top: Int = 15

    @Option(help: "Seed of the draws and the bootstrap.")
    var seed: UInt64 = 42

    func validate() throws {
        if let maxPSI, !(maxPSI >= 0 && maxPSI.isFinite) {
            throw ValidationError("--max-psi must be a number of at least 0")
        }
        guard top >= 0 else { throw ValidationError("--top must be at least 0") }
        guard table == nil else { return try checkTableOptions() }
        guard referenceTable == nil else { throw ValidationError("--reference-table needs --table FILE") }
        guard group == nil else { throw ValidationError("--group needs --table FILE") }
        guard let asOf else { throw ValidationError("--as-of DATE is missing (or --table FILE)") }
        if let reference, reference >= asOf {
            throw ValidationError("--reference \(reference) is not before --as-of \(asOf)")
        }
    }

    private func checkTableOptions() throws {
        guard referenceTable != nil else {
            throw ValidationError("--table needs --reference-table FILE: what to compare it with")
        }
        guard data.data == nil, asOf == nil, reference == nil else {
            throw ValidationError("--table excludes --data, --as-of and --reference")
        }
    }

    func run() throws {
        let model = try ModelInput.read(model)
        let population: PopulationDrift
        if let table, let referenceTable {
            let tables = TableDrift(model: model, group: group, markers: markers.texts, seed: seed, top: shown)
            let (review, results) = try tables.compare(table, with: referenceTable)
            population = review.population
            try output.show(results)
        } else if let asOf {
            let drift = try portfolioDrift(model, asOf)
            population = drift.review.population
            try output.show(drift.results(top: shown))
        } else {
            return
        }
        try checkGate(population)
    }

    /// Programs get every feature.
    private var shown: Int { [CSVFormat.name, JSONFormat.name].contains(output.chosen.name) ? .max : top }

    private func portfolioDrift(_ model: ChurnModel, _ asOf: Day) throws -> PortfolioDrift {
        guard model.leadTimes != nil else {
            throw UsageFailure(
                description: "the model was trained on a ready-made table: compare with --table and --reference-table")
        }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        return try output.verbosity.step("compared") {
            try portfolio.drift(model, asOf: asOf, reference: reference, seed: seed)
        }
    }

    private func checkGate(_ population: PopulationDrift) throws {
        guard let maxPSI, let worst = population.exceeding(maxPSI).first else { return }
        let index = NumberFormat.fixed(worst.stability?.index ?? 0, 3)
        throw GateFailure(
            description:
                "the PSI \(index) of \(worst.name) lies above --max-psi \(JSON.text(of: maxPSI)), and above what "
                + "chance explains (\(NumberFormat.fixed(worst.threshold ?? 0, 3)))")
    }
}
