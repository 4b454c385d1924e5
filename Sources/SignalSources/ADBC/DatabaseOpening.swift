import Documents
import Glibc

/// With what a driver is opened, and what is said to the engine first.
struct DatabaseOpening: Sendable {
    let engine: DatabaseEngine
    private(set) var options: [(name: String, value: String)] = []
    let statements: [String]
    let redaction: Redaction

    init(
        _ location: DatabaseLocation, _ settings: DatabaseSettings, library: String
    ) throws(SourceErrors) {
        engine = DatabaseEngine(driver: location.driver, library: library)
        let uri = try location.uri(settings)
        redaction = Redaction(uri: uri)
        switch engine {
        case .postgresql: options = [("uri", DatabaseOpening.postgreSQL(uri ?? "", settings).text)]
        case .sqlite: options = try DatabaseOpening.sqlite(uri, settings)
        case .duckdb: options = try DatabaseOpening.duckDB(uri, settings)
        case .spark, .other: options = uri.map { [("uri", $0)] } ?? []
        }
        options += location.driverOptions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        statements =
            switch engine {
            case .sqlite: ["PRAGMA busy_timeout = 5000"] + (settings.isReadOnly ? ["PRAGMA query_only = ON"] : [])
            case .postgresql where settings.isReadOnly: ["SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"]
            case .duckdb, .postgresql, .spark, .other: []
            }
    }

    /// Texts come as UTF-8, a server that is not there is found out in time, and another machine must prove who it is unless
    /// the URI says otherwise.
    private static func postgreSQL(_ text: String, _ settings: DatabaseSettings) -> ConnectionURI {
        var uri = ConnectionURI(text.isEmpty ? "postgresql://" : text)
            .adding("connect_timeout", String(max(2, Int(settings.connectTimeout.rounded(.up)))))
            .adding("client_encoding", "UTF8").adding("application_name", "bellwether")
        if uri.isRemote { uri = uri.adding("sslmode", "verify-full") }
        return uri
    }

    private static func sqlite(
        _ uri: String?, _ settings: DatabaseSettings
    ) throws(SourceErrors) -> [(name: String, value: String)] {
        guard let uri else { return [] }
        if uri.hasPrefix("file:") || uri == ":memory:" { return [("uri", uri)] }
        guard settings.isReadOnly else { return [("uri", uri)] }
        try checkFile(uri)
        let escaped = uri.writing("%", as: "%25").writing("?", as: "%3f").writing("#", as: "%23")
        return [("uri", "file:\(escaped)?mode=ro")]
    }

    private static func duckDB(
        _ uri: String?, _ settings: DatabaseSettings
    ) throws(SourceErrors) -> [(name: String, value: String)] {
        // Nothing is fetched from elsewhere unasked.
        let closed = [(name: "autoinstall_known_extensions", value: "false")]
        guard let uri, uri != ":memory:" else { return closed }
        guard settings.isReadOnly else { return [("path", uri)] + closed }
        try checkFile(uri)
        return [("path", uri), ("access_mode", "READ_ONLY")] + closed
    }

    /// A reader never makes a database.
    private static func checkFile(_ path: String) throws(SourceErrors) {
        // The system's words, where it is not there, not a file or not readable.
        let descriptor = try InputFile.descriptor(path)
        close(descriptor)
    }
}
