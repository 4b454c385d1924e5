import Documents

/// 100 points between `best_from` and `best_to`, falling linearly to 0 at `worst_low` and `worst_high`.
public struct InvertedURule: RuleKind {
    public static let name = "inverted-u"
    public static let summary =
        "100 points between `best_from` and `best_to`, falling to 0 at `worst_low` and `worst_high`"
    public static let optionNames = ["worst_low", "best_from", "best_to", "worst_high"]
    public static let examples = [
        RuleExample(
            "{worst_low: 0, best_from: 2, best_to: 4, worst_high: 8}",
            [("0", 0), ("1", 50), ("2", 100), ("3", 100), ("6", 50), ("8", 0), ("20", 0)])
    ]

    private let corners: [Double]

    public init(_ options: Fields) throws(DocumentError) {
        var corners: [Double] = []
        for name in InvertedURule.optionNames {
            let field = try options.required(name)
            let corner = try field.number()
            let isInnerEdge = name == "best_to"
            if let last = corners.last, isInnerEdge ? corner < last : corner <= last {
                throw field.error("the four corners must rise: \(JSON.text(of: corner)) follows \(JSON.text(of: last))")
            }
            corners.append(corner)
        }
        self.corners = corners
    }

    public func points(_ value: Double) -> Double {
        let rising = (value - corners[0]) / (corners[1] - corners[0])
        let falling = (corners[3] - value) / (corners[3] - corners[2])
        return 100 * max(0, min(1, rising, falling))
    }
}
