import Foundation
import Testing

/// Section C of the list of bad inputs: configuration, weights, bands.
@Suite struct ConfigurationCaseTests {
    private func signals(_ old: String, _ new: String) throws -> Program {
        var folder = SmallFolder()
        #expect(folder.signals.contains(old))
        folder.signals = folder.signals.replacing(old, with: new)
        return try folder.run()
    }

    /// The shipped scorecard with one place changed, set beside the shipped signals.
    private func scorecard(_ old: String, _ new: String) throws -> Program {
        let scratch = try Scratch()
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv", "signals.yaml"] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path(name), withDestinationPath: "\(Program.acme)/\(name)")
        }
        let text = try String(contentsOfFile: "\(Program.acme)/scorecard.yaml", encoding: .utf8)
        #expect(text.contains(old))
        _ = try scratch.file("scorecard.yaml", text.replacing(old, with: new, maxReplacements: 1))
        let run = try Program.run("check", "--data", scratch.path)
        return Program(
            output: run.output, errors: run.errors.replacing(scratch.path + "/", with: ""), status: run.status,
            wasKilled: run.wasKilled)
    }

    @Test func `C01 weights that do not sum`() throws {
        let run = try scorecard("weight: 25", "weight: 12")
        expectRefusal(run, 78, "scorecard.yaml:")
        #expect(run.errors.contains("sum to"), "\(run.errors)")
    }

    @Test func `C02 a negative weight`() throws {
        expectRefusal(try scorecard("weight: 25", "weight: -25"), 78, "scorecard.yaml:")
    }

    @Test(arguments: [
        ("{name: healthy, from: 80, to: 100}", "{name: healthy, from: 81, to: 100}"),
        ("{name: healthy, from: 80, to: 100}", "{name: healthy, from: 79, to: 100}"),
        ("{name: healthy, from: 80, to: 100}", "{name: healthy, from: 80, to: 99}"),
        ("{name: critical, from: 0, to: 49}", "{name: critical, from: 49, to: 0}"),
        ("{name: at-risk, from: 50, to: 79}", "{name: at-risk, from: 50, to: 79.999}"),
    ])
    func `C03 bands with a gap or an overlap`(old: String, new: String) throws {
        expectRefusal(try scorecard(old, new), 78, "scorecard.yaml:")
    }

    @Test func `C05 C16 unknown and double keys`() throws {
        expectRefusal(
            try signals("window: 90", "windw: 90"), 78, "signals.yaml:5:")
        let twice = try signals("features:", "  login: {category: usage, dimension: interest}\nfeatures:")
        expectRefusal(twice, 78, "signals.yaml:")
        #expect(twice.errors.contains("stands twice"))
    }

    @Test func `C06 a key twice tells both lines`() throws {
        let run = try signals("features:", "  login: {category: usage, dimension: interest}\nfeatures:")
        expectRefusal(run, 78, "signals.yaml:4:3: \"login\" stands twice (first in line 3)")
    }

    @Test(arguments: ["\"90\"", "ninety", "12:30:00", "1e3", "0x5A", "1e400", "90.5", "yes"])
    func `C07 C08 C12 a window is a whole number, whatever YAML makes of the word`(word: String) throws {
        let run = try signals("window: 90", "window: \(word)")
        expectRefusal(run, 78, "signals.yaml:5:")
        #expect(run.errors.contains("features.logins.window"))
    }

    @Test func `C08 012 is twelve, no and off are words`() throws {
        #expect(try signals("window: 90", "window: 012").status == 0)
        expectRefusal(
            try signals("category: usage", "category: no"), 78,
            "signals.yaml:3:21: signals.login.category: unknown \"no\"")
    }

    @Test func `C09 C10 bombs and pits`() throws {
        var folder = SmallFolder()
        let lines = (1...8).map { level in
            let (name, of) = (UnicodeScalar(UInt8(97 + level)), UnicodeScalar(UInt8(96 + level)))
            return "\(name): &\(name) [" + [String](repeating: "*\(of)", count: 10).joined(separator: ",") + "]\n"
        }
        folder.signals = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + lines.joined()
        expectRefusal(try folder.run(), 78, "signals.yaml:1:")
        folder.signals = "a: " + String(repeating: "[", count: 100_000)
        expectRefusal(try folder.run(), 78, "signals.yaml:1:1: nested deeper than 64")
        let scratch = try Scratch()
        let deep = try scratch.file("m.json", String(repeating: "[", count: 100_000))
        #expect(try Program.run("score", "--model", deep, "--table", deep).status == 65)
    }

    @Test func `C11 a configuration that is missing, a folder, unreadable, empty`() throws {
        let scratch = try SmallFolder().write()
        let path = scratch.path("signals.yaml")
        func status() throws -> Int32 { try Program.run("check", "--data", scratch.path).status }
        try FileManager.default.removeItem(atPath: path)
        #expect(try status() == 66)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(try status() == 66)
        try FileManager.default.removeItem(atPath: path)
        _ = try scratch.file("signals.yaml", "")
        #expect(try status() == 78)
        // root may read everything.
        if getuid() != 0 {
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
            #expect(try status() == 77)
        }
    }

    @Test(arguments: ["0", "-7", "1000000000"]) func `C12 a window outside its range`(window: String) throws {
        let run = try signals("window: 90", "window: \(window)")
        expectRefusal(run, 78, "signals.yaml:5:")
        #expect(run.errors.contains("is out of range (expected 1 to 3660)"))
    }

    @Test func `C13 a playbook for a band that is not there`() throws {
        let run = try scorecard("  critical:\n", "  crtical:\n")
        expectRefusal(run, 78, "scorecard.yaml:")
        #expect(run.errors.contains("did you mean \"critical\"?"), "\(run.errors)")
    }

    @Test func `C14 nothing in a text is expanded`() throws {
        let run = try scorecard("\"Ask for payment, and", "\"$(touch /tmp/bellwether-owned) ${HOME}, and")
        #expect(run.status == 0, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/bellwether-owned"))
    }

    @Test func `C15 a flag wins over the file`() throws {
        var folder = SmallFolder.reading(at: "2023-11-01T23:30:00Z")
        folder.signals = folder.signals.replacing("version: 1\n", with: "version: 1\ntimezone: UTC\n")
        folder.renewals = "account_id,renewal_date,outcome\nA,2024-12-01,pending\n"
        #expect(try folder.features("--as-of", "2023-11-02")["logins"] == "1")
        #expect(try folder.features("--as-of", "2023-11-02", "--timezone", "Europe/Berlin")["logins"] == "0")
    }

    @Test func `C17 a byte order mark is no text, UTF-16 is named`() throws {
        var folder = SmallFolder()
        let text = folder.signals
        folder.signals = "\u{FEFF}" + text
        #expect(try folder.run().status == 0)
        folder.others["signals.yaml"] = text.data(using: .utf16LittleEndian).map { Data([0xFF, 0xFE]) + $0 }
        expectRefusal(try folder.run(), 78, "signals.yaml:1:1: a UTF-16 byte order mark; save the file as UTF-8")
    }

    @Test func `C18 a day before all data is refused, one far behind it is told`() throws {
        let folder = SmallFolder()
        expectRefusal(
            try folder.run("features", "--as-of", "2011-01-01", "--format", "csv"), 64,
            "nothing is known before 2011-01-01: the data reach from 2023-01-01 to ")
        let late = try folder.run("features", "--as-of", "2031-01-01", "--format", "csv")
        #expect(late.status == 0 && late.errors.contains("days after the data end"), "\(late.errors)")
    }
}
