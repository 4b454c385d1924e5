import Foundation
import Testing

/// A data folder of two accounts, of which a case spoils one file.
struct SmallFolder {
    var accounts = "account_id,signed_on\nA,2023-01-01\nB,2023-01-01\n"
    var renewals =
        "account_id,renewal_date,outcome,arr_before,arr_after\nA,2024-01-01,renewed,100,100\nB,2024-01-01,churned,100,0\n"
    var events = SmallFolder.eventHead + "A,2023-05-01,login,1\nB,2024-02-01,login,2\n"
    var facts = "account_id,valid_from,fact,value\n"
    var signals = """
        version: 1
        signals:
          login: {category: usage, dimension: interest}
        features:
          logins: {kind: sum, signal: login, window: 90}

        """
    /// Files that are not text, or not among the five.
    var others: [String: Data] = [:]

    static let eventHead = "account_id,occurred_at,signal,value\n"

    /// One reading of account A, in place of all.
    static func reading(_ value: String = "1", at time: String = "2023-05-01") -> SmallFolder {
        SmallFolder(events: eventHead + "A,\(time),login,\(value)\n")
    }

    func write() throws -> Scratch {
        let scratch = try Scratch()
        for (name, text) in [
            ("accounts.csv", accounts), ("renewals.csv", renewals), ("events.csv", events), ("facts.csv", facts),
            ("signals.yaml", signals),
        ] { _ = try scratch.file(name, text) }
        for (name, data) in others { try data.write(to: URL(filePath: scratch.path(name))) }
        return scratch
    }

    /// What a command makes of it, with the folder's name taken out of its words.
    func run(_ verb: String = "check", _ options: String...) throws -> Program {
        try run(list: [verb] + options)
    }

    func run(list arguments: [String]) throws -> Program {
        let scratch = try write()
        let verb = Array(arguments.prefix(1)) + ["--data", scratch.path] + arguments.dropFirst()
        let run = try Program.run(list: verb)
        return Program(
            output: run.output.replacing(scratch.path + "/", with: ""),
            errors: run.errors.replacing(scratch.path + "/", with: ""), status: run.status, wasKilled: run.wasKilled)
    }

    /// The features of the first account, as texts by column.
    func features(_ options: String...) throws -> [String: String] {
        let run = try run(
            list: ["features", "--format", "csv"] + (options.isEmpty ? ["--days-before", "30"] : options))
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        try #require(run.status == 0 && lines.count > 1, "\(run.errors)")
        return Dictionary(uniqueKeysWithValues: zip(lines[0], lines[1]))
    }
}

/// The program refused: this status, and lines on standard error of which the first begins so.
func expectRefusal(
    _ run: Program, _ status: Int32, _ beginning: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.errors.hasPrefix(beginning), "\(run.errors)", sourceLocation: sourceLocation)
    #expect(!run.wasKilled, sourceLocation: sourceLocation)
}

/// The program went on and told this.
func expectTold(_ run: Program, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.status == 0, "\(run.errors)", sourceLocation: sourceLocation)
    #expect((run.output + run.errors).contains(words), "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
}

extension Program {
    /// A ready-made table, learned from or whatever the verb does.
    static func onTable(_ text: String, _ arguments: String...) throws -> Program {
        let scratch = try Scratch()
        let path = try scratch.file("t.csv", text)
        var list = arguments
        list.insert(contentsOf: ["--table", path], at: 1)
        if list[0] == "train" { list += ["-o", scratch.path("m.json")] }
        let run = try run(list: list)
        return Program(
            output: run.output, errors: run.errors.replacing(scratch.path + "/", with: ""), status: run.status,
            wasKilled: run.wasKilled)
    }
}
