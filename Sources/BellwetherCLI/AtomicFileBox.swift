import Bellwether

/// An output that is opened before the work, so that a folder that cannot be written is found at once.
final class AtomicFileBox {
    private var file: AtomicFile

    init(path: String) throws(OutputError) { file = try AtomicFile(path: path) }

    func append(_ text: String) throws(OutputError) { try file.write(text) }

    func commit() throws(OutputError) { try file.commit() }

    func write(_ text: String) throws(OutputError) {
        try file.write(text)
        try file.commit()
    }
}
