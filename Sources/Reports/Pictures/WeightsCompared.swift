import Figures
import Scoring
import Tables

/// Learned and hand-set weights of the scorecard's measures on one scale.
public enum WeightsCompared: PictureKind {
    public static let name = "measures"
    public static let figure: any FigureKind.Type = WeightsFigure.self
    public static let title = "Learned weights beside hand-set ones"
    public static let summary = "share of the whole: learned with its 95% interval, hand-set beside it"
    public static let needs: Set<EvidencePart> = [.comparison]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        evidence.comparison.map { comparison in
            Picture(
                Table(
                    name,
                    columns: [
                        .init("signal", title: "measure"),
                        .init("learned", title: "learned share of the whole", .percent(1)), .init("low", .percent(1)),
                        .init("high", .percent(1)), .init("hand_set", title: "hand-set", .percent(1)), .init("verdict"),
                    ],
                    rows: comparison.byDistance.map {
                        [
                            .text($0.measure), .number($0.learned), .number($0.low), .number($0.high),
                            .number($0.handSet), .text($0.verdict),
                        ]
                    }), words: words(comparison))
        }
    }

    private static func words(_ comparison: WeightComparison) -> String {
        let all = comparison.weights.count
        let differing = comparison.weights.count(where: \.disagrees)
        return differing == 0
            ? "the data contradict none of the \(all) hand-set weights"
            : "the data contradict \(differing) of \(all) hand-set weights; the others lie within the interval of what was learned"
    }
}

/// From the hand-set share of each measure to the learned one.
public enum SharesCompared: PictureKind {
    public static let name = "shares"
    public static let figure: any FigureKind.Type = SharesFigure.self
    public static let title = "Where the weight would go"
    public static let summary = "share of each measure: as it is set, and as the data have it"
    public static let needs: Set<EvidencePart> = [.comparison]

    private static let most = 12

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let all = evidence.comparison?.byDistance.filter({ !$0.learned.isNaN }), !all.isEmpty else { return nil }
        let shown = all.prefix(most)
        return Picture(
            Table(
                name,
                columns: [
                    .init("signal", title: "measure"), .init("hand_set", title: "hand-set", .percent(1)),
                    .init("learned", .percent(1)),
                ], rows: shown.map { [.text($0.measure), .number($0.handSet), .number($0.learned)] }),
            words: all.count > shown.count ? "the \(shown.count) of \(all.count) measures that differ most" : nil)
    }
}
