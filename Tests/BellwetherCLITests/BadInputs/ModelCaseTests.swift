import Foundation
import Testing

/// Section M of the list of bad inputs: model files, as the program meets them. Every truncation and every bit flip is in
/// `ModelingTests/ModelFileTests`.
@Suite struct ModelCaseTests {
    private struct Trained {
        let scratch: Scratch
        let model: String
        let text: String
        let table: String

        init() throws {
            var draws = Draws(state: 21)
            var rows = "id,x,z,y\n"
            for row in 0..<300 {
                let (x, z) = (4 * draws.next() - 2, draws.next())
                rows += "secret-\(row),\(x),\(z),\(draws.next() < 1 / (1 + exp(-x)) ? 1 : 0)\n"
            }
            scratch = try Scratch()
            (table, model) = (try scratch.file("t.csv", rows), scratch.path("m.json"))
            let run = try Program.run(
                "train", "--table", table, "--outcome", "y", "--id", "id", "--terms", "linear", "-o", model)
            try #require(run.status == 0, "\(run.errors)")
            text = try String(contentsOfFile: model, encoding: .utf8)
        }

        func score(_ model: String, _ table: String? = nil) throws -> Program {
            try Program.run(
                "score", "--model", model, "--table", table ?? self.table, "--format", "csv", "-o",
                scratch.path("s.csv"))
        }

        func refused(
            _ data: Data, _ status: Int32 = 65, _ words: String = "", sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let path = scratch.path("bad.json")
            try data.write(to: URL(filePath: path))
            let run = try score(path)
            #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
            #expect(words.isEmpty || run.errors.contains(words), "\(run.errors)", sourceLocation: sourceLocation)
            #expect(!scratch.names.contains("s.csv"), "scored", sourceLocation: sourceLocation)
        }
    }

    @Test func `M01 M02 cut and flipped files are refused`() throws {
        let trained = try Trained()
        let bytes = Array(trained.text.utf8)
        for count in [0, 1, bytes.count / 3, bytes.count / 2, bytes.count - 3] {
            try trained.refused(Data(bytes[..<count]))
        }
        for place in stride(from: 40, to: bytes.count - 2, by: bytes.count / 12) {
            var flipped = bytes
            flipped[place] ^= 4
            try trained.refused(Data(flipped))
        }
    }

    /// Version 1 is the first, so an older one is a made-up one.
    @Test func `M04 an older format than any is refused`() throws {
        let trained = try Trained()
        try trained.refused(Data(trained.text.replacing("\"version\": 1", with: "\"version\": 0").utf8), 65, "version")
    }

    @Test func `M03 a newer format names what it needs`() throws {
        let trained = try Trained()
        try trained.refused(
            Data(trained.text.replacing("\"version\": 1", with: "\"version\": 9").utf8), 65,
            "the file is of format version 9, this program reads up to 1; use a newer bellwether")
    }

    @Test func `M05 missing features are listed at once`() throws {
        let trained = try Trained()
        let table = try trained.scratch.file("q.csv", "id,q\nr,1\n")
        let run = try trained.score(trained.model, table)
        #expect(run.status == 65)
        #expect(run.errors.contains("column \"x\" is missing") && run.errors.contains("column \"z\" is missing"))
    }

    @Test func `M06 M07 columns are found by name, others are counted`() throws {
        let trained = try Trained()
        let rows = "0.25,0.5\n"
        func score(_ head: String, _ row: String) throws -> (String, Program) {
            let table = try trained.scratch.file("n.csv", "\(head)\n\(row)\n")
            let run = try trained.score(trained.model, table)
            let text = try String(contentsOfFile: trained.scratch.path("s.csv"), encoding: .utf8)
            return (String(text.split(separator: "\n")[1].split(separator: ",")[1]), run)
        }
        let (plain, _) = try score("x,z", rows.trimmingCharacters(in: .newlines))
        let (turned, run) = try score("new,z,more,x", "9,0.5,7,0.25")
        #expect(plain == turned)
        #expect(run.errors.contains("2 columns of the table are not the model's: not used"))
    }

