import Documents

/// What a concession (a discount, free months, a service) is thought to do, and what it costs.
///
/// Both are assumptions of whoever wrote the scorecard until someone measures them: what a concession does to a renewal
/// cannot be learned from accounts that were not offered one at random.
public struct Concession: Sendable, Equatable {
    /// Share of the losses that it prevents, above 0 to 1: of ARR at risk this share is kept.
    public let effect: Double
    /// In the currency of ARR, whatever the account's size.
    public let cost: Double
    /// On top, as a share of the account's ARR: a discount of 15% is 0.15.
    public let costShare: Double

    package static let fieldNames = ["effect", "cost", "cost_share"]

    init(effect: Double, cost: Double, costShare: Double) {
        (self.effect, self.cost, self.costShare) = (effect, cost, costShare)
    }

    /// nil where none of its fields is given.
    /// - Throws: for a cost without an effect and an effect without a cost: nothing could be weighed.
    static func optional(_ fields: Fields) throws(DocumentError) -> Concession? {
        let costs = [fields["cost"], fields["cost_share"]].compactMap(\.self)
        guard let effect = fields["effect"] else {
            if let cost = costs.first { throw cost.error("a cost needs an `effect` to be held against") }
            return nil
        }
        if costs.isEmpty { throw effect.error("an effect needs a `cost` or a `cost_share` to be held against") }
        let share = try effect.number(in: 0...1)
        guard share > 0 else { throw effect.error("an effect of 0 is never worth a cost") }
        return Concession(
            effect: share, cost: try fields["cost"]?.number(in: 0...1e15) ?? 0,
            costShare: try fields["cost_share"]?.number(in: 0...1) ?? 0)
    }

    /// What it is worth for an account: probability × ARR × effect - cost.
    public func value(probability: Double, arr: Double) -> Double {
        probability * arr * effect - cost - costShare * arr
    }
}
