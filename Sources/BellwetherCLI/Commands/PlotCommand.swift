import ArgumentParser
import Bellwether

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a picture from a table: SVG, the rows behind it, or Vega-Lite.",
        discussion: """
            Any table with the columns of the picture will do; `bellwether list figures` names them. The picture shows no number
            that is not in the table.

            Examples:
              bellwether plot weights --table weights.csv -o weights.svg
              bellwether plot gains --table gains.csv --reference 0.2 --title "Whom to call first" -o gains.svg
              bellwether plot trend --table trend.csv --format vega > trend.vl.json
            """)

    @Argument(help: "Which picture: \(FigureKinds.all.map { $0.name }.joined(separator: ", ")).")
    var name: String

    @Option(help: ArgumentHelp("The table (CSV); - is standard input.", valueName: "file"))
    var table: String

    @OptionGroup var appearance: FigureArguments
    @OptionGroup var markers: MissingMarkers

    func validate() throws {
        let kind = try kind()
        if appearance.reference != nil, kind.reference == nil {
            throw ValidationError("--reference means nothing to \(name)")
        }
    }

    func run() throws {
        let kind = try kind()
        let source = try TableSource(path: table)
        let contents = try FigureTable.read(source, kind, markers: markers.texts)
        try appearance.show(FigureTable.figure(kind, contents, appearance.options, source: source))
    }

    private func kind() throws -> any FigureKind.Type {
        guard let kind = FigureKinds.named(name) else {
            throw ValidationError(
                "no picture is called \"\(DisplayText.escaped(name))\""
                    + NearestName.hint(for: name, among: FigureKinds.all.map { $0.name }))
        }
        return kind
    }
}

/// How a picture looks and where it goes.
struct FigureArguments: ParsableArguments {
    @Option(help: "Title over the picture; by default the picture's own.")
    var title: String?

    @Option(help: "Line below the title.")
    var subtitle: String?

    @Option(help: "Width in pixels; the text keeps its size.")
    var width: Int = FigureOptions().width

    @Option(help: "Height in pixels; by default what the rows need.")
    var height: Int?

    @Option(help: "A value to compare with, such as a capacity; `list figures` says what it means.")
    var reference: Double?

    @Option(help: "Words beside the reference.")
    var referenceLabel: String?

    @Option(help: "Format: \(FigureFormats.all.map { $0.name }.joined(separator: ", ")).")
    var format: String?

    @Option(name: [.short, .long], help: "Write to a file (format by its ending); - is standard output.")
    var output: String?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        if let format, FigureFormats.named(format) == nil {
            throw ValidationError(
                "unknown format \"\(DisplayText.escaped(format))\""
                    + NearestName.hint(for: format, among: FigureFormats.all.map { $0.name }))
        }
        try FigureArguments.check("--width", width, FigureOptions.widths)
        if let height { try FigureArguments.check("--height", height, FigureOptions.heights) }
        if let reference, !reference.isFinite { throw ValidationError("--reference must be a number") }
        if referenceLabel != nil, reference == nil { throw ValidationError("--reference-label needs --reference X") }
    }

    private static func check(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw ValidationError("\(option) lies between \(range.lowerBound) and \(range.upperBound)")
        }
    }

    var options: FigureOptions {
        FigureOptions(
            title: title, subtitle: subtitle, reference: reference, referenceLabel: referenceLabel, width: width,
            height: height)
    }

    /// Writes the figure to the file or to standard output.
    func show(_ figure: Figure) throws {
        let chosen =
            format.flatMap(FigureFormats.named) ?? output.flatMap(FigureFormats.forFile) ?? FigureFormats.all[0]
        let text = chosen.init().text(figure)
        guard let output, output != "-" else { return try StandardOutput.write(text) }
        try AtomicFile.write(text, to: output)
        verbosity.note("wrote \(output)")
    }
}
