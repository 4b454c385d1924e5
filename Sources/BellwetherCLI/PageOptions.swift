import ArgumentParser
import Bellwether
import Foundation

/// What all commands that write HTML share.
struct PageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder with your own templates (\(TemplateSet.names.map { $0 + ".mustache" }.joined(separator: ", ")), style.css); what it lacks is taken from the program.",
            valueName: "dir"))
    var templates: String?

    /// The program's templates, and the user's in place of some.
    func templateSet() throws -> TemplateSet {
        guard let templates else { return .standard }
        guard InputFile.isFolder(templates) else {
            throw UsageFailure(description: "--templates \(templates) is no folder")
        }
        var own: [String: String] = [:]
        for name in TemplateSet.names { own[name] = try PageOptions.text("\(templates)/\(name).mustache") }
        let style = try PageOptions.text("\(templates)/style.css")
        guard !own.isEmpty || style != nil else {
            throw UsageFailure(
                description:
                    "--templates \(templates) holds none of \(TemplateSet.names.joined(separator: ", ")).mustache")
        }
        return try TemplateSet(replacing: own, style: style)
    }

    private static func text(_ path: String) throws -> String? {
        InputFile.exists(path) ? String(decoding: try InputFile.bytes(path), as: UTF8.self) : nil
    }

    /// How the page came about.
    static func about(_ data: DataOptions, options: [(name: String, value: String)] = []) throws -> ReportAbout {
        ReportAbout(
            version: "bellwether \(Version.number)", data: data.shown,
            fingerprints: try FolderFingerprint.files(data.home),
            options: options, isSimulated: FolderFingerprint.isSimulated(data.home), stamp: try stamp())
    }

    /// The clock is not asked: the same input is the same page. Whoever wants a stamp sets SOURCE_DATE_EPOCH
    /// (reproducible-builds.org).
    private static func stamp() throws -> String? {
        guard let text = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"] else { return nil }
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
            throw UsageFailure(
                description: "SOURCE_DATE_EPOCH \"\(DisplayText.escaped(text))\" is no number of seconds since 1970")
        }
        return "written \(Day(number: Int32(seconds / 86_400)))"
    }

    /// Writes a page and says how large it is.
    static func write(_ html: String, _ path: String, _ verbosity: Verbosity) throws {
        if path == "-" { return try StandardOutput.write(html) }
        try write(html, try AtomicFileBox(path: path), path, verbosity)
    }

    /// The same to a file that was opened before the work.
    static func write(_ html: String, _ file: AtomicFileBox, _ path: String, _ verbosity: Verbosity) throws {
        try file.write(html)
        let size = NumberFormat.grouped(Int((Double(html.utf8.count) / 1000).rounded()))
        verbosity.note("wrote \(path) (one file, \(size) kB, opens offline)")
    }
}
