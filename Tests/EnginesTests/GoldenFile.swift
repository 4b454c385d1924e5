import Foundation
import Testing

/// Texts that are kept beside the tests.
enum GoldenFile {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// `GOLDEN=write make test` writes the files anew; look at the difference before committing it.
    static func check(_ text: String, _ name: String) throws {
        try check(Array(text.utf8), name)
    }

    static func check(_ bytes: [UInt8], _ name: String) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" { try Data(bytes).write(to: file) }
        #expect(try Array(Data(contentsOf: file)) == bytes, "\(name)")
    }
}
