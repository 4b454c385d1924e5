/// SplitMix64 (Steele, Lea and Flood 2014): a counter run through a mixing function, so a stream is told by its key
/// alone and the numbers are the same on every machine. Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var counter: UInt64

    public init(seed: UInt64) { counter = seed }

    /// The stream of one account (or other part) of a seeded whole: independent of how much the others draw.
    public init(seed: UInt64, stream: UInt64) {
        counter = SplitMix64.mix(seed &+ SplitMix64.mix(stream &+ 0x9E37_79B9_7F4A_7C15))
    }

    public mutating func next() -> UInt64 {
        counter &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mix(counter)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Draws made of additions and products only, never of the C library's functions, whose last digits differ by machine.
extension SplitMix64 {
    /// In [0, 1), 53 bits.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func element<Element>(_ list: [Element]) -> Element { list[integer(0...list.count - 1)] }

    /// Mean 0, variance 1: twelve uniforms less six (Irwin-Hall), within -6...6.
    mutating func normal() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += uniform() }
        return sum
    }
}

/// e^x by halving the argument and squaring the series; relative error below 1e-12 for |x| < 40.
func exponential(_ x: Double) -> Double {
    let reduced = x / 1024
    var (term, sum) = (1.0, 1.0)
    for n in 1...8 {
        term *= reduced / Double(n)
        sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
}

/// 1 / (1 + e^-x).
func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-max(-30, min(30, x)))) }
