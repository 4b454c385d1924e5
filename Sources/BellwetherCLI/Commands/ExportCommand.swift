import ArgumentParser
import Bellwether

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a model's whole scorer so that another engine gives the same P(churn).",
        discussion: """
            Preparation (missing values, categories that training never saw), terms, calibration and any shift of the base rate are
            in it; intervals, reasons and the health score are not. The columns of a data folder's model are those that
            `bellwether features` writes. `bellwether list exports` and `list dialects` say what there is.

            Examples:
            \(ExportKinds.all.flatMap { $0.examples }.map { "  " + $0 }.joined(separator: "\n"))
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @Option(help: "What to write: \(ExportKinds.all.map { $0.name }.joined(separator: ", ")).")
    var to: String

    @Option(help: "SQL: the engine, one of \(SQLDialects.all.map { $0.name }.joined(separator: ", ")).")
    var dialect: String?

    @Option(help: "SQL: the table with the rows to score; schema.table where it is in a schema. By default input.")
    var table: String?

    @Option(
        help: ArgumentHelp(
            "SQL: the columns to pass on beside p_churn; by default all, and those of its steps.", valueName: "a,b"))
    var keep: String?

    @Option(
        help: ArgumentHelp(
            "Share of renewals that is lost now, where it differs from what the model learned from: moves the intercept.",
            valueName: "share"))
    var baseRate: Double?

    @Option(name: [.short, .long], help: "Write to a file; - is standard output.")
    var output: String?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        _ = try kind
        _ = try options
        try ModelInput.check(baseRate: baseRate)
        let isSQL = to == SQLExport.name
        for (name, value) in [("--dialect", dialect), ("--table", table), ("--keep", keep)]
        where value != nil && !isSQL {
            throw ValidationError("\(name) means nothing to \(to)")
        }
        if table?.isEmpty == true || keep?.isEmpty == true { throw ValidationError("an empty name") }
    }

    func run() throws {
        let model = try ModelInput.shifted(ModelInput.read(model), toBaseRate: baseRate, note: verbosity.note)
        let bytes = try kind.init().bytes(model, options)
        guard let output, output != "-" else { return try StandardOutput.write(bytes) }
        var file = try AtomicFile(path: output)
        try file.write(bytes)
        try file.commit()
        verbosity.note("wrote \(output)")
    }

    private var kind: any ExportKind.Type {
        get throws { try PlotCommand.find(to, ExportKinds.all, "export") { $0.name } }
    }

    private var options: ExportOptions {
        get throws {
            var options = ExportOptions()
            if let dialect { options.dialect = try PlotCommand.find(dialect, SQLDialects.all, "dialect") { $0.name } }
            if let table { options.table = table }
            if let keep { options.keep = keep.split(separator: ",").map(String.init) }
            return options
        }
    }
}
