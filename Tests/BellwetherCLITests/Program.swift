import Foundation
import TestSupport
import Testing

/// Runs the built program as a process.
struct Program {
    let output: String
    let errors: String
    let status: Int32
    let wasKilled: Bool

    /// The program lies beside the test bundle.
    static let url: URL = {
        let bundle =
            ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") } ?? ProcessInfo.processInfo.arguments[0]
        var folder = URL(filePath: bundle).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "bellwether").path) {
            folder = folder.deletingLastPathComponent()
        }
        return folder.appending(path: "bellwether")
    }()

    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    static let acme = root.appending(path: "datasets/acme").path

    @discardableResult
    static func run(
        _ arguments: String..., input: String? = nil, environment: [String: String] = [:], output: FileHandle? = nil
    ) throws -> Program {
        try run(list: arguments, input: input, environment: environment, output: output)
    }

    @discardableResult
    static func run(
        list arguments: [String], input: String? = nil, environment: [String: String] = [:], output: FileHandle? = nil
    ) throws -> Program {
        Program(
            try ChildProcess.run(
                url.path, arguments, input: input, environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 },
                output: output))
    }

    /// The output as a JSON object.
    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
}

extension Program {
    private init(_ child: ChildProcess) {
        (output, errors, status, wasKilled) = (child.output, child.errors, child.status, child.wasKilled)
    }
}

/// A model of the shipped portfolio at 90 days, trained once for all suites.
enum AcmeModel {
    private static let scratch = try? Scratch()
    /// nil where training failed.
    static let path: String? = {
        guard let path = scratch?.path("model.json") else { return nil }
        let run = try? Program.run(
            "train", "--data", Program.acme, "--days-before", "90", "--hold-out", "2025-07-01", "-o", path)
        return run?.status == 0 ? path : nil
    }()
}

/// A folder that is removed at the end.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bellwether-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Seeded draws from 0 to 1 for tables that tests write.
struct Draws {
    var state: UInt64

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }
}
