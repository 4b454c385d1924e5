import Documents
import Foundation
import Glibc
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

    /// Small pieces are gathered, long ones go out as they are, and very much goes to disk meanwhile.
    @Test func bytesComeInTheOrderInWhichTheyWereWritten() throws {
        let folder = try temporaryFolder()
        let path = folder.appendingPathComponent("out.bin").path
        var file = try AtomicFile(path: path)
        var expected: [UInt8] = []
        for piece in 0..<60 {
            let bytes = [UInt8](repeating: UInt8(piece), count: piece % 3 == 0 ? 3 << 20 : 200 << 10)
            try file.write(bytes)
            expected += bytes
        }
        try file.commit()
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(expected))
    }

    /// What a killed run left goes; what is another's, locked, a link or of a process that lives stays.
    @Test func whatKilledRunsLeftIsSwept() throws {
        let folder = try temporaryFolder()
        let path = folder.appendingPathComponent("out.csv").path
        // No process has so high a number.
        let gone = "out.csv.tmp-999999999-"
        let staying = [
            "out.csv.tmp-x", "out.csv.tmp-1-1", "out.csv.tmp-\(getpid())-77", "out.csv.tmp-9-x",
            "other.csv.tmp-999999999-1",
        ]
        for name in staying + [gone + "1", gone + "2"] {
            try Data("half".utf8).write(to: folder.appendingPathComponent(name))
        }
        let held = FileHandle(forReadingAtPath: folder.appendingPathComponent(gone + "2").path)
        let descriptor = try #require(held?.fileDescriptor)
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder.appendingPathComponent(gone + "3").path, withDestinationPath: "/nowhere")
        try AtomicFile.write("new", to: path)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == Set(staying + [gone + "2", gone + "3", "out.csv"]))
        try held?.close()
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
