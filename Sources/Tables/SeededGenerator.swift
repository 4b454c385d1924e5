import Foundation

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): the same numbers on
/// every machine, and independent streams by `stream`, so that parallel work does not depend on the thread count.
/// Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed and stream give the same numbers. Streams of one seed are independent: one a task that runs in
    /// parallel.
    public init(seed: UInt64, stream: UInt64 = 0) {
        state = SeededGenerator.mixed(seed &+ SeededGenerator.mixed(stream &+ 0x9E37_79B9_7F4A_7C15))
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SeededGenerator.mixed(state)
    }

    /// Uniform on [0, 1), 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform on 0..<bound (Lemire's multiplication; the bias is below 2⁻³² for the bounds used here).
    public mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Standard normal (Box and Muller 1958), one of the pair.
    public mutating func normal() -> Double {
        // 1 - uniform is above 0, so the logarithm is finite.
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }

    /// Fisher-Yates; independent of the standard library's algorithm, which may change.
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var shuffled = elements
        for i in stride(from: shuffled.count - 1, to: 0, by: -1) { shuffled.swapAt(i, below(i + 1)) }
        return shuffled
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
