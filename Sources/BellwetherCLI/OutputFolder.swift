import Bellwether
import Foundation

enum OutputFolder {
    /// Makes a folder where it is not there, and those above it.
    static func create(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw OutputError(path: path, code: FileManager.default.isWritableFile(atPath: ".") ? ENOTDIR : EACCES)
        }
    }
}
