/// Share of events among the rows flagged, at the first cut-off that catches a share of the events; tied scores enter
/// together, nothing is interpolated. At recall 0 it is the precision of the highest level.
public enum PrecisionRecallCurve: Curve {
    public static let name = "precision_recall"
    public static let summary = "share of losses among those flagged over share of losses caught"
    public static let columns = (across: "recall", height: "precision", reference: "chance")

    public static func heights(_ scored: ScoredOutcomes) -> [Double] {
        guard scored.eventWeight > 0 else { return places.map { _ in .nan } }
        var (heights, place) = ([Double](), 0)
        var (caught, flagged) = (0.0, 0.0)
        scored.tieGroups { _, events, others in
            caught += events
            flagged += events + others
            while flagged > 0, place < places.count, caught >= places[place] * scored.eventWeight * (1 - 1e-12) {
                heights.append(caught / flagged)
                place += 1
            }
        }
        return heights
    }

    public static func references(_ scored: ScoredOutcomes) -> [Double] { places.map { _ in scored.eventRate } }
}
