import Documents
import Foundation
import LinearAlgebra
import Regression
import Testing

/// Exact results: those that ship with the project, and the rest in `../shared/reference`, whose tests skip where that
/// folder is missing.
struct ReferenceFolder: Sendable {
    let root: URL
    let results: String

    private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let shipped = ReferenceFolder(
        root: project.appending(path: "Tests/ReferenceValues/regression"), results: "results.json")
    static let shared = ReferenceFolder(
        root: project.deletingLastPathComponent().appending(path: "shared/reference"), results: "reference.json")

    /// The folder that holds a design of this name.
    static func holding(_ name: String) -> ReferenceFolder { shipped.has("designs/\(name).csv") ? shipped : shared }

    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

    var isAvailable: Bool { has(results) }

    func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: root.appending(path: path))) }

    func lines(_ path: String) throws -> [[String]] {
        String(decoding: try bytes(path), as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            }
        }
    }

    /// The results of one case.
    func expected(_ name: String) throws -> [String: Field] {
        let cases = try Field.json(bytes(results), file: results).entries()
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
        let lines = try ReferenceFolder.holding(name).lines("designs/\(name).csv")
        let values = lines.dropFirst().map { $0.map { Double($0)! } }
        names = Array(lines[0].dropFirst(3))
        columns = (3..<lines[0].count).map { j in values.map { $0[j] } }
        outcome = values.map { $0[0] }
        weights = values.map { $0[1] }
    }

    /// `hard/NAME.csv`: outcome and columns, no header.
    init(hard name: String) throws {
        let values = try ReferenceFolder.shipped.lines("hard/\(name).csv").map { $0.map { Double($0)! } }
        names = (1..<values[0].count).map { "x\($0)" }
        columns = (1..<values[0].count).map { j in values.map { $0[j] } }
        outcome = values.map { $0[0] }
        weights = outcome.map { _ in 1 }
    }

    func fit(_ options: LogisticRegression = .init(), clusters: [Int32]? = nil, threads: Int = 2) throws -> LogisticFit
    {
        try options.fit(x, outcome: outcome, names: names, weights: weights, clusters: clusters, threads: threads)
    }

    /// Columns with an estimate of one of R's terms. R puts a level's name behind the term's: `raceblack` of `race`,
    /// `sexM:ldose` of `sex:ldose`.
    func estimatedColumns(of term: String, _ fit: LogisticFit) -> [String] {
        let estimated = fit.estimated.dropFirst().map { fit.names[$0] }
        if estimated.contains(term) || term == LogisticFit.interceptName { return [term] }
        let parts = term.split(separator: ":")
        return estimated.filter { name in
            let pieces = name.split(separator: ":")
            return pieces.count == parts.count && zip(pieces, parts).allSatisfy { $0.hasPrefix($1) }
        }
    }
}

/// |a - b| / |b|, or |a| where b is 0.
func relativeError(_ a: Double, _ b: Double) -> Double { b == 0 ? abs(a) : abs(a - b) / abs(b) }

/// A number that a reference holds as text.
func number(_ field: Field?) throws -> Double {
    let text = try #require(field).text()
    return try #require(Double(text))
}

/// Expects that `values`, one a name, agree with a reference's text numbers to 1e-9 relative, and that no more are given.
func expectAgreement(_ values: [Double], _ names: [String], _ field: Field?, _ what: String) throws {
    let entries = try #require(field).entries()
    #expect(entries.count == values.filter { !$0.isNaN }.count)
    for (name, reference) in entries {
        let place = try #require(names.firstIndex(of: name))
        let error = relativeError(values[place], try number(reference))
        #expect(error < 1e-9, "\(what) \(name): \(values[place]), relative error \(error)")
    }
}
