import Documents
import Features
import Tables

/// A multiple of what is normal for the account itself, on one side: `at_least: 2` is a rise to twice the normal,
/// `at_most: 0.5` a fall to half of it.
public struct OwnDeviation: Sendable, Equatable {
    /// Which deviations from an account's own normal count: those to the bad, or both.
    public enum Direction: String, Sendable, CaseIterable {
        /// More than normal.
        case up = "at_least"
        /// Less than normal.
        case down = "at_most"
    }

    /// Of kind `baseline_ratio`: the window's measure over that of the account's own past windows.
    public let feature: String
    /// Which side counts.
    public let direction: Direction
    /// Times the normal, above 1 for a rise, 0 to below 1 for a fall.
    public let multiple: Double

    package static let fieldNames = ["feature"] + Direction.allCases.map(\.rawValue)

    /// - Throws: for a feature that is no multiple of the own normal, for none or both directions, and for a multiple on the
    ///   wrong side of 1, which is normal.
    init(_ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(OwnDeviation.fieldNames)
        feature = try OwnDeviation.feature(fields.required("feature"), features)
        let given = Direction.allCases.compactMap { direction in fields[direction.rawValue].map { (direction, $0) } }
        guard given.count == 1, let (direction, bound) = given.first else {
            throw field.error("expected exactly one of \(OwnDeviation.fieldNames.dropFirst().joined(separator: ", "))")
        }
        (self.direction, multiple) = (direction, try bound.number())
        guard direction == .up ? multiple > 1 : multiple >= 0 && multiple < 1 else {
            throw bound.error(
                direction == .up
                    ? "1 is normal: a rise is above 1 times the normal"
                    : "1 is normal: a fall is 0 to below 1 times the normal")
        }
    }

    private static func feature(_ field: Field, _ features: [String: Feature]) throws(DocumentError) -> String {
        let known = try field.feature(among: features)
        guard known.kind == BaselineRatioKind.name, !known.isLogarithmic else {
            throw field.error(
                "\(known.name) is no multiple of the account's own normal (expected a feature of kind "
                    + "\(BaselineRatioKind.name) without log, found \(known.definition))")
        }
        return known.name
    }

    /// `at most 0.5 x normal`.
    public var words: String {
        "\(direction.rawValue.replacing("_", with: " ")) \(JSON.text(of: multiple)) x normal"
    }

    /// The rows of `frame` among `rows` that reach the multiple; a missing ratio reaches none.
    func rows(_ frame: Frame, among rows: [Int]) -> [Int] {
        let values = frame.numbers(feature)
        return rows.filter { direction == .up ? values[$0] >= multiple : values[$0] <= multiple }
    }
}