    @Test func `M08 the same name with another meaning`() throws {
        let model = try #require(AcmeModel.path)
        let scratch = try Scratch()
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv"] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path(name), withDestinationPath: "\(Program.acme)/\(name)")
        }
        let signals = try String(contentsOfFile: "\(Program.acme)/signals.yaml", encoding: .utf8)
        _ = try scratch.file("signals.yaml", signals.replacing("above: 0, window: 365", with: "above: 0, window: 300"))
        let run = try Program.run(
            "score", "--model", model, "--data", scratch.path, "--as-of", "2026-06-30", "-o", scratch.path("s.csv"))
        #expect(run.status == 65, "\(run.errors)")
        #expect(run.errors.contains("late_share"), "\(run.errors)")
    }

    @Test(arguments: [("\"intercept\": ", "1e999"), ("\"lambda\": ", "NaN"), ("\"rows\": ", "Infinity")])
    func `M09 M10 M14 M17 numbers that are none, double keys, hand edits`(key: String, value: String) throws {
        let trained = try Trained()
        if let place = trained.text.range(of: key) {
            let end = trained.text[place.upperBound...].firstIndex { ",}\n".contains($0) }!
            try trained.refused(
                Data(trained.text.replacingCharacters(in: place.upperBound..<end, with: value).utf8))
        }
        try trained.refused(
            Data(trained.text.replacing("\"version\": 1,", with: "\"version\": 1, \"version\": 1,").utf8), 65,
            "\"version\" stands twice")
        try trained.refused(Data((trained.text + "{}").utf8))
        try trained.refused(
            Data(trained.text.replacing("\"x\"", with: "\"w\"", maxReplacements: 1).utf8), 65, "checksum")
        try trained.refused(Data("// comment\n\(trained.text)".utf8))
    }

    @Test func `M11 a file above the limit is not read`() throws {
        let scratch = try Scratch()
        let path = scratch.path("big.json")
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: 1 << 30)
        try file.close()
        let table = try scratch.file("t.csv", "id,x\n1,2\n")
        let run = try Program.run("score", "--model", path, "--table", table)
        #expect(run.status == 65)
        #expect(run.errors.contains("longer than the limit of 64 MiB") || run.errors.contains("larger than"))
    }

    @Test func `M12 other kinds of models are named and not run`() throws {
        let trained = try Trained()
        try trained.refused(Data([0x80, 0x04, 0x95]) + Data("payload".utf8), 65, "looks like a Python pickle")
        try trained.refused(Data("PK\u{3}\u{4}".utf8), 65, "zip archive")
        try trained.refused(Data("<?xml version=\"1.0\"?><PMML/>".utf8), 65, "XML")
    }

    @Test func `M13 devices, pipes and folders are no models`() throws {
        let trained = try Trained()
        let pipe = trained.scratch.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in ["/dev/zero", pipe, trained.scratch.path] {
            let run = try trained.score(path)
            #expect(run.status == 66, "\(path): \(run.errors)")
        }
    }

    @Test func `M15 knots out of order`() throws {
        var draws = Draws(state: 2)
        var rows = "id,x,y\n"
        for row in 0..<1500 {
            let x = 4 * draws.next() - 2
            rows += "r\(row),\(x),\(draws.next() < 1 / (1 + exp(-x)) ? 1 : 0)\n"
        }
        let scratch = try Scratch()
        let (table, model) = (try scratch.file("t.csv", rows), scratch.path("m.json"))
        _ = try Program.run(
            "train", "--table", table, "--outcome", "y", "--id", "id", "--terms", "linear", "--calibration", "isotonic",
            "-o", model)
        let text = try String(contentsOfFile: model, encoding: .utf8)
        // The first step's limits are turned round.
        let low = try #require(text.firstMatch(of: /"high": ([-0-9.e]+), "low": ([-0-9.e]+), "probability"/))
        let turned = text.replacing(low.0, with: "\"high\": \(low.2), \"low\": \(low.1), \"probability\"")
        let bad = try scratch.file("bad.json", turned)
        #expect(try Program.run("score", "--model", bad, "--table", table).status == 65)
    }

    @Test func `M16 a model that saw the future`() throws {
        let model = try #require(AcmeModel.path)
        let run = try Program.run("score", "--model", model, "--data", Program.acme, "--as-of", "2024-01-01")
        expectRefusal(run, 65, "the model learned from outcomes up to ")
        #expect(run.errors.contains("time travel"))
        let allowed = try Program.run(
            "score", "--model", model, "--data", Program.acme, "--as-of", "2024-01-01", "--allow-future-model", "--top",
            "1")
        #expect(allowed.status == 0, "\(allowed.errors)")
    }

    @Test func `M18 look-alike names are other names`() throws {
        let trained = try Trained()
        let table = try trained.scratch.file("n.csv", "id,\u{445},z\nr,1,1\n")
        let run = try trained.score(trained.model, table)
        #expect(run.status == 65)
        #expect(run.errors.contains("column \"x\" is missing"))
    }
}
