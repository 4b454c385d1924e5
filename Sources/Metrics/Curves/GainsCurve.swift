/// Cumulative gains: share of events caught among a share of the rows, the riskiest first; ties at the edge count as their
/// expected value (`Capture`). The lift is the height over the place.
public enum GainsCurve: Curve {
    public static let name = "gains"
    public static let summary = "share of losses caught over share of accounts acted upon, expected value under ties"
    public static let columns = (across: "share", height: "caught", reference: "chance")

    public static func heights(_ scored: ScoredOutcomes) -> [Double] {
        let caught = Capture.events(scored, shares: places)
        return caught.map { scored.eventWeight > 0 ? $0 / scored.eventWeight : .nan }
    }

    public static func references(_ scored: ScoredOutcomes) -> [Double] { places }
}
