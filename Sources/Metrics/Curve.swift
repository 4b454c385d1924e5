import Tables

/// A curve of scores against outcomes, at fixed places. Adding one is a new file in `Curves/` and a line in `CurveKinds`.
public protocol Curve: Sendable {
    /// Key in JSON and title of the table.
    static var name: String { get }
    /// What is drawn against what, in one line.
    static var summary: String { get }
    /// Names of the columns: across, upwards, and what the height is set beside.
    static var columns: (across: String, height: String, reference: String) { get }
    /// What it needs beside scores and outcomes.
    static var needs: MetricNeed { get }

    /// The places across, all within 0 and 1; the same for every replicate.
    static var places: [Double] { get }

    /// The heights at the places; NaN where one is undefined.
    static func heights(_ scored: ScoredOutcomes) -> [Double]

    /// What a height is set beside at each place: chance, or a policy that needs no scores.
    static func references(_ scored: ScoredOutcomes) -> [Double]
}

extension Curve {
    public static var needs: MetricNeed { .nothing }
    public static var places: [Double] { (0...20).map { Double($0) / 20 } }
}

/// The registry of curves.
public enum CurveKinds {
    /// Every curve.
    public static let all: [any Curve.Type] = [
        RocCurve.self,
        PrecisionRecallCurve.self,
        GainsCurve.self,
        DecisionCurve.self,
    ]

    /// The curve of this name; nil where there is none.
    public static func named(_ name: String) -> (any Curve.Type)? { all.first { $0.name == name } }
}

/// A curve with a 95% band from a clustered bootstrap. The band is pointwise: each place is covered by itself, the whole
/// curve at once less often.
public struct CurveBand: Sendable {
    /// Which curve.
    public let curve: any Curve.Type
    /// The height at each place of the curve, with its pointwise 95% interval.
    public let heights: [Estimate]
    /// The height at each place without any skill.
    public let references: [Double]

    /// All curves whose needs are met, from the same replicates.
    public static func all(_ scored: ScoredOutcomes, bootstrap: Bootstrap = Bootstrap()) -> [CurveBand] {
        let curves = CurveKinds.all.filter { $0.needs.isMet(scored.stakes) }
        let estimates = bootstrap.estimates(scored) { replicate in curves.flatMap { $0.heights(replicate) } }
        var start = 0
        return curves.map { curve in
            let end = start + curve.places.count
            defer { start = end }
            return CurveBand(
                curve: curve, heights: Array(estimates[start..<end]), references: curve.references(scored))
        }
    }

    /// Columns: across, height, low, high, reference.
    public var table: Table {
        Table(
            curve.name,
            columns: [
                .init(curve.columns.across, .decimals(2)), .init(curve.columns.height, .decimals(4)),
                .init("low", .decimals(4)), .init("high", .decimals(4)), .init(curve.columns.reference, .decimals(4)),
            ],
            rows: curve.places.indices.map { place in
                [
                    .number(curve.places[place]), .optional(heights[place].isDefined ? heights[place].value : nil),
                    .optional(heights[place].low), .optional(heights[place].high), .number(references[place]),
                ]
            })
    }
}
