import Documents
import Foundation
import Testing

struct AtomicFileTests {
    private func temporaryFolder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("bellwether-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    @Test func writesWholeAndLeavesNothingBeside() throws {
        let folder = try temporaryFolder()
        let path = folder.appendingPathComponent("out.csv").path
        try AtomicFile.write("old", to: path)
        try AtomicFile.write(String(repeating: "x", count: 3 << 20), to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8).count == 3 << 20)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
    }

    @Test func uncommittedLeavesTheOldFile() throws {
        let folder = try temporaryFolder()
        let path = folder.appendingPathComponent("out.csv").path
        try AtomicFile.write("old", to: path)
        do {
            var file = try AtomicFile(path: path)
            try file.write("half")
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
    }

    @Test func aFolderOrAMissingFolderIsAnErrorAtOnce() throws {
        let folder = try temporaryFolder()
        #expect(throws: OutputError(path: folder.path, code: EISDIR)) { try AtomicFile.write("x", to: folder.path) }
        let missing = folder.appendingPathComponent("no/out.csv").path
        #expect(throws: OutputError(path: missing, code: ENOENT)) { try AtomicFile.write("x", to: missing) }
    }
}
