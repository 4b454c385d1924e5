/// p-values of many tests, adjusted so that chance has no easier game for their number. NaN (a test that could not be made)
/// stays NaN and counts as no test. Order does not matter.
public enum MultipleTesting {
    /// Benjamini and Hochberg (J. Royal Statistical Society B 57, 1995): q = min over j ≥ rank of p(j) · m / j. Rejecting
    /// q ≤ α keeps the expected share of false ones among the rejected at α or below, for tests that are independent or
    /// depend positively on each other.
    public static func benjaminiHochberg(_ p: [Double]) -> [Double] {
        var adjusted = p
        let order = tested(p)
        var least = 1.0
        for (place, index) in order.enumerated().reversed() {
            least = min(least, p[index] * Double(order.count) / Double(place + 1))
            adjusted[index] = least
        }
        return adjusted
    }

    /// Holm (Scandinavian J. Statistics 6, 1979): max over j ≤ rank of p(j) · (m - j + 1). Rejecting adjusted values ≤ α
    /// keeps the chance of even one false one at α or below, whatever the tests' dependence.
    public static func holm(_ p: [Double]) -> [Double] {
        var adjusted = p
        let order = tested(p)
        var most = 0.0
        for (place, index) in order.enumerated() {
            most = max(most, min(1, p[index] * Double(order.count - place)))
            adjusted[index] = most
        }
        return adjusted
    }

    /// Places of the tests, by rising p.
    private static func tested(_ p: [Double]) -> [Int] {
        p.indices.filter { !p[$0].isNaN }.sorted { (p[$0], $0) < (p[$1], $1) }
    }
}
