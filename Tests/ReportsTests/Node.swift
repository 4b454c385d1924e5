import Foundation
import TestSupport

/// Runs the pages' scripts outside a browser.
enum Node {
    static let path = ["/usr/bin/node", "/usr/local/bin/node"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// What a script prints, as JSON.
    /// - Parameter input: handed to the script on standard input.
    static func run(_ script: String, input: String) throws -> Any {
        let file = FileManager.default.temporaryDirectory.appending(path: "bellwether-\(UUID().uuidString).js")
        try script.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let run = try ChildProcess.run(path ?? "node", [file.path], input: input)
        return try JSONSerialization.jsonObject(with: Data(run.output.utf8), options: .fragmentsAllowed)
    }

    /// JSON from standard input, before a script.
    static let input = "const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
    /// What a script ends with.
    static func print(_ expression: String) -> String { "\nprocess.stdout.write(JSON.stringify(\(expression)));\n" }
}
