import CArrowADBC
import Dispatch
import Glibc
import Synchronization
import Tables

/// A connection to a database by an ADBC driver. Used by one thread at a time; `cancelAll` may be called from any.
///
/// Errors are those of the driver in its own words, on one line, without the URI, the user and the password; by kind:
/// `unreachable` (no server, a connection that broke or stalled), `noPermission` (wrong password, no right, a certificate
/// that is not trusted), `busy` (locked), `notFound` (no driver, no file, no such database), `badData` (all else: SQL).
///
/// Not promised: that a driver honours every option; a driver that is asked to read only and cannot, is only sent SELECTs.
public final class DatabaseConnection: @unchecked Sendable {
    /// `@unchecked Sendable`: the pointers are set by `init` and lead to what only the queue's calls touch; the driver's two
    /// cancelling functions may be called from other threads by the specification.
    let driver: UnsafePointer<AdbcDriver>
    let queue = DriverQueue()
    private let database: UnsafeMutablePointer<AdbcDatabase>
    private let connection: UnsafeMutablePointer<AdbcConnection>
    let settings: DatabaseSettings
    let redaction: Redaction
    /// What errors call the database.
    public let display: String
    /// As the location names it.
    public let driverName: String
    /// Which engine answers.
    public let engine: DatabaseEngine
    /// The statement whose result is being read, for `cancel`.
    private let running = Mutex<Int?>(nil)

    /// Connects. Errors: as above.
    public init(_ location: DatabaseLocation, _ settings: DatabaseSettings = DatabaseSettings()) throws(SourceErrors) {
        var settings = settings
        settings.connectTimeout = try location.seconds("connect_timeout", else: settings.connectTimeout)
        settings.idleTimeout = try location.seconds("idle_timeout", else: settings.idleTimeout)
        settings.answerTimeout = try location.seconds("idle_timeout", else: settings.answerTimeout)
        let library = try DriverLibrary.named(
            location.driver, entryPoint: location.parameters["entrypoint"], folders: settings.driverFolders)
        let opening = try DatabaseOpening(location, settings, library: library.path)
        (self.settings, driver, engine) = (settings, library.table, opening.engine)
        (display, redaction, driverName) = (location.display, opening.redaction, location.driver)
        database = .allocate(capacity: 1)
        connection = .allocate(capacity: 1)
        database.initialize(to: AdbcDatabase())
        connection.initialize(to: AdbcConnection())
        try connect(opening)
        LiveConnections.add(self)
        try prepare(opening)
    }

    private func connect(_ opening: DatabaseOpening) throws(SourceErrors) {
        let place = Place(driver: driver, database: database, connection: connection)
        let call = queue.start { place.open(opening.options) }
        // The driver has the same time-out; it tells better why.
        guard let fault = queue.value(of: call, within: settings.connectTimeout + 2, cancel: {}) else {
            throw SourceErrors(
                SourceError(
                    .unreachable, file: display,
                    problem: "no connection within \(JSONSeconds.text(settings.connectTimeout)) s"))
        }
        if let fault { throw fault.errors(display, redaction, engine == .postgresql ? .unreachable : nil) }
    }

    /// Says what every query of the connection relies on.
    private func prepare(_ opening: DatabaseOpening) throws(SourceErrors) {
        for statement in opening.statements { try execute(statement) }
    }

    deinit {
        let place = Place(driver: driver, database: database, connection: connection)
        // What a call never came back from is left as it is.
        if queue.isAbandoned { return }
        let closing = queue.start { place.close() }
        // Whoever opens the file next finds it free. The last user may be a call itself, which cannot wait for another.
        if !queue.isCurrent { _ = closing.value(within: 10) }
    }

    /// The rows of a query, batch by batch as the driver gives them: numbers as Double (NaN where null; whole numbers beyond
    /// 2^53 are an error), dates, times and texts as categories with levels of their own a batch.
    public func query(
        _ sql: String, _ body: (Frame) throws(SourceErrors) -> Void
    ) throws(SourceErrors) {
        let result = try rows(sql)
        while let batch = try result.next() { try body(try FrameOfBatches(batch, display).frame()) }
    }

    /// All rows of a query. Levels of categories in order of first appearance.
    public func frame(_ sql: String) throws(SourceErrors) -> Frame {
        let result = try rows(sql)
        var frame = FrameOfBatches(fields: result.fields, display)
        while let batch = try result.next() { try frame.add(batch) }
        return try frame.frame()
    }

    /// Runs a statement without rows.
    /// - Returns: how many rows it concerned; nil where the driver does not say.
    @discardableResult
    public func execute(_ sql: String) throws(SourceErrors) -> Int? {
        let statement = try StatementHandle(self)
        let count = try wait(for: queue.start { statement.execute(sql) }, within: settings.answerTimeout)
        return count >= 0 ? count : nil
    }

