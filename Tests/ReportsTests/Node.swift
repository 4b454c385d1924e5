import Foundation

/// Runs the pages' scripts outside a browser.
enum Node {
    static let path = ["/usr/bin/node", "/usr/local/bin/node"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// What a script prints, as JSON.
    /// - Parameter input: handed to the script on standard input.
    static func run(_ script: String, input: String) throws -> Any {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bellwether-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["script.js", "input.json", "output.json"].map { folder.appending(path: $0) }
        try script.write(to: files[0], atomically: true, encoding: .utf8)
        try input.write(to: files[1], atomically: true, encoding: .utf8)
        _ = FileManager.default.createFile(atPath: files[2].path, contents: nil)
        let process = Process()
        process.executableURL = path.map { URL(filePath: $0) }
        process.arguments = [files[0].path]
        process.standardInput = try FileHandle(forReadingFrom: files[1])
        process.standardOutput = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return try JSONSerialization.jsonObject(with: Data(contentsOf: files[2]), options: .fragmentsAllowed)
    }

    /// JSON from standard input, before a script.
    static let input = "const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
    /// What a script ends with.
    static func print(_ expression: String) -> String { "\nprocess.stdout.write(JSON.stringify(\(expression)));\n" }
}
