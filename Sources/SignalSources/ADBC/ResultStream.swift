import CArrowADBC

/// A stream that a driver gave. Freed on no particular thread; the specification lets any.
///
/// `@unchecked Sendable`: used by one call at a time, on the connection's queue.
final class StreamHandle: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<ArrowArrayStream>
    private let driver: UnsafePointer<AdbcDriver>

    init(_ driver: UnsafePointer<AdbcDriver>) {
        self.driver = driver
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: ArrowArrayStream())
    }

    func free() {
        if let release = pointer.pointee.release { release(pointer) }
        pointer.deallocate()
    }

    func fields() -> Result<[ArrowField], DriverFault> {
        var schema = ArrowSchema()
        // Invariant: a schema lives until it is released below; what is kept of it is copied.
        let code = pointer.pointee.get_schema(pointer, &schema)
        guard code == 0 else { return .failure(DriverFault.of(pointer, driver, code: code)) }
        defer { schema.release?(&schema) }
        return .success((0..<Int(schema.n_children)).map { ArrowField(schema.children[$0]!) })
    }

    /// The next batch; nil behind the last.
    func next(_ fields: [ArrowField]) -> Result<ArrowBatch?, DriverFault> {
        let batch = ArrowBatch(fields)
        let code = pointer.pointee.get_next(pointer, batch.array)
        if code != 0 { return .failure(DriverFault.of(pointer, driver, code: code)) }
        return .success(batch.isEnd ? nil : batch)
    }
}

/// The result of a query, read batch by batch; while one is used, the driver makes the next.
final class ResultStream {
    let fields: [ArrowField]
    private let connection: DatabaseConnection
    private let statement: StatementHandle
    private let stream: StreamHandle
    private var coming: Call<Result<ArrowBatch?, DriverFault>>?
    private(set) var isAtEnd = false
    /// The first batch may take as long as the query.
    private var time: Double

    init(_ connection: DatabaseConnection, _ statement: StatementHandle, _ stream: StreamHandle) throws(SourceErrors) {
        (self.connection, self.statement, self.stream) = (connection, statement, stream)
        fields = try connection.wait(
            for: connection.queue.start { stream.fields() }, within: connection.settings.answerTimeout)
        time = connection.settings.answerTimeout
        coming = fetch()
    }

    private func fetch() -> Call<Result<ArrowBatch?, DriverFault>> {
        let (stream, fields) = (stream, fields)
        return connection.queue.start { stream.next(fields) }
    }

    /// The next batch; nil behind the last. Errors: the driver's, a connection that stalls.
    func next() throws(SourceErrors) -> ArrowBatch? {
        guard let call = coming else { return nil }
        let batch = try connection.wait(for: call, within: time, isReading: true)
        time = connection.settings.idleTimeout
        coming = batch == nil ? nil : fetch()
        isAtEnd = batch == nil
        return batch
    }

    deinit {
        if connection.queue.isAbandoned { return }
        // Nobody wants the rest.
        if !isAtEnd { connection.cancel() }
        let stream = stream
        _ = connection.queue.start { stream.free() }
    }
}
