import Foundation

/// An exact amount of money: a whole number of 10⁻¹⁴ of the currency's unit, so that sums do not depend on their order and
/// no cent is lost. 128 bits hold 1.7 · 10²⁴ units: ten million contracts of 10¹⁵ each at a rate of 100.
///
/// Arithmetic that leaves this range traps, as that of whole numbers does.
public struct Money: Sendable, Hashable, Comparable, AdditiveArithmetic {
    /// In 10⁻¹⁴ of a unit.
    package let units: Int128

    package init(units: Int128) { self.units = units }

    public static let zero = Money(units: 0)
    /// Amounts are taken to so many decimals, as most ledgers hold them.
    public static let decimals = 4
    /// What a file may hold; larger amounts are no annual revenue but errors.
    public static let limit = 1e15

    static let unit: Int128 = 100_000_000_000_000
    private static let smallest: Int128 = 10_000_000_000

    /// The amount that a number stands for which was read from a decimal text: exact for texts of up to 15 digits, four of
    /// them behind the point; others are rounded to the nearest, ties to even.
    /// - Returns: nil where it is no number, or `limit` or more.
    public init?(_ amount: Double) {
        guard abs(amount) < Money.limit else { return nil }
        // The parts are exact; below 2⁵³ / 10⁴ so is the product, to half a unit in the last place.
        let whole = amount.rounded(.towardZero)
        let fraction = Money.fraction(amount, whole)
        units = Int128(whole) * Money.unit + Int128(fraction) * Money.smallest
    }

    /// The fraction in ten thousandths. Of a large amount the digits that were written are told from those that binary adds
    /// by the shortest text that reads back as the same bits.
    private static func fraction(_ amount: Double, _ whole: Double) -> Double {
        let rest = abs(amount) < 1e9 ? amount - whole : Double(shortestFraction(amount)) ?? 0
        return (rest * 10_000).rounded(.toNearestOrEven)
    }

    /// The fraction of the shortest decimal text, with its sign.
    private static func shortestFraction(_ amount: Double) -> String {
        let text = abs(amount).description
        guard let point = text.firstIndex(of: "."), !text.contains("e") else { return "0" }
        return (amount < 0 ? "-0" : "0") + text[point...]
    }

    /// Whether an amount has more decimals than are kept.
    public static func isRounded(_ amount: Double) -> Bool {
        guard let units = Money(amount)?.units, abs(amount) < 1e11 else { return false }
        // Of two whole numbers below 2⁵³ the quotient is the nearest number, which is what the text was read as.
        return Double(units / Money.smallest) / 10_000 != amount
    }

    public static func + (a: Money, b: Money) -> Money { Money(units: a.units + b.units) }
    public static func - (a: Money, b: Money) -> Money { Money(units: a.units - b.units) }
    public static func < (a: Money, b: Money) -> Bool { a.units < b.units }

    /// The nearest number, but for two roundings.
    public var value: Double {
        let (whole, rest) = units.quotientAndRemainder(dividingBy: Money.unit)
        return Money.double(whole) + Money.double(rest) / 1e14
    }

    /// The standard library's conversion of 128 bits is generic and slow; almost all amounts have 64.
    private static func double(_ value: Int128) -> Double {
        let isShort = value >= Int128(Int64.min) && value <= Int128(Int64.max)
        return isShort ? Double(Int64(truncatingIfNeeded: value)) : Double(value)
    }

    /// `self / other`, correctly rounded but for two roundings; NaN where `other` is zero.
    public func ratio(to other: Money) -> Double {
        other.units == 0 ? .nan : Double(units) / Double(other.units)
    }

    /// The same amount in another currency. Exact: an amount has four decimals and a rate ten.
    ///
    /// Precondition: the amount is as a file gives it, not itself converted.
    package func converted(_ rate: ExchangeRate) -> Money { Money(units: units / Money.smallest * rate.tenBillionths) }
}

extension Money: CustomStringConvertible {
    /// With as many decimals as it has, at least two: `1234.50`.
    public var description: String {
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: UInt128(Money.unit))
        var digits = String(rest)
        digits = String(repeating: "0", count: 14 - digits.count) + digits
        while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        return (units < 0 ? "-" : "") + "\(whole).\(digits)"
    }
}

/// What a unit of a currency is worth in the currency of the report: a decimal of up to ten places.
public struct ExchangeRate: Sendable, Equatable {
    let tenBillionths: Int128

    /// A currency worth itself.
    public static let one = ExchangeRate(1)!

    /// nil where it is not above 0 and below 10 000 000.
    public init?(_ rate: Double) {
        guard rate > 0, rate < 1e7 else { return nil }
        let whole = rate.rounded(.towardZero)
        let places = ((rate - whole) * 1e10).rounded(.toNearestOrEven)
        tenBillionths = Int128(whole) * 10_000_000_000 + Int128(places)
        guard tenBillionths > 0 else { return nil }
    }
}

/// One rate a currency for all dates, so that a change of rates is never told as churn or expansion (constant currency).
public struct ConstantRates: Sendable {
    /// The currency of the report.
    public let currency: String
    private let rates: [String: ExchangeRate]

    /// - Parameter currency: ISO 4217 code of the report.
    /// - Parameter rates: by currency, what a unit of it is worth in `currency`, which itself needs no entry.
    public init(currency: String, _ rates: [String: ExchangeRate] = [:]) {
        self.currency = currency
        self.rates = rates.merging([currency: .one]) { given, _ in given }
    }

    /// Codes that have a rate, sorted.
    public var currencies: [String] { rates.keys.sorted() }

    /// What a unit of the currency is worth; nil where no rate is known.
    public subscript(currency: String) -> ExchangeRate? { rates[currency] }
}
