import Figures
import Health
import Scoring
import Tables

/// The page on which a scorecard's weights are tried: sliders, and what the score would have been worth on past renewals.
///
/// It carries points and outcomes (`WeightTrial`), no account. With scripts off it shows the weights as they are set and learned.
public struct WeightEditor: Sendable {
    let trial: WeightTrial
    let learned: Scorecard?
    let weights: WeightComparison
    let comparison: ScoreComparison
    let words: String
    let about: ReportAbout
    let tables: PageTable

    /// - Parameters:
    ///   - trial: past renewals by points.
    ///   - weights: the scorecard's weights and what was learned.
    ///   - comparison: learned beside hand-set weights.
    ///   - about: how the page came about.
    ///   - learned: the scorecard with learned weights, which a button takes.
    ///   - words: how the renewals came to be unseen.
    public init(
        _ trial: WeightTrial, learned: Scorecard?, _ weights: WeightComparison, _ comparison: ScoreComparison,
        words: String, _ about: ReportAbout
    ) {
        (self.trial, self.learned, self.weights, self.comparison) = (trial, learned, weights, comparison)
        (self.words, self.about) = (words, about)
        tables = PageTable(bands: trial.scorecard.bands.map(\.name))
    }

    /// The page.
    /// - Parameter templates: the program's, or the user's own.
    public func html(_ templates: TemplateSet = .standard) -> String {
        templates.render("editor", .object(members(templates)))
    }

    func members(_ templates: TemplateSet) -> [String: PageContent] {
        var members = PageHead(title: "Try the weights", about, scripts: [PageScript.editor]).members(templates)
        members["meta"] = .texts([
            "\(NumberFormat.grouped(trial.renewals)) past renewals, \(words)",
            "\(NumberFormat.grouped(trial.lost)) lost",
            about.data,
        ])
        members["verdict"] = .texts(opening)
        members["groups"] = .list(trial.scorecard.groups.enumerated().map { group($0, $1) })
        members["sections"] = .list([asSet.content])
        members["data"] = .markup(PageScript.data(trial.json(learned: learned)))
        members["script"] = .markup(PageScript.editor)
        return members
    }

    private var opening: [String] {
        var all = [
            "Move a weight and see how the health score would have ranked renewals whose outcome is known.",
            "A card that was changed after a look at these renewals flatters itself: judge it on later ones.",
        ]
        if trial.renewals < trial.available {
            all.append(
                "The page carries a random sample of \(NumberFormat.grouped(trial.available)) renewals: figures differ from compare by chance."
            )
        }
        if trial.scorecard.profiles.count > 1 {
            all.append(
                "The card has profiles: points are those of the profile that held for each renewal, the weights tried here hold for all."
            )
        }
        return all
    }

    private func group(_ place: Int, _ group: MeasureGroup) -> PageContent {
        let whole = trial.scorecard.groups.reduce(0) { $0 + $1.weight }
        let sum = group.counted.reduce(0) { $0 + $1.weight }
        return .object(
            WeightEditor.slider("group-\(place)", group.name, 100 * group.weight / whole).merging([
                "measures": .list(
                    group.measures.enumerated().filter { !$0.element.isPilot }.map { index, measure in
                        .object(
                            WeightEditor.slider(
                                "measure-\(place)-\(index)", measure.name, sum == 0 ? 0 : 100 * measure.weight / sum))
                    })
            ]) { _, new in new })
    }

    private static func slider(_ id: String, _ title: String, _ share: Double) -> [String: PageContent] {
        [
            "id": .text(id), "title": .text(title), "place": .text("\(Int(share.rounded()))"),
            "text": .text(NumberFormat.significant(3).text(share)),
        ]
    }

    private var asSet: PageSection {
        PageSection(
            "as-set", "As it is set",
            [
                .table(tables.content(weights.table, caption: "share of the whole: hand-set, and as the data have it")),
                .table(tables.content(comparison.table, caption: "both scores on those renewals")),
                .table(tables.content(comparison.bandTable, caption: "observed churn by band, 95% intervals (Wilson)")),
                .finding(PageFigure.sentence(comparison.verdict)),
            ])
    }
}
