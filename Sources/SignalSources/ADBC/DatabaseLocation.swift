import Documents
import Tables

/// Where a database is, as it is written behind `--data`: `adbc:DRIVER?uri=...`.
///
/// `DRIVER` is a name (`postgresql`, `sqlite`, `duckdb`, ...) that is looked for as `DriverLibrary` says, or the path of a
/// shared object. What follows the `?` are parameters, parted by `&`; values may be percent-encoded. `uri` takes the
/// parameters of its own query string that follow it, so that a PostgreSQL URI need not be encoded.
///
/// | parameter | meaning |
/// |---|---|
/// | `uri` | what the driver opens: a connection URI, or the path of a file |
/// | `uri_env`, `uri_file` | the environment variable, or the file, that holds it; there it may hold a password |
/// | `schema` | the schema of the tables; else what the engine finds by itself |
/// | `accounts`, `renewals`, `events`, `facts` | names of tables that are called otherwise; with DuckDB also files |
/// | `timestamps` | `utc`: timestamps without a zone are UTC; else they are an error |
/// | `connect_timeout`, `idle_timeout` | seconds until it stands, and without a sign of life; default 10 and 60 |
/// | `entrypoint` | the function by which the driver is entered, where it has an unusual name |
/// | `adbc.…` | an option that is handed to the driver |
public struct DatabaseLocation: Sendable, Equatable {
    /// The scheme, with its colon.
    public static let scheme = "adbc:"

    /// A name, or a path of a shared object.
    public let driver: String
    package let parameters: [String: String]
    /// Options for the driver as they are.
    package let driverOptions: [String: String]

    /// Whether a text is written as the location of a database.
    public static func isDatabase(_ text: String) -> Bool { text.hasPrefix(scheme) }

    /// Errors (`usage`): no driver, an unknown parameter, a password (it would be seen by everyone on the machine: `ps`).
    public init(_ text: String) throws(SourceErrors) {
        let body = text.dropFirst(DatabaseLocation.scheme.count)
        let parts = body.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        driver = String(parts.first ?? "")
        guard DatabaseLocation.isDatabase(text), !driver.isEmpty else {
            throw DatabaseLocation.usage(
                "names no driver", expected: "adbc:DRIVER?uri=..., such as adbc:sqlite?uri=crm.db")
        }
        (parameters, driverOptions) = try DatabaseLocation.parse(parts.count > 1 ? String(parts[1]) : "")
        if let uri = parameters["uri"], let secret = ConnectionURI(uri).secret, !secret.isEmpty {
            throw DatabaseLocation.usage(
                "holds a password, which everyone on this machine can read in the list of processes",
                expected: "PGPASSWORD, PGPASSFILE, uri_env=NAME or uri_file=FILE")
        }
    }

    private static let names = [
        "uri", "uri_env", "uri_file", "schema", "accounts", "renewals", "events", "facts", "timestamps",
        "connect_timeout", "idle_timeout", "entrypoint",
    ]

    private static func parse(_ query: String) throws(SourceErrors) -> ([String: String], [String: String]) {
        var (values, options): ([String: String], [String: String]) = ([:], [:])
        var last = ""
        for piece in query.split(separator: "&") {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            if names.contains(name) {
                values[name] = value
                last = name
            } else if name.hasPrefix("adbc.") {
                options[name] = value.percentDecoded
            } else if last == "uri", values["uri"]!.contains("?") {
                values["uri"]! += "&" + piece
            } else if name == "password" {
                throw usage(
                    "holds a password, which everyone on this machine can read in the list of processes",
                    expected: "PGPASSWORD, PGPASSFILE, uri_env=NAME or uri_file=FILE")
            } else {
                throw usage("has an unknown parameter \"\(name)\"" + NearestName.hint(for: name, among: names))
            }
        }
        // A connection URI has an encoding of its own, which its driver takes off.
        return (values.merging(values.filter { !$0.value.contains("://") }.mapValues(\.percentDecoded)) { $1 }, options)
    }

    private static func usage(_ problem: String, expected: String? = nil) -> SourceErrors {
        SourceErrors(SourceError(.usage, file: scheme + "...", problem: problem, expected: expected))
    }

    /// What errors call it: never with a user, a password or a host's whole URI.
    public var display: String {
        let name = DatabaseLocation.scheme + (driver.split(separator: "/").last.map(String.init) ?? driver)
        guard let uri = parameters["uri"], !uri.contains("://"), !uri.contains("=") else { return name }
        return "\(name) \(uri)"
    }

    /// Which engine answers there, as far as its driver tells. Errors: no such driver, or none that loads.
    /// - Parameter settings: where drivers are looked for.
    public func engine(_ settings: DatabaseSettings) throws(SourceErrors) -> DatabaseEngine {
        let library = try DriverLibrary.named(
            driver, entryPoint: parameters["entrypoint"], folders: settings.driverFolders)
        return DatabaseEngine(driver: driver, library: library.path)
    }

    /// Seconds of a time-out; the default where the parameter is absent.
    func seconds(_ name: String, else standard: Double) throws(SourceErrors) -> Double {
        guard let text = parameters[name] else { return standard }
        guard let value = Double(text), value > 0, value.isFinite else {
            throw DatabaseLocation.usage("\(name) \"\(text)\" is not a number of seconds above 0")
        }
        return value
    }

    /// Whether timestamps without a zone are UTC.
    func assumesUTC() throws(SourceErrors) -> Bool {
        guard let word = parameters["timestamps"] else { return false }
        guard word == "utc" else {
            throw DatabaseLocation.usage("timestamps \"\(word)\" is not known", expected: "utc")
        }
        return true
    }

    /// What the driver is to open; nil where nothing is said. Errors: an environment variable or a file that is not there.
    func uri(_ settings: DatabaseSettings) throws(SourceErrors) -> String? {
        if let name = parameters["uri_env"] {
            guard let value = settings.variables[name], !value.isEmpty else {
                throw DatabaseLocation.usage("uri_env=\(name): there is no such environment variable")
            }
            return value
        }
        if let path = parameters["uri_file"] {
            return String(decoding: try InputFile.bytes(path, limit: 1 << 16), as: UTF8.self)
                .split(whereSeparator: \.isNewline).first.map(String.init)
        }
        return parameters["uri"]
    }
}

extension String {
    /// With `%41` as `A`; a per-cent sign that begins no pair of hexadecimal digits stays.
    var percentDecoded: String {
        guard contains("%") else { return self }
        let bytes = Array(utf8)
        var (decoded, index): ([UInt8], Int) = ([], 0)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