    /// Begins a transaction. A reading one on PostgreSQL is one picture of the database (repeatable read, read only): rows
    /// that change between two queries are seen by neither.
    public func begin() throws(SourceErrors) {
        switch (engine, settings.isReadOnly) {
        case (.postgresql, true): try execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        case (.sqlite, false): try execute("BEGIN IMMEDIATE")
        case (.spark, _): break
        case (.other, _), (.duckdb, _), (.sqlite, _), (.postgresql, _): try execute("BEGIN")
        }
    }

    /// Ends a transaction; what it wrote stands.
    public func commit() throws(SourceErrors) { if engine != .spark { try execute("COMMIT") } }

    /// Ends a transaction; what it wrote is gone.
    public func rollback() throws(SourceErrors) { if engine != .spark { try execute("ROLLBACK") } }

    /// The result of a query, to be read batch by batch.
    func rows(_ sql: String) throws(SourceErrors) -> ResultStream {
        let statement = try StatementHandle(self)
        let stream = try wait(for: queue.start { statement.open(sql) }, within: settings.answerTimeout)
        return try ResultStream(self, statement, stream)
    }

    /// What a call on the queue gave. Errors: the driver's, and where it did not return in time.
    /// - Parameter isReading: whether it was to read on in a result, where a server that says no more has been lost.
    func wait<Value: Sendable>(
        for call: Call<Result<Value, DriverFault>>, within seconds: Double, isReading: Bool = false
    ) throws(SourceErrors) -> Value {
        guard let result = queue.value(of: call, within: seconds, cancel: { [self] in cancel() }) else {
            throw SourceErrors(
                SourceError(
                    .unreachable, file: display,
                    problem: "the database has not answered for \(JSONSeconds.text(seconds)) s",
                    hint: "idle_timeout=SECONDS waits longer"))
        }
        switch result {
        case .success(let value): return value
        case .failure(let fault):
            throw fault.errors(display, redaction, isReading && engine == .postgresql ? .unreachable : nil)
        }
    }

    /// Asks the engine to leave off what it is doing for this connection. Does not wait for it. May be called from any thread.
    public func cancel() {
        let place = Place(driver: driver, database: database, connection: connection)
        if let statement = running.withLock({ $0 }) { place.cancel(statement) } else { place.cancel() }
    }

    /// Asks the engines of all connections to leave off, so that no query stays behind when the program is interrupted.
    /// Waits for them at most `seconds`, in all. May be called from any thread.
    public static func cancelAll(within seconds: Double = 2) { LiveConnections.cancelAll(within: seconds) }

    fileprivate func begins(_ statement: UnsafeMutablePointer<AdbcStatement>) {
        running.withLock { $0 = Int(bitPattern: statement) }
    }

    fileprivate func ends(_ statement: UnsafeMutablePointer<AdbcStatement>) {
        running.withLock { if $0 == Int(bitPattern: statement) { $0 = nil } }
    }

    /// A new statement of the connection, on the queue.
    fileprivate func newStatement(_ statement: UnsafeMutablePointer<AdbcStatement>) throws(SourceErrors) {
        let place = Place(driver: driver, database: database, connection: connection)
        let handle = StatementPointer(pointer: statement)
        let call = queue.start { () -> Result<Void, DriverFault> in
            DriverFault.of { place.driver.pointee.StatementNew(place.connection, handle.pointer, $0) }
                .map { .failure($0) } ?? .success(())
        }
        try wait(for: call, within: settings.answerTimeout)
    }
}

/// The three tables a driver's calls take. Invariant: they outlive every call, because only the last one frees them.
private struct Place: @unchecked Sendable {
    let driver: UnsafePointer<AdbcDriver>
    let database: UnsafeMutablePointer<AdbcDatabase>
    let connection: UnsafeMutablePointer<AdbcConnection>

    func open(_ options: [(name: String, value: String)]) -> DriverFault? {
        let table = driver.pointee
        if let fault = DriverFault.of({ table.DatabaseNew(database, $0) }) { return fault }
        for option in options {
            if let fault = DriverFault.of({ table.DatabaseSetOption(database, option.name, option.value, $0) }) {
                return fault
            }
        }
        if let fault = DriverFault.of({ table.DatabaseInit(database, $0) }) { return fault }
        if let fault = DriverFault.of({ table.ConnectionNew(connection, $0) }) { return fault }
        return DriverFault.of { table.ConnectionInit(connection, database, $0) }
    }

