/// Share of events caught over share of non-events caught, tied scores joined by a straight line (Fawcett 2006): what drawing
/// among them at random gives. The area under it is the AUC.
public enum RocCurve: Curve {
    public static let name = "roc"
    public static let summary = "share of losses caught over share of renewals flagged"
    public static let columns = (across: "false_positive_rate", height: "true_positive_rate", reference: "chance")

    public static func heights(_ scored: ScoredOutcomes) -> [Double] {
        guard scored.hasBothOutcomes else { return places.map { _ in .nan } }
        let (events, others) = (scored.eventWeight, scored.totalWeight - scored.eventWeight)
        var (heights, place) = ([Double](), 0)
        var (caught, flagged) = (0.0, 0.0)
        scored.tieGroups { _, addedEvents, addedOthers in
            // A place beyond this level's end lies in a later one; one at its end is caught whole.
            while place < places.count, places[place] * others < flagged + addedOthers {
                let share = max(0, places[place] * others - flagged) / addedOthers
                heights.append((caught + share * addedEvents) / events)
                place += 1
            }
            caught += addedEvents
            flagged += addedOthers
        }
        return heights + places[place...].map { _ in 1 }
    }

    public static func references(_ scored: ScoredOutcomes) -> [Double] { places }
}
