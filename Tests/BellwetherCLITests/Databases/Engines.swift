import Bellwether
import Foundation
import Testing

/// Drivers and servers where this machine has them: drivers in the folder that BELLWETHER_ADBC_DRIVERS names, else where
/// `make engines` puts them; PostgreSQL where its server is installed. Tests that need what is missing are skipped.
enum Engines {
    static let folder =
        ProcessInfo.processInfo.environment["BELLWETHER_ADBC_DRIVERS"]
        ?? Program.root.appending(path: ".build/engines/drivers").path

    static func has(_ name: String) -> Bool {
        ["libadbc_driver_\(name).so", "lib\(name).so"].contains {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)")
        }
    }

    static let hasSQLite = has("sqlite")
    static let hasDuckDB = has("duckdb")
    static let hasPostgres = has("postgresql") && PostgresServer.binaries != nil

    static let settings = DatabaseSettings(driverFolders: [folder], isReadOnly: false)

    /// Of the program.
    static let environment = ["ADBC_DRIVER_PATH": folder]

    /// A connection that may write.
    static func connect(_ location: String) throws -> DatabaseConnection {
        try DatabaseConnection(DatabaseLocation(location), settings)
    }

    static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program {
        try Program.run(list: arguments, environment: Engines.environment.merging(environment) { $1 })
    }
}

/// A command of the machine with a deadline.
struct Shell {
    let status: Int32
    let output: String

    @discardableResult
    static func run(_ words: [String], seconds: Int = 60) throws -> Shell {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["-k", "5", "\(seconds)"] + words
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, handle)
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return Shell(status: process.terminationStatus, output: try String(contentsOf: file, encoding: .utf8))
    }
}

/// A PostgreSQL server of this test run alone, on a socket and on loopback. It ends when the test process is gone, however
/// that ends: a shell beside it looks every second.
final class PostgresServer: Sendable {
    let folder: String
    let port: Int

    /// The newest installed; nil where there is none.
    static let binaries: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap(Int.init).sorted().last.map { "\(root)/\($0)/bin" }
    }()

    /// One for all suites; nil where it does not start.
    static let shared = try? PostgresServer()

    static func required() throws -> PostgresServer { try #require(shared, "PostgreSQL did not start") }

    init() throws {
        let binaries = try #require(PostgresServer.binaries)
        folder = "/tmp/bellwether-pg-\(UUID().uuidString.prefix(8))"
        port = try PostgresServer.freePort()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The server refuses root.
        let user = getuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
        if !user.isEmpty { try Shell.run(["chown", "postgres", folder]) }
        let data = "\(folder)/data"
        try "tested-17".write(toFile: "\(folder)/password", atomically: true, encoding: .utf8)
        try Shell.run(["chmod", "644", "\(folder)/password"])
        let made = try Shell.run(
            user + [
                "\(binaries)/initdb", "-D", data, "-U", "tester", "--auth-local=trust", "--auth-host=scram-sha-256",
                "--pwfile=\(folder)/password", "-E", "UTF8", "--locale=C", "--no-sync",
            ])
        try #require(made.status == 0, "\(made.output)")
        try start(user, binaries, data)
        try #require(waitUntilReady(binaries), "the server does not answer")
    }

    private func start(_ user: [String], _ binaries: String, _ data: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = """
            "$1"/postgres -D "$2" -p "$3" -k "$4" -c listen_addresses=0.0.0.0 -c fsync=off -c max_connections=60 >/dev/null 2>&1 &
            server=$!
            while [ -d /proc/$5 ] && kill -0 $server 2>/dev/null; do sleep 1; done
            kill -INT $server 2>/dev/null; wait $server; rm -rf "$4"
            """
        process.arguments =
            user + ["sh", "-c", script, "sh", binaries, data, "\(port)", folder, "\(getpid())"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    private func waitUntilReady(_ binaries: String) -> Bool {
        for _ in 0..<100 {
            let ready = try? Shell.run(["\(binaries)/pg_isready", "-q", "-h", folder, "-p", "\(port)"], seconds: 5)
            if ready?.status == 0 { return true }
            usleep(100_000)
        }
        return false
    }

    /// One that the system gives; free until someone else takes it.
    private static func freePort() throws -> Int {
        let (socket, port) = try LoopbackSocket.listening()
        close(socket)
        return port
    }

    /// By the socket, where nobody is asked for a password.
    func location(_ parameters: String = "", database: String = "postgres", user: String = "tester") -> String {
        "adbc:postgresql?uri=postgresql:///\(database)?host=\(folder)&port=\(port)&user=\(user)\(parameters)"
    }

    /// By loopback, where the password is asked for.
    func network(
        port: Int? = nil, host: String = "127.0.0.1", user: String = "tester", _ parameters: String = ""
    ) -> String {
        "adbc:postgresql?uri=postgresql://\(user)@\(host):\(port ?? self.port)/postgres\(parameters)"
    }

    static let password = ["PGPASSWORD": "tested-17"]

    /// Puts statements through, as the one who may do everything.
    func execute(_ statements: String..., database: String = "postgres") throws {
        let connection = try Engines.connect(location(database: database))
        for statement in statements { try connection.execute(statement) }
    }
}

/// Sockets on 127.0.0.1.
enum LoopbackSocket {
    /// A listening socket, and its port.
    static func listening() throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        try #require(bound)
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// nil where nobody listens.
    static func connected(port: Int) -> Int32? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status == 0 { return socket }
        close(socket)
        return nil
    }
}
