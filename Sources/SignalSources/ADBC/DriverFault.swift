import CArrowADBC

/// What a driver said when it failed, before it is known where that was.
struct DriverFault: Error, Sendable {
    /// A code of ADBC.
    let status: AdbcStatusCode
    let message: String
    /// Five characters of the SQL standard; empty where the engine gives none.
    let sqlState: String

    init(status: AdbcStatusCode, message: String, sqlState: String = "") {
        (self.status, self.message, self.sqlState) = (status, message, sqlState)
    }

    /// Calls a driver's function with room for an error, and takes what it left there; nil where it did its work.
    static func of(_ call: (UnsafeMutablePointer<AdbcError>) -> AdbcStatusCode) -> DriverFault? {
        var error = AdbcError()
        error.vendor_code = .min
        // Invariant: the error lives through the call; what a driver puts there is copied, then released by its own function.
        let status = withUnsafeMutablePointer(to: &error) { call($0) }
        defer { error.release?(&error) }
        return status == 0 ? nil : DriverFault(status, error)
    }

    private init(_ status: AdbcStatusCode, _ error: AdbcError) {
        self.status = status
        message = error.message.map { String(cString: $0) } ?? ""
        let state = error.sqlstate
        let bytes = [state.0, state.1, state.2, state.3, state.4].map { UInt8(bitPattern: $0) }
        sqlState = bytes.allSatisfy { $0 > 0x20 } ? String(decoding: bytes, as: UTF8.self) : ""
    }

    /// What went wrong with the next batch of a stream. `code` is one of the system's.
    static func of(
        _ stream: UnsafeMutablePointer<ArrowArrayStream>, _ driver: UnsafePointer<AdbcDriver>, code: Int32
    ) -> DriverFault {
        var status: AdbcStatusCode = 0
        // Invariant: both pointers a driver gives are its own and valid until the stream is next asked; they are copied.
        if let ask = driver.pointee.ErrorFromArrayStream, let error = ask(stream, &status) {
            let fault = DriverFault(status == 0 ? AdbcStatusCode(ADBC_IO) : status, error.pointee)
            if !fault.message.isEmpty { return fault }
        }
        let words = stream.pointee.get_last_error?(stream).map { String(cString: $0) }
        return DriverFault(status: AdbcStatusCode(ADBC_IO), message: words ?? "error \(code) while reading")
    }

    /// As an error of the place, without secrets.
    func errors(_ place: String, _ secrets: Redaction?, _ standard: SourceError.Kind? = nil) -> SourceErrors {
        SourceErrors(
            SourceError(kind(standard), file: place, problem: secrets?.redacted(oneLine) ?? oneLine, hint: hint))
    }

    private var oneLine: String {
        // PostgreSQL's own words stand behind those of its driver, which repeat the whole query.
        let own = message.firstRange(of: "ERROR:  ").map { String(message[$0.upperBound...]) } ?? message
        let words = own.split(whereSeparator: \.isNewline).map { String($0).trimmedSpaces }.filter { !$0.isEmpty }
        return words.isEmpty
            ? "the driver failed (status \(status))" : words.joined(separator: "; ").replacing("[libpq] ", with: "")
    }

    private var hint: String? {
        has("root certificate file")
            ? "or say sslmode=require in the uri, which does not check whose server it is" : nil
    }

    private func has(_ words: String) -> Bool { message.lowercased().contains(words.lowercased()) }

    /// - Parameter standard: where nothing tells more.
    private func kind(_ standard: SourceError.Kind?) -> SourceError.Kind {
        ofState ?? ofWords ?? standard ?? ofStatus
    }

    /// By the class of the SQL standard's state.
    private var ofState: SourceError.Kind? {
        switch sqlState.prefix(2) {
        case "28": .noPermission
        case "08", "57", "58", "XX": .unreachable
        case "53", "55", "40": .busy
        case "3D": .notFound
        case "25" where sqlState == "25006": .noPermission
        case "42": sqlState == "42501" ? .noPermission : .badData
        case "": nil
        default: .badData
        }
    }

    /// Engines that give no state are known by their words.
    private var ofWords: SourceError.Kind? {
        let table: [(String, SourceError.Kind)] = [
            ("password authentication failed", .noPermission), ("no password supplied", .noPermission),
            ("no pg_hba.conf entry", .noPermission), ("certificate", .noPermission), ("SSL", .noPermission),
            ("role \"", .noPermission), ("permission denied", .noPermission), ("readonly database", .noPermission),
            ("read-only mode", .noPermission),
            ("database is locked", .busy),
            ("could not set lock", .busy), ("file is not a database", .badData), ("malformed", .badData),
            ("not a valid duckdb", .badData), ("unable to open database file", .notFound),
        ]
        if has("FATAL") && has("database \"") && has("does not exist") { return .notFound }
        return table.first { has($0.0) }?.1
    }

    private var ofStatus: SourceError.Kind {
        switch Int(status) {
        case ADBC_UNAUTHENTICATED, ADBC_UNAUTHORIZED: .noPermission
        case ADBC_IO, ADBC_TIMEOUT, ADBC_CANCELLED: .unreachable
        default: .badData
        }
    }
}

/// What may not be shown of a connection: the URI, its user and its password.
struct Redaction: Sendable {
    private let words: [String]

    init(uri: String?) {
        guard let uri else {
            words = []
            return
        }
        let parts = ConnectionURI(uri)
        // A file is named in full; a URI never is.
        var words = uri.contains("://") || uri.contains("=") ? [uri] : []
        if let info = parts.userInfo { words.append(info + "@") }
        if let secret = parts.secret, !secret.isEmpty { words += [secret, secret.percentDecoded] }
        if let user = parts.user, !user.isEmpty { words += ["\"\(user.percentDecoded)\"", "\"\(user)\""] }
        self.words = words
    }

    func redacted(_ text: String) -> String { words.reduce(text) { $0.replacing($1, with: "***") } }
}
