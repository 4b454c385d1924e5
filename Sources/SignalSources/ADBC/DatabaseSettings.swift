import Documents

/// How databases are reached. A library reads no environment: the program hands over what its own says.
public struct DatabaseSettings: Sendable {
    /// Folders with driver manifests (`NAME.toml`) and shared objects, looked through in this order.
    public var driverFolders: [String]
    /// The environment variables that `uri_env` may name.
    public var variables: [String: String]
    /// Seconds until a connection must stand. Default 10.
    public var connectTimeout: Double
    /// Seconds between two batches of a result, after which it is given up. Default 60.
    public var idleTimeout: Double
    /// Seconds until a query must have begun to answer, or a statement must have ended. Default 60; long queries need more.
    public var answerTimeout: Double
    /// Whether nothing may be written: the default.
    public var isReadOnly: Bool

    /// The defaults are those of the properties.
    public init(
        driverFolders: [String] = [], variables: [String: String] = [:], connectTimeout: Double = 10,
        idleTimeout: Double = 60, answerTimeout: Double = 60, isReadOnly: Bool = true
    ) {
        (self.driverFolders, self.variables) = (driverFolders, variables)
        (self.connectTimeout, self.idleTimeout, self.answerTimeout) = (connectTimeout, idleTimeout, answerTimeout)
        self.isReadOnly = isReadOnly
    }
}

/// What is known of an engine's ways beyond the common ones.
public enum DatabaseEngine: String, Sendable, CaseIterable {
    /// PostgreSQL, and what speaks its protocol.
    case postgresql
    /// SQLite files.
    case sqlite
    /// DuckDB, and the Parquet and CSV files that it reads.
    case duckdb
    /// Spark Connect.
    case spark
    /// Any other driver: standard SQL.
    case other

    /// By the name of a driver, else by that of its shared object.
    init(driver: String, library: String) {
        let names = [driver, library].map { ($0.split(separator: "/").last.map(String.init) ?? $0).lowercased() }
        self = names.lazy.compactMap(DatabaseEngine.named).first ?? .other
    }

    private static func named(_ name: String) -> DatabaseEngine? {
        allCases.first { name.contains($0.rawValue) } ?? (name.contains("postgres") ? .postgresql : nil)
    }

    /// A name as SQL takes it literally, whatever it holds: quoted, quotes doubled.
    public func quoted(_ name: String) -> String {
        self == .spark ? "`\(name.writing("`", as: "``"))`" : "\"\(name.writing("\"", as: "\"\""))\""
    }

    /// A text as SQL takes it literally.
    public func literal(_ text: String) -> String {
        let escaped = self == .spark ? text.writing("\\", as: "\\\\") : text
        return "'" + escaped.writing("'", as: self == .spark ? "\\'" : "''") + "'"
    }

    /// Whether a process of its own answers, perhaps on another machine, and rows cross a connection.
    public var isServer: Bool { self == .postgresql || self == .spark }

    /// Whether its databases are files, opened by path.
    var isFile: Bool { self == .sqlite || self == .duckdb }
}
