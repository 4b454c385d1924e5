import ArgumentParser
import Bellwether
import Glibc

/// `-q`, `-v`: how much is said on standard error. Shared by all commands.
struct Verbosity: ParsableArguments {
    @Flag(name: [.short, .long], help: "Say nothing on standard error but errors.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Say on standard error what is done, and how long it took.")
    var verbose = false

    func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    /// A remark for people.
    func note(_ text: String) {
        if !quiet { StandardError.write(text) }
    }

    /// Runs a step and, where wanted, says what it was and how long it took.
    func step<Value>(_ words: String, _ body: () throws -> Value) rethrows -> Value {
        guard verbose else { return try body() }
        let start = ContinuousClock.now
        let value = try body()
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
        StandardError.write("\(words): \(NumberFormat.fixed(seconds, 2)) s")
        return value
    }
}

/// `--format`, `-o`: where results go. Shared by all commands.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to show results: \(TableFormats.all.map { $0.name }.joined(separator: ", ")).")
    var format: String?

    @Option(name: [.short, .long], help: "Write the results to a file (format by its ending); - is standard output.")
    var output: String?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        if let format { try OutputOptions.check(format: format) }
    }

    static func check(format: String) throws {
        guard TableFormats.named(format) == nil else { return }
        throw ValidationError(
            "unknown format \"\(format)\"" + NearestName.hint(for: format, among: TableFormats.all.map { $0.name }))
    }

    /// The format: what was asked for, else by the file's ending, else the table.
    var chosen: any TableFormat.Type {
        format.flatMap(TableFormats.named) ?? output.flatMap(TableFormats.forFile) ?? TableFormats.all[0]
    }

    /// Writes results to the file or to standard output.
    func show(_ results: Results) throws {
        let text = chosen.init().text(results)
        if let output, output != "-" {
            try AtomicFile.write(text, to: output)
            note("wrote \(output)")
        } else {
            try StandardOutput.write(text)
        }
    }

    /// Shows results on standard output, for commands whose `-o` is another file.
    func print(_ results: Results) throws {
        try StandardOutput.write(results, format: format)
    }

    /// The same beside a file, in the format of its ending: the file takes its place only when all has been told, so that a run
    /// that fails has changed nothing.
    func print(_ results: Results, beside file: Results, _ path: String) throws {
        let box = try AtomicFileBox(path: path)
        try box.append((TableFormats.forFile(path) ?? CSVFormat.self).init().text(file))
        try print(results)
        try box.commit()
    }

    /// A remark for people, on standard error.
    func note(_ text: String) { verbosity.note(text) }

    var quiet: Bool { verbosity.quiet }
}

enum StandardOutput {
    /// Results in a format by name, as the table where none is named.
    static func write(_ results: Results, format: String?) throws {
        try write((format.flatMap(TableFormats.named) ?? TableFormats.all[0]).init().text(results))
    }

    static func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

    static func write(_ bytes: [UInt8]) throws(OutputError) {
        try writeAll(bytes, to: STDOUT_FILENO, path: "standard output")
    }
}

enum StandardError {
    static func write(_ text: String) {
        // Nothing is left to be told where even standard error cannot be written.
        try? writeAll(Array((text + "\n").utf8), to: STDERR_FILENO, path: "standard error")
    }
}

/// Progress on standard error, only where a person watches: one line, rewritten.
struct Progress {
    let isShown: Bool

    init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

    func step(_ text: String) {
        guard isShown else { return }
        try? writeAll(Array("\r\u{1B}[K\(DisplayText.escaped(text))".utf8), to: STDERR_FILENO, path: "standard error")
    }

    func done() {
        guard isShown else { return }
        try? writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO, path: "standard error")
    }
}
