import Foundation

/// What a child process gave back. It has a deadline, and its output goes to files: neither a pipe that nobody reads nor
/// a grandchild that holds one open can make a test wait for ever.
public struct ChildProcess: Sendable {
    public let output: String
    public let errors: String
    public let status: Int32
    /// Whether a signal ended it; the deadline does so with SIGKILL.
    public let wasKilled: Bool

    /// Runs a program to its end.
    /// - Parameters:
    ///   - input: handed to it on a pipe; nil for an empty standard input.
    ///   - environment: the whole of it, but for what an instrumented build is told.
    ///   - folder: where it runs; nil for the folder of the tests.
    ///   - output: takes standard output instead of `output`.
    ///   - seconds: the deadline for it and for all that it starts.
    public static func run(
        _ program: String, _ arguments: [String], input: String? = nil,
        environment: [String: String] = ["PATH": "/usr/bin:/bin"], folder: String? = nil, output: FileHandle? = nil,
        seconds: Int = 300
    ) throws -> ChildProcess {
        let files = try OutputFiles()
        let process = Process()
        // Its process group is ended as a whole.
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--signal=KILL", "\(seconds)", program] + arguments
        process.environment = environment.merging(Instruments.environment) { given, _ in given }
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        process.standardOutput = try output ?? FileHandle(forWritingTo: files.output)
        process.standardError = try FileHandle(forWritingTo: files.errors)
        let pipe = input.map { _ in Pipe() }
        process.standardInput = pipe ?? FileHandle.nullDevice
        try process.run()
        if let pipe, let input {
            // A program that ends before it has read all is no fault of the test's.
            try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
        process.waitUntilExit()
        return ChildProcess(
            output: try files.text(files.output), errors: try files.text(files.errors),
            status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal)
    }

    /// A line for the shell.
    public static func shell(
        _ line: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"], folder: String? = nil,
        seconds: Int = 120
    ) throws -> ChildProcess {
        try run("/bin/bash", ["-c", line], environment: environment, folder: folder, seconds: seconds)
    }
}

/// Two files that are removed with their folder.
private final class OutputFiles {
    let folder = FileManager.default.temporaryDirectory.appending(path: "child-\(UUID().uuidString)")
    var output: URL { folder.appending(path: "output") }
    var errors: URL { folder.appending(path: "errors") }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in [output, errors] { try Data().write(to: file) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}
