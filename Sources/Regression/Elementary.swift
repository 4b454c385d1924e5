import Foundation

/// The few functions of the C library that the room needs, in one place.
enum Elementary {
    static func log(_ x: Double) -> Double { Foundation.log(x) }

    static func exp(_ x: Double) -> Double { Foundation.exp(x) }

    /// log(1 + x), exact for small x.
    static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }

    static func power(_ x: Double, _ exponent: Double) -> Double { Foundation.pow(x, exponent) }

    /// y log y, 0 at 0.
    static func xlogx(_ y: Double) -> Double { y > 0 ? y * Foundation.log(y) : 0 }

    /// log C(n, k) for real n ≥ k ≥ 0.
    static func logChoose(_ n: Double, _ k: Double) -> Double { lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) }
}