    func close() {
        if connection.pointee.private_data != nil {
            _ = DriverFault.of { driver.pointee.ConnectionRelease(connection, $0) }
        }
        if database.pointee.private_data != nil {
            _ = DriverFault.of { driver.pointee.DatabaseRelease(database, $0) }
        }
        connection.deallocate()
        database.deallocate()
    }

    func cancel() {
        guard let cancel = driver.pointee.ConnectionCancel else { return }
        _ = DriverFault.of { cancel(connection, $0) }
    }

    /// - Parameter statement: the address of one that runs.
    func cancel(_ statement: Int) {
        guard let cancel = driver.pointee.StatementCancel else { return self.cancel() }
        // Invariant: a statement is taken from `running` before it is freed.
        let fault = DriverFault.of { cancel(UnsafeMutablePointer(bitPattern: statement), $0) }
        if fault != nil { self.cancel() }
    }
}

private struct StatementPointer: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<AdbcStatement>
}

/// A statement of a connection. Freed on the connection's queue, behind everything that uses it.
///
/// `@unchecked Sendable`: the pointer is set by `init`, and what it leads to is touched on the queue only.
final class StatementHandle: @unchecked Sendable {
    let connection: DatabaseConnection
    private let statement: UnsafeMutablePointer<AdbcStatement>

    init(_ connection: DatabaseConnection) throws(SourceErrors) {
        self.connection = connection
        statement = .allocate(capacity: 1)
        statement.initialize(to: AdbcStatement())
        try connection.newStatement(statement)
    }

    deinit {
        connection.ends(statement)
        if connection.queue.isAbandoned { return }
        let (driver, handle) = (DriverPointer(table: connection.driver), StatementPointer(pointer: statement))
        _ = connection.queue.start {
            if handle.pointer.pointee.private_data != nil {
                _ = DriverFault.of { driver.table.pointee.StatementRelease(handle.pointer, $0) }
            }
            handle.pointer.deallocate()
        }
    }

    private func set(_ sql: String) -> DriverFault? {
        DriverFault.of { connection.driver.pointee.StatementSetSqlQuery(statement, sql, $0) }
    }

    func set(_ option: String, _ value: String) -> DriverFault? {
        DriverFault.of { connection.driver.pointee.StatementSetOption(statement, option, value, $0) }
    }

    /// How many rows were concerned; -1 where the driver does not say.
    func execute(_ sql: String?) -> Result<Int, DriverFault> {
        if let sql, let fault = set(sql) { return .failure(fault) }
        var count: Int64 = -1
        connection.begins(statement)
        defer { connection.ends(statement) }
        let fault = DriverFault.of { connection.driver.pointee.StatementExecuteQuery(statement, nil, &count, $0) }
        return fault.map { .failure($0) } ?? .success(Int(count))
    }

    func open(_ sql: String) -> Result<StreamHandle, DriverFault> {
        if connection.engine == .sqlite {
            // Types are taken from the first batch; a longer one has more to go by. Refused by none that is known.
            _ = set("adbc.sqlite.query.batch_rows", "65536")
        }
        if let fault = set(sql) { return .failure(fault) }
        let stream = StreamHandle(connection.driver)
        var count: Int64 = -1
        connection.begins(statement)
        let fault = DriverFault.of {
            connection.driver.pointee.StatementExecuteQuery(statement, stream.pointer, &count, $0)
        }
        return fault.map { .failure($0) } ?? .success(stream)
    }

    /// Binds rows, which the driver takes in when the statement is executed.
    func bind(_ rows: DatabaseRows) -> DriverFault? {
        let stream = UnsafeMutablePointer<ArrowArrayStream>.allocate(capacity: 1)
        ArrowWriter.fill(stream, with: rows)
        let fault = DriverFault.of { connection.driver.pointee.StatementBindStream(statement, stream, $0) }
        // The driver has moved the stream out by now, or refused it.
        stream.pointee.release?(stream)
        stream.deallocate()
        return fault
    }
}

struct DriverPointer: @unchecked Sendable {
    let table: UnsafePointer<AdbcDriver>
}

/// The connections that stand, for `cancelAll`.
private enum LiveConnections {
    private struct Weak: @unchecked Sendable { weak var connection: DatabaseConnection? }
    private static let all = Mutex<[Weak]>([])

    static func add(_ connection: DatabaseConnection) {
        all.withLock {
            $0.removeAll { $0.connection == nil }
            $0.append(Weak(connection: connection))
        }
    }

    static func cancelAll(within seconds: Double) {
        let live = all.withLock { $0.compactMap(\.connection) }
        guard !live.isEmpty else { return }
        let group = DispatchGroup()
        for connection in live { DispatchQueue.global().async(group: group) { connection.cancel() } }
        _ = group.wait(timeout: .now() + seconds)
    }
}

/// Seconds in words.
enum JSONSeconds {
    static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    }
}
