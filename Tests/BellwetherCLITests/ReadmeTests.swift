import Foundation
import Testing

/// What the README shows must be what is there.
struct ReadmeTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
    }

    @Test func theSwiftExampleIsTheSnippetThatIsBuilt() throws {
        let snippet = try text("Snippets/FirstModel.swift")
        let shown = snippet.components(separatedBy: "// snippet.show\n")[1].components(separatedBy: "// snippet.hide")[
            0]
        #expect(try text("README.md").contains("```swift\n\(shown)```"))
    }

    @Test func everyRoomHasItsReadmeAndIsNamed() throws {
        let rooms = try FileManager.default.contentsOfDirectory(atPath: Program.root.appending(path: "Sources").path)
        let readme = try text("README.md")
        for room in rooms {
            #expect(readme.contains(room), "\(room)")
            guard !["CBLAS", "CLAPACK", "CZlib", "CZstd"].contains(room) else { continue }
            #expect(try text("Sources/\(room)/README.md").split(separator: "\n").count >= 3, "\(room)")
        }
    }

    @Test func everyDependencyIsExplained() throws {
        let readme = try text("README.md")
        for line in try text("Package.swift").split(separator: "\n") where line.contains(".package(url:") {
            let url = line.components(separatedBy: "\"")[1]
            let version = line.components(separatedBy: "\"")[3]
            #expect(readme.contains(url) && readme.contains(version), "\(url)")
        }
    }

    @Test func everyChecklistRowOfTheFeaturesIsConfigured() throws {
        let signals = try text("datasets/acme/signals.yaml")
        let rows = signals.split(separator: "\n").filter { $0.contains("# row") }.joined(separator: " ")
        let numbers = Set(rows.split { !$0.isNumber }.compactMap { Int($0) })
        for row in 1...29 { #expect(numbers.contains(row), "row \(row)") }
    }
}
