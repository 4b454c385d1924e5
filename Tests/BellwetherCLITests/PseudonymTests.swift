import Foundation
import Testing

/// `--hash-ids`: who the accounts are is found nowhere, and what is said of them is the same.
@Suite struct PseudonymTests {
    private let scratch: Scratch
    private let key: String
    /// Ids, names, contacts and CSMs of the shipped portfolio.
    private let secrets: [String]

    init() throws {
        scratch = try Scratch()
        key = try scratch.file("key", "a key that is long enough\n")
        let text = try String(contentsOfFile: "\(Program.acme)/accounts.csv", encoding: .utf8)
        let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let places = ["account_id", "name", "primary_contact", "csm"].compactMap { name in
            rows[0].firstIndex { $0 == name }
        }
        #expect(places.count == 4)
        secrets = Set(rows.dropFirst().flatMap { row in places.map { String(row[$0]) } }).filter { $0.count > 3 }
            .sorted()
    }

    private func leaks(_ text: String) -> [String] { secrets.filter(text.contains) }

    private func read(_ name: String) throws -> String {
        try String(contentsOfFile: scratch.path(name), encoding: .utf8)
    }

    @Test func scoresAreTheSameOfAccountsThatNobodyKnows() throws {
        let model = try #require(AcmeModel.path)
        let options = ["score", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30"]
        let plain = try Program.run(list: options + ["-o", scratch.path("plain.csv")])
        let hidden = try Program.run(list: options + ["--hash-ids", key, "-o", scratch.path("hidden.csv")])
        #expect(plain.status == 0 && hidden.status == 0, "\(hidden.errors)")
        let (before, after) = (try read("plain.csv"), try read("hidden.csv"))
        #expect(!leaks(before).isEmpty && leaks(after + hidden.output + hidden.errors).isEmpty)
        // Who made an override, and why, stands in brackets.
        func values(_ text: String) -> [String] {
            text.replacing(#/ \([^)]*\)/#, with: "").split(separator: "\n").map { String($0.drop { $0 != "," }) }
                .sorted()
        }
        #expect(values(before) == values(after))
        let ids = Set(after.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } })
        #expect(ids.count == before.split(separator: "\n").count - 1)
        #expect(ids.allSatisfy { $0.count == 17 && $0.first == "h" })
    }

    @Test func nothingThatIsWrittenTellsThem() throws {
        let model = try #require(AcmeModel.path)
        let report = try Program.run(
            "report", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30", "--hash-ids", key, "-o",
            scratch.path("report.html"))
        #expect(report.status == 0, "\(report.errors)")
        let page = try Program.run(
            "explain", "A-0316", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30", "--hash-ids", key,
            "-o",
            scratch.path("account.html"))
        #expect(page.status == 0, "\(page.errors)")
        let weekly = try Program.run(
            "weekly", "--data", Program.acme, "--as-of", "2026-06-29", "--hash-ids", key, "-o", scratch.path("weekly"))
        #expect(weekly.status == 0, "\(weekly.errors)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).filter { $0 != "key" }
        #expect(files.count > 5)
        for file in files where file.contains(".") { #expect(try leaks(read(file)).isEmpty, "\(file)") }
        for run in [report, page, weekly] { #expect(leaks(run.output).isEmpty) }
    }

    @Test func aTableIsScoredUnderPseudonyms() throws {
        let table = try scratch.file(
            "t.csv", "id,x,y\n" + (0..<200).map { "customer-\($0),\($0 % 17),\($0 % 3 == 0 ? 1 : 0)\n" }.joined())
        let model = scratch.path("m.json")
        #expect(try Program.run("train", "--table", table, "--outcome", "y", "--id", "id", "-o", model).status == 0)
        let run = try Program.run(
            "score", "--model", model, "--table", table, "--id", "id", "--hash-ids", key, "--format", "csv")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count == 201 && !run.output.contains("customer"))
    }

    @Test(arguments: [
        ("short", "too short", 65), ("", "No such file", 66),
    ])
    func aKeyThatIsNone(_ text: String, _ words: String, _ status: Int32) throws {
        let path = text.isEmpty ? scratch.path("none") : try scratch.file("short", text)
        let run = try Program.run("baseline", "A-0316", "--data", Program.acme, "--hash-ids", path)
        #expect(run.status == status)
        #expect(run.errors.lowercased().contains(words.lowercased()), "\(run.errors)")
    }

    @Test func whereIdsWouldStayItIsRefused() throws {
        let table = try scratch.file("t.csv", "id,x,y\nA,1,0\nB,2,1\n")
        let run = try Program.run(
            "train", "--table", table, "--outcome", "y", "--hash-ids", key, "-o", scratch.path("m.json"))
        #expect(run.status == 64)
        #expect(run.errors.contains("--hash-ids goes with"), "\(run.errors)")
    }
}
