import Documents
import Features

/// A knock-out: where the condition holds, the health score is at most `limit` points (the champion left, say). Where
/// several hold, the lowest limit counts. A cap never raises a score and never gives one to an unscored account.
public struct ScoreCap: Sendable {
    /// When it holds.
    public let condition: Condition
    /// The most points that the score may have, 0 to 100.
    public let limit: Double
    /// Words for people.
    public let reason: String

    package static let fieldNames = ["when", "limit", "reason"]

    private init(_ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(ScoreCap.fieldNames)
        condition = try Condition(try fields.required("when"), features: features)
        limit = try fields.required("limit").number(in: 0...100)
        reason = try fields.required("reason").text()
    }

    static func list(_ field: Field?, features: [String: Feature]) throws(DocumentError) -> [ScoreCap] {
        var caps: [ScoreCap] = []
        for item in try field?.list() ?? [] { caps.append(try ScoreCap(item, features: features)) }
        return caps
    }
}
