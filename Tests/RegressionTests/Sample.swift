import Foundation
import LinearAlgebra

/// Reproducible made-up data: five columns of different kinds, outcomes from a known line.
struct Sample {
    var columns: [[Double]]
    var outcome: [Double]
    var weights: [Double]
    var offset: [Double]

    static let names = ["level", "share", "flag", "count", "other"]

    init(rows: Int, seed: UInt64 = 1) {
        var random = Random(state: seed)
        (columns, outcome, weights, offset) = (Array(repeating: [], count: 5), [], [], [])
        for _ in 0..<rows {
            let row = [
                4 * random.next() - 2, random.next(), random.next() < 0.2 ? 1 : 0, (10 * random.next()).rounded(),
                random.next() + random.next(),
            ]
            for j in row.indices { columns[j].append(row[j]) }
            let eta = -1 + 0.8 * row[0] - 0.5 * row[1] + 1.2 * row[2] - 0.1 * row[3]
            outcome.append(random.next() < 1 / (1 + Foundation.exp(-eta)) ? 1 : 0)
            weights.append((3 * random.next()).rounded(.up))
            offset.append(random.next() - 0.5)
        }
    }

    var x: Matrix { Matrix(columns: columns) }

    /// The rows at these places.
    func rows(_ places: [Int]) -> Sample {
        var copy = self
        copy.columns = columns.map { column in places.map { column[$0] } }
        copy.outcome = places.map { outcome[$0] }
        copy.weights = places.map { weights[$0] }
        copy.offset = places.map { offset[$0] }
        return copy
    }
}

/// A linear congruential generator: the same numbers on every machine.
struct Random {
    var state: UInt64

    /// In 0..<1.
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }
}
