import Foundation
import Testing

/// The references in the documentation are what the program says of itself.
@Suite struct ReferenceTests {
    /// Written anew by `make reference`.
    private static let files = [
        "Commands": "commands", "SignalsFile": "signals", "ScorecardFile": "scorecard", "Kinds": "kinds",
    ]

    @Test(arguments: files.sorted { $0.key < $1.key }.map { $0.key })
    func theFileIsWhatTheProgramWrites(name: String) throws {
        let run = try Program.run("list", "reference", try #require(Self.files[name]))
        let file = Program.root.appending(path: "Sources/Bellwether/Bellwether.docc/\(name).md")
        #expect(run.status == 0 && run.errors.isEmpty)
        let isSame = try String(contentsOf: file, encoding: .utf8) == run.output
        #expect(isSame, "\(name).md is out of date: make reference")
    }

    @Test func everyCommandAndEveryOptionIsThere() throws {
        let text = try Program.run("list", "reference", "commands").output
        for name in ["check", "train", "score", "retention forecast", "plot", "export"] {
            #expect(text.contains("### bellwether \(name)\n"))
        }
        for option in ["--hold-out &lt;date&gt;", "--max-psi &lt;index&gt;", "-o, --output &lt;output&gt;"] {
            #expect(text.contains(option), "\(option)")
        }
        let unknown = try Program.run("list", "reference", "command")
        #expect(unknown.status == 64 && unknown.errors.contains("did you mean \"commands\"?"))
    }
}
