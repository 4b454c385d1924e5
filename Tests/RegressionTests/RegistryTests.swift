import Foundation
import Regression
import Testing

/// A kind that has a file is in its registry, and no two share a name.
struct RegistryTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Regression")

    @Test(arguments: [
        ("Solvers", "Solver", SolverKinds.all.map { ("\($0)", $0.name, $0.summary) }),
        ("Penalties", "Penalty", PenaltyKinds.all.map { ("\($0)", $0.name, $0.summary) }),
        ("Calibrators", "Calibrator", CalibratorKinds.all.map { ("\($0)", $0.name, $0.summary) }),
    ])
    func `every file's kind is registered`(
        _ folder: String, _ word: String, _ kinds: [(type: String, name: String, summary: String)]
    ) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.sources.appending(path: folder).path)
        let types = files.map { $0.replacing(".swift", with: "") }.filter { $0.hasSuffix(word) && $0 != word }
        #expect(Set(types) == Set(kinds.map(\.type)))
        #expect(Set(kinds.map(\.name)).count == kinds.count)
        #expect(kinds.allSatisfy { !$0.summary.isEmpty && $0.name == $0.name.lowercased() })
    }
}
