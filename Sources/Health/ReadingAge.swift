import Documents
import Features
import Foundation

/// How a measure's reading grows old. `age:` names the feature that tells the days since it was taken.
///
/// With `half_life: h` points fade towards neutral: 50 + (points - 50) · 2^(-age/h), as evidence does that no one renews.
/// With `expires: d` a reading older than d days is missing, and the measure's `missing:` decides. Where the age is missing
/// the measure is: how old a reading is that has no date, nobody knows. A negative age counts as 0.
public struct ReadingAge: Sendable, Equatable {
    /// The feature that tells the age in days.
    public let feature: String
    /// Days; nil where points do not fade.
    public let halfLife: Double?
    /// Days; nil where readings do not expire.
    public let expires: Double?

    package static let fieldNames = ["age", "half_life", "expires"]
    static let neutral = 50.0
    static let longest = 3660.0

    /// nil where the measure names no age.
    /// - Throws: for an unknown feature or one that does not count days, an age without `half_life` and `expires`, and these
    ///   without an age.
    static func optional(_ fields: Fields, features: [String: Feature]) throws(DocumentError) -> ReadingAge? {
        guard let age = fields["age"] else {
            for name in fieldNames.dropFirst() {
                if let field = fields[name] {
                    throw field.error("`\(name)` needs `age:`, the feature that tells the days")
                }
            }
            return nil
        }
        let feature = try age.feature(among: features)
        guard feature.unit == "days", !feature.definition.hasSuffix(" log") else {
            throw age.error("\(feature.name) does not count days (expected a feature in days, not its logarithm)")
        }
        let (halfLife, expires) = (try days(fields["half_life"]), try days(fields["expires"]))
        if halfLife == nil, expires == nil { throw age.error("`age` needs `half_life` or `expires`, in days") }
        return ReadingAge(feature: feature.name, halfLife: halfLife, expires: expires)
    }

    private static func days(_ field: Field?) throws(DocumentError) -> Double? {
        guard let field else { return nil }
        return try field.number(in: 1...longest)
    }

    /// Points of a reading of this age in days; NaN where it is missing, expired, or of unknown age.
    func points(_ fresh: Double, age: Double) -> Double {
        if age.isNaN { return .nan }
        if let expires, age > expires { return .nan }
        guard let halfLife else { return fresh }
        return ReadingAge.neutral + (fresh - ReadingAge.neutral) * exp2(-max(0, age) / halfLife)
    }
}
