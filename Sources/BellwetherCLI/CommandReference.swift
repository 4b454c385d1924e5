import ArgumentParser
import Bellwether

/// All commands with all that they take, as Markdown: made from the commands themselves, so that nothing in it can be out of date.
enum CommandReference {
    /// - Throws: `DocumentError` where the parser's own description is not what it was: a defect.
    static func text() throws -> String {
        let tree = Field(try JSONReader.read(Array(RootCommand._dumpHelp().utf8), file: "commands"), file: "commands")
        let root = try tree.member("command")
        var out = "# Commands\n\n" + preface
        for group in CommandKinds.groups {
            out += "\n## \(group.name)\n"
            for command in group.commands {
                let name = command.configuration.commandName ?? ""
                guard let own = try root.subcommands.first(where: { try $0.word("commandName") == name }) else {
                    continue
                }
                out += try section(own, [name])
            }
        }
        return out
    }

    private static let preface = """
        Results go to standard output, all else to standard error. A dash is standard input or output. Exit status: 0 done; 3 a gate
        that was set failed; 64 usage; 65 bad data; 66 no such input; 69 database out of reach; 70 defect; 73 cannot create output;
        74 input or output failed; 75 busy; 77 no permission; 78 bad configuration; 130 interrupted.

        """

    private static func section(_ command: Field, _ path: [String]) throws -> String {
        let subcommands = try command.subcommands
        var out = "\n### bellwether \(path.joined(separator: " "))\n\n"
        out += MarkdownFormat.prose(try command.word("abstract") ?? "") + "\n"
        if let words = try command.word("discussion") { out += "\n" + discussion(words) }
        out += try arguments(command, isGroup: !subcommands.isEmpty)
        for own in subcommands { out += try section(own, path + [own.word("commandName") ?? ""]) }
        return out
    }

    /// Words, and examples as code.
    private static func discussion(_ text: String) -> String {
        var (out, isCode) = ("", false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  ") != isCode {
                isCode.toggle()
                out += isCode ? "\n```\n" : "```\n\n"
            }
            out += (isCode ? String(line.dropFirst(2)) : MarkdownFormat.prose(String(line))) + "\n"
        }
        return out + (isCode ? "```\n" : "")
    }

    private static func arguments(_ command: Field, isGroup: Bool) throws -> String {
        let shown = try command.list("arguments").filter { argument in
            let names = try argument.names
            return try argument.flag("shouldDisplay") && !names.contains("--help") && !names.contains("--version")
        }
        guard !shown.isEmpty, !isGroup else { return "" }
        let table = Table(
            "arguments", columns: [.init("what"), .init("meaning"), .init("default")],
            rows: try shown.map { argument in
                [
                    .text(try argument.usage), .text(try argument.word("abstract") ?? ""),
                    .optional(try argument.standard),
                ]
            })
        return "\n" + MarkdownFormat.lines(of: table)
    }
}

/// The parser's description of a command or an argument.
extension Field {
    fileprivate func member(_ name: String) throws -> Field {
        guard let found = try optional(name) else { throw error("\(name) is missing") }
        return found
    }

    fileprivate func optional(_ name: String) throws -> Field? { try entries().first { $0.name == name }?.value }

    fileprivate func word(_ name: String) throws -> String? { try optional(name)?.text() }

    fileprivate func flag(_ name: String) throws -> Bool { try optional(name)?.flag() ?? false }

    fileprivate func list(_ name: String) throws -> [Field] { try optional(name)?.list() ?? [] }

    fileprivate var subcommands: [Field] {
        get throws { try list("subcommands").filter { try $0.word("commandName") != "help" } }
    }

    /// `-o`, `--output`: the short one first.
    fileprivate var names: [String] {
        get throws {
            try list("names").map { ($0, try $0.word("kind") ?? "", try $0.word("name") ?? "") }
                .map { $0.1 == "long" ? "--\($0.2)" : "-\($0.2)" }.sorted { $0.count < $1.count }
        }
    }

    /// How an argument is written.
    fileprivate var usage: String {
        get throws {
            let value = "<\(try word("valueName") ?? "value")>"
            switch try word("kind") {
            case "positional": return value
            case "flag": return try names.joined(separator: ", ")
            default: return try names.joined(separator: ", ") + " " + value
            }
        }
    }

    /// What counts where it is not given; nil where it must be, or where its own words say.
    fileprivate var standard: String? {
        get throws {
            if let value = try word("defaultValue") { return value }
            return try flag("isOptional") || word("kind") == "flag" ? nil : "required"
        }
    }
}
