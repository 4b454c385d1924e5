import ArgumentParser
import Foundation
import LinearAlgebra

/// Raw arrays as the peers' scripts write them.
enum RawFile {
    /// A row-major float64 matrix, read in blocks of rows so that only one copy of it exists.
    static func matrix(_ path: String, rows: Int, columns: Int) throws -> Matrix {
        let file = try open(path)
        var matrix = Matrix(rows: rows, columns: columns)
        for first in stride(from: 0, to: rows, by: 4096) {
            let count = min(4096, rows - first) * columns
            matrix.setRows(startingAt: first, rowMajor: try numbers(file, path, count: count))
        }
        return matrix
    }

    /// The next numbers of a file.
    static func numbers(_ file: FileHandle, _ path: String, count: Int) throws -> [Double] {
        let data = try read(file, path, bytes: 8 * count)
        return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            // `data` has exactly 8 * count bytes.
            filled = data.copyBytes(to: buffer) / 8
        }
    }

    static func bytes(_ path: String, count: Int) throws -> [UInt8] { Array(try read(open(path), path, bytes: count)) }

    static func open(_ path: String) throws -> FileHandle {
        guard let file = FileHandle(forReadingAtPath: path) else { throw ValidationError("\(path) cannot be opened") }
        return file
    }

    static func read(_ file: FileHandle, _ path: String, bytes: Int) throws -> Data {
        guard let data = try file.read(upToCount: bytes), data.count == bytes else {
            throw ValidationError("\(path) is shorter than --rows and --columns say")
        }
        return data
    }
}
