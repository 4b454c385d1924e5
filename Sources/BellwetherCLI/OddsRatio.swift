import Foundation

enum OddsRatio {
    /// exp(weight): by how much the odds of churn are multiplied.
    static func of(_ weight: Double) -> Double { exp(weight) }
}
