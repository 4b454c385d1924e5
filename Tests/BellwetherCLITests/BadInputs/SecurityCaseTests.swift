import Foundation
import TestSupport
import Testing

/// Section X of the list of bad inputs: security and privacy.
@Suite struct SecurityCaseTests {
    private static let hostile = [
        "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "＋1", "－1", "＠x",
    ]

    private func folder(named names: [String]) -> SmallFolder {
        func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
        var folder = SmallFolder()
        folder.accounts = "account_id\n" + names.map { quoted($0) + "\n" }.joined()
        folder.renewals =
            "account_id,renewal_date,outcome\n"
            + names.enumerated().map { "\(quoted($1)),2024-01-01,\($0 % 2 == 0 ? "churned" : "renewed")\n" }.joined()
        folder.events = SmallFolder.eventHead + names.map { "\(quoted($0)),2023-11-01,login,1\n" }.joined()
        return folder
    }

    @Test func `X01 formulas are defused in CSV, numbers untouched`() throws {
        let run = try folder(named: Self.hostile).run("features", "--days-before", "30", "--format", "csv")
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").dropFirst()
        #expect(lines.count == Self.hostile.count)
        for line in lines { #expect(line.hasPrefix("'") || line.hasPrefix("\"'"), "\(line)") }
    }

    @Test func `X05 Markdown is escaped`() throws {
        let names = ["a|b", "`code`", "[x](javascript:alert(1))", "<b>"]
        let run = try folder(named: names).run("features", "--days-before", "30", "--format", "md")
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("[x](javascript") && !run.output.contains("<b>"))
        let pipes = run.output.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.replacing("\\|", with: "").count { $0 == "|" }
        }
        #expect(Set(pipes).count == 1)
    }

    @Test func `X06 X07 X08 no control, bidi or forged line reaches a terminal`() throws {
        let names = [
            "\u{1B}[31mred", "\u{1B}]8;;http://x\u{7}link", "\u{202E}evil", "two\nlines", "\u{9B}31m", "\u{2066}x",
        ]
        let folder = folder(named: names)
        for format in ["table", "md"] {
            let run = try folder.run("features", "--days-before", "30", "--format", format)
            #expect(run.status == 0, "\(run.errors)")
            let bad = run.output.unicodeScalars.contains { scalar in
                (scalar.value < 0x20 && scalar != "\n") || (0x7F...0x9F).contains(scalar.value)
                    || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            }
            #expect(!bad, "\(format)")
        }
        var broken = folder
        broken.events += "\"no\nbody\u{1B}[2J\",2023-11-01,login,1\n"
        let run = try broken.run()
        #expect(run.status == 65)
        #expect(run.errors.split(separator: "\n").count == 1 && !run.errors.contains("\u{1B}"), "\(run.errors)")
    }

    @Test func `X09 X10 nothing of the rows or the environment is in a model`() throws {
        let scratch = try Scratch()
        var draws = Draws(state: 9)
        var text = "id,name,x,y\n"
        for row in 0..<200 {
            let x = draws.next()
            text += "canary-\(row),Secret Corp \(row),\(x),\(draws.next() < x ? 1 : 0)\n"
        }
        let table = try scratch.file("t.csv", text)
        let run = try Program.run(
            "train", "--table", table, "--outcome", "y", "--id", "id", "--ignore", "name", "-o", scratch.path("m.json"),
            environment: ["PGPASSWORD": "canary-password"])
        #expect(run.status == 0, "\(run.errors)")
        let model = try String(contentsOfFile: scratch.path("m.json"), encoding: .utf8)
        for word in ["canary", "Secret Corp", scratch.path] { #expect(!model.contains(word), "\(word)") }
        #expect(!(run.output + run.errors).contains("canary-password"))
    }

    @Test func `X04 a playbook has no link that could be clicked`() throws {
        let card = try String(contentsOfFile: "\(Program.acme)/scorecard.yaml", encoding: .utf8)
        let scratch = try Scratch()
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv", "signals.yaml"] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path(name), withDestinationPath: "\(Program.acme)/\(name)")
        }
        _ = try scratch.file(
            "scorecard.yaml",
            card.replacing(
                "owner: sales, due_days: 30", with: "owner: sales, link: \"javascript:alert(1)\", due_days: 30"))
        let run = try Program.run("check", "--data", scratch.path)
        #expect(run.status == 78)
        #expect(run.errors.contains("unknown name \"link\""), "\(run.errors)")
    }

    @Test func `X11 words of a tag are literal, whatever they mean to a regular expression`() throws {
        var folder = SmallFolder()
        let tag = "(a+)+$"
        folder.signals = folder.signals.replacing(
            "logins: {kind: sum, signal: login,", with: "logins: {kind: count, signal: login, tags: ['\(tag)'],")
        folder.events =
            "account_id,occurred_at,signal,tag\nA,2023-11-01,login,\(tag)\nA,2023-11-02,login,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n"
        #expect(try folder.features()["logins"] == "1")
    }

    @Test func `X17 dependencies have exact versions`() throws {
        let text = try String(contentsOf: Program.root.appending(path: "Package.swift"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { $0.contains(".package(url:") }
        #expect(!lines.isEmpty)
        for line in lines { #expect(line.contains("exact: \""), "\(line)") }
    }

    @Test func `X12 ids made to collide take no longer`() throws {
        var folder = SmallFolder()
        let ids = (0..<40_000).map { "k\(String($0 &* 2_654_435_761, radix: 2))" }
        folder.accounts = "account_id\n" + ids.joined(separator: "\n") + "\n"
        folder.renewals =
            "account_id,renewal_date,outcome\n"
            + ids.enumerated().map { "\($1),2024-01-01,\($0 % 3 == 0 ? "churned" : "renewed")\n" }.joined()
        folder.events = SmallFolder.eventHead + ids.map { "\($0),2023-11-01,login,1\n" }.joined()
        let start = ContinuousClock.now
        #expect(try folder.run("features", "--days-before", "30", "--format", "csv").status == 0)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func `X13 X14 X15 no bomb, no include, no XML`() throws {
        var folder = SmallFolder()
        folder.others["events.csv"] = Data([0x1F, 0x8B, 8, 0]) + Data(repeating: 0, count: 1000)
        #expect(try folder.run().status == 65)
        folder = SmallFolder()
        folder.signals = "include: ../../etc/passwd\n" + folder.signals
        let include = try folder.run()
        expectRefusal(include, 78, "signals.yaml:1:")
        #expect(!include.errors.contains("root:"))
        let scratch = try Scratch()
        let model = try scratch.file(
            "m.xml", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><PMML>&x;</PMML>")
        let run = try Program.run("score", "--model", model, "--table", model)
        #expect(run.status == 65 && !run.errors.contains("root:"))
    }

    @Test func `X16 no network call without a database`() throws {
        let scratch = try Scratch()
        let run = try ChildProcess.shell(
            """
            command -v strace > /dev/null || exit 99
            strace -f -qq -e trace=network -o trace \(Program.url.path) check --data \(Program.acme) -q > /dev/null
            S=$?; grep -c . trace; exit $S
            """, folder: scratch.path)
        if run.status == 99 { return }
        #expect(run.output == "0\n" && run.status == 0, "\(run.output) \(run.errors)")
    }
}
