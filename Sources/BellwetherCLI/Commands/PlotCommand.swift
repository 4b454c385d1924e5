import ArgumentParser
import Bellwether

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a picture from the data or from a table: SVG, the rows behind it, or Vega-Lite.",
        discussion: """
            Without --table it is a picture of the report, from the model and the data folder (`bellwether list pictures`). With
            --table any table with the columns of the figure will do (`bellwether list figures`). The picture shows no number
            that is not in its table, which --format csv gives.

            Examples:
              bellwether plot calendar --model model.json --data datasets/acme --as-of 2026-06-30 -o calendar.svg
              bellwether plot timeline --account A-0359 --model model.json --data datasets/acme --as-of 2026-06-30 -o A-0359.svg
              bellwether plot weights --table weights.csv -o weights.svg
              bellwether plot gains --table gains.csv --reference 0.2 --title "Whom to call first" -o gains.svg
              bellwether plot trend --table trend.csv --format vega > trend.vl.json
            """)

    @Argument(help: "Which picture: \(PlotCommand.names.joined(separator: ", ")).")
    var name: String

    @Option(help: ArgumentHelp("A table (CSV) in place of the data folder; - is standard input.", valueName: "file"))
    var table: String?

    @OptionGroup var picture: PictureArguments

    @OptionGroup var appearance: FigureArguments
    @OptionGroup var markers: MissingMarkers

    /// Of pictures and figures, each once.
    private static let names =
        PictureKinds.all.map { $0.name }
        + FigureKinds.all.map { $0.name }.filter { PictureKinds.named($0) == nil }

    func validate() throws {
        let kind: any FigureKind.Type
        if table == nil {
            kind = try picture.kind(name).figure
            try picture.check(name)
        } else {
            kind = try PlotCommand.find(name, FigureKinds.all, "picture") { $0.name }
            try picture.checkUnused()
        }
        if appearance.reference != nil, kind.reference == nil {
            throw ValidationError("--reference means nothing to \(name)")
        }
    }

    func run() throws {
        guard let table else { return try appearance.show(picture.figure(name, appearance)) }
        let kind = try PlotCommand.find(name, FigureKinds.all, "picture") { $0.name }
        let source = try TableSource(path: table)
        let contents = try FigureTable.read(source, kind, markers: markers.texts)
        try appearance.show(FigureTable.figure(kind, contents, appearance.options, source: source))
    }

    /// The member of a registry by its name; an error with the nearest where there is none.
    static func find<Entry>(
        _ name: String, _ all: [Entry], _ what: String, _ nameOf: (Entry) -> String
    ) throws(ValidationError) -> Entry {
        if let found = all.first(where: { nameOf($0) == name }) { return found }
        throw ValidationError(
            "no \(what) is called \"\(DisplayText.escaped(name))\""
                + NearestName.hint(for: name, among: all.map(nameOf)))
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
