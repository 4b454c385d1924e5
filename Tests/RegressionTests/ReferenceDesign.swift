import Documents
import Foundation
import LinearAlgebra
import Regression
import Testing

/// The 20-digit results of `../shared/reference`, which its README describes. Tests skip where the folder is missing.
enum ReferenceFolder {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/reference")

    static let isAvailable = FileManager.default.fileExists(atPath: root.appending(path: "reference.json").path)

    static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: root.appending(path: path))) }

    static func lines(_ path: String) throws -> [[String]] {
        String(decoding: try bytes(path), as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            }
        }
    }

    /// The members of one case of reference.json.
    static func results(_ name: String) throws -> [String: Field] {
        let cases = try Field.json(bytes("reference.json"), file: "reference.json").entries()
        let entry = try #require(cases.first { $0.name == name })
        return Dictionary(uniqueKeysWithValues: try entry.value.entries().map { ($0.name, $0.value) })
    }
}

/// A design with its outcome, without the column of ones.
struct ReferenceDesign {
    let names: [String]
    let columns: [[Double]]
    let outcome: [Double]
    let weights: [Double]

    var x: Matrix { Matrix(columns: columns, rows: outcome.count) }

    /// `designs/NAME.csv`: y, w, (Intercept), columns.
    init(_ name: String) throws {
        let lines = try ReferenceFolder.lines("designs/\(name).csv")
        let values = lines.dropFirst().map { $0.map { Double($0)! } }
        names = Array(lines[0].dropFirst(3))
        columns = (3..<lines[0].count).map { j in values.map { $0[j] } }
        outcome = values.map { $0[0] }
        weights = values.map { $0[1] }
    }

    /// `hard/NAME.csv`: outcome and columns, no header.
    init(hard name: String) throws {
        let values = try ReferenceFolder.lines("hard/\(name).csv").map { $0.map { Double($0)! } }
        names = (1..<values[0].count).map { "x\($0)" }
        columns = (1..<values[0].count).map { j in values.map { $0[j] } }
        outcome = values.map { $0[0] }
        weights = outcome.map { _ in 1 }
    }

    func fit(_ options: LogisticRegression = .init(), clusters: [Int32]? = nil, threads: Int = 2) throws -> LogisticFit
    {
        try options.fit(x, outcome: outcome, names: names, weights: weights, clusters: clusters, threads: threads)
    }
}

/// |a - b| / |b|, or |a| where b is 0.
func relativeError(_ a: Double, _ b: Double) -> Double { b == 0 ? abs(a) : abs(a - b) / abs(b) }
