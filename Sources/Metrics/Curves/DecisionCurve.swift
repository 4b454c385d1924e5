/// Net benefit of acting where p reaches a threshold t (Vickers and Elkin 2006):
///
///     true positives / n - false positives / n · t / (1 - t)
///
/// in events prevented per account, if one needless action costs t / (1 - t) of a missed event. Set beside acting on all;
/// acting on none is 0. A model earns its keep at t where it lies above both.
public enum DecisionCurve: Curve {
    public static let name = "net_benefit"
    public static let summary = "net benefit of acting from a threshold on, beside acting on all (and 0 for none)"
    public static let columns = (across: "threshold", height: "net_benefit", reference: "act_on_all")
    /// Beyond a half an action would cost more than a loss.
    public static let places = (1...25).map { Double($0) / 50 }

    public static func heights(_ scored: ScoredOutcomes) -> [Double] {
        let probabilities = scored.levels.probabilities
        var heights = [Double](repeating: 0, count: places.count)
        var (caught, flagged, level) = (0.0, 0.0, 0)
        for place in places.indices.reversed() {
            while level < probabilities.count, probabilities[level] >= places[place] {
                caught += scored.events[level]
                flagged += scored.others[level]
                level += 1
            }
            heights[place] = (caught - flagged * odds(places[place])) / scored.totalWeight
        }
        return heights
    }

    public static func references(_ scored: ScoredOutcomes) -> [Double] {
        places.map { scored.eventRate - (1 - scored.eventRate) * odds($0) }
    }

    private static func odds(_ threshold: Double) -> Double { threshold / (1 - threshold) }
}
