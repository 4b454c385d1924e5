import Tables

/// Draws made of additions and products only, never of the C library's functions, whose last digits differ by machine.
extension SeededGenerator {
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
