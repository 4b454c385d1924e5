import Documents
import Signals

extension Scorecard {
    /// The reference of `scorecard.yaml` in Markdown: every section and field, and every map with examples. Fields are those
    /// that the strict reader takes; the maps are those of the registry.
    public static func reference() -> String {
        let sections = ScorecardReference.sections.flatMap { $0.lines }
        let maps = RuleKinds.all.flatMap { ScorecardReference.map($0) }
        return (["# scorecard.yaml"] + sections + ["", "## maps"] + maps).joined(separator: "\n") + "\n"
    }
}

/// The pieces of the reference.
package enum ScorecardReference {
    /// A mapping with a closed set of names.
    package struct Section: Sendable {
        package let title: String
        let summary: String
        /// Name, what stands there, meaning.
        package let fields: [(name: String, shape: String, meaning: String)]

        var lines: [String] {
            ["", "## \(title)", "", summary, ""]
                + ScorecardReference.table(fields.map { [$0.name, $0.shape, $0.meaning] })
        }
    }

    private static let owners = PlaybookAction.Owner.allCases.map(\.rawValue).joined(separator: ", ")

    package static let sections = [
        file, group, measure, profile, band, cap, override, state, action, trigger, normal, capacity, tracking,
        condition,
    ]

    private static let file = Section(
        title: "the file", summary: "Only version and groups are required.",
        fields: [
            ("version", "1", "of this format"), ("name", "text", "of the scorecard"),
            ("weights", "strict, normalised", "strict (default): weights sum to 100, of groups and within each"),
            ("groups", "name: group", "what the score is made of"),
            ("profiles", "list", "stages of an account's life with weights and maps of their own; default none"),
            ("bands", "list", "ranges of the rounded score; default critical 0-49, at-risk 50-79, healthy 80-100"),
            ("caps", "list", "knock-outs that hold a score down; default none"),
            ("overrides", "list", "what people say against a score, for a time; default none"),
            (
                "rollup", RollUp.allCases.map(\.rawValue).joined(separator: ", "),
                "how the accounts below one become one score; default not"
            ),
            ("states", DerivedState.names.joined(separator: ", ") + ": list", "states in words for the CRM"),
            ("playbooks", "band: list", "what to do for accounts of a band"),
            ("triggers", "list", "what raises an alert in the weekly run"),
            ("capacity", "owner: number", "new alerts an owner can take on in a calendar week; default no limit"),
            ("tracking", "category: list of features", "what the weekly run writes down of every account"),
        ])

    private static let group = Section(
        title: "groups", summary: "score = weighted mean of the groups, each the weighted mean of its measures.",
        fields: [
            ("weight", "0 to 1000000", "of the group"), ("measures", "name: measure", "what the group is made of"),
        ])

    private static let measure = Section(
        title: "measures",
        summary: "A feature, the map from it to 0-100 points and a weight. Maps have options of their own.",
        fields: [
            ("feature", "a feature of signals.yaml", "default the measure's name"),
            ("weight", "0 to 1000000", "within the group; 0 is shown and not counted"),
            ("map", RuleKinds.all.map { $0.name }.joined(separator: ", "), "from the feature to points"),
            ("by", "a feature", "for maps whose ends move with another feature"),
            (
                "missing", MissingPolicy.allCases.map(\.rawValue).joined(separator: ", "),
                "redistribute (default): others carry its weight; neutral: 50 points; worst: 0; block: no score"
            ),
            ("pilot", "true, false", "shown, but not counted; default that of the feature"),
            ("dimension", Signal.Dimension.allCases.map(\.rawValue).joined(separator: ", "), "default the feature's"),
            ("category", Signal.Category.allCases.map(\.rawValue).joined(separator: ", "), "default the feature's"),
            ("age", "a feature in days", "how old the reading is"),
            ("half_life", "days", "after which a reading is worth half"),
            ("expires", "days", "after which a reading is missing"),
        ])

    private static let profile = Section(
        title: "profiles", summary: "The first whose condition holds counts; the last has none and is everyone else's.",
        fields: [
            ("name", "text", "unique"), ("when", "condition", "who it is for"),
            ("groups", "name: weight and measures", "what it changes; all else stays"),
        ])

    private static let band = Section(
        title: "bands", summary: "Rising from 0 to 100 without gap or overlap, taken on the score rounded half up.",
        fields: [
            ("name", "text", "unique"), ("from", "0 to 100", "lowest score"), ("to", "0 to 100", "highest score"),
        ])

    private static let cap = Section(
        title: "caps", summary: "While the condition holds no score is above the limit; of several the lowest counts.",
        fields: [
            ("when", "condition", "what knocks out"), ("limit", "0 to 100", "highest score"),
            ("reason", "text", "shown beside the score"),
        ])

    private static let override = Section(
        title: "overrides",
        summary: "Beside the computed score, not mixed into it. Exactly one of score, band and cap.",
        fields: [
            ("account", "account_id", "whose"), ("score", "0 to 100", "the score is this"),
            ("band", "a band", "the nearest score of this band"), ("cap", "0 to 100", "the score is at most this"),
            ("author", "text", "who answers for it"), ("reason", "text", "why"), ("from", "YYYY-MM-DD", "first day"),
            ("expires", "YYYY-MM-DD", "first day without it, at most \(ScoreOverride.longest) days later"),
        ])

    private static let state = Section(
        title: "states", summary: "Of each state the first word whose condition holds; else \(DerivedState.unknown).",
        fields: [
            ("word", "text", "shown"), ("when", "condition", "default always"),
            ("colour", DerivedState.Colour.allCases.map(\.rawValue).joined(separator: ", "), "default none"),
        ])

    private static let action = Section(
        title: "playbooks",
        summary: "Of the account's band the first action whose condition holds is the one in the scores.",
        fields: [
            ("action", "text", "its name"), ("text", "text", "what to do"), ("owner", owners, "who does it"),
            ("due_days", "0 to 730", "days from the as-of date"), ("when", "condition", "default always"),
            (
                "effect", "0 to 1",
                "of a concession: share of losses it is thought to prevent; an assumption until measured"
            ),
            ("cost", "an amount", "of a concession, in the currency of ARR"),
            ("cost_share", "0 to 1", "of a concession, as a share of the account's ARR, on top of cost"),
        ])

    private static let trigger = Section(
        title: "triggers",
        summary:
            "Raises an alert where `when`, `normal`, or both together hold. Told once, and again after the cool-down.",
        fields: [
            ("trigger", "text", "its name, unique"),
            ("when", "a condition or a list of them", "all must hold; windows are those of the features"),
            ("normal", "see below", "a multiple of what is normal for the account itself"),
            (
                "cooldown_days", "1 to 366",
                "days before the same account raises it again; default \(Trigger.defaultCoolDown)"
            ),
            ("action", "text", "what to do"), ("owner", owners, "who does it"),
            ("due_days", "0 to 730", "days from the as-of date"),
        ])

    private static let normal = Section(
        title: "normal", summary: "Exactly one of at_least (a rise, above 1) and at_most (a fall, below 1).",
        fields: [
            ("feature", "a feature of kind baseline_ratio without log", "in its window, against its own baseline"),
            ("at_least", "above 1", "so many times the normal, or more"),
            ("at_most", "0 to below 1", "so many times the normal, or less"),
        ])

    private static let capacity = Section(
        title: "capacity", summary: "The most urgent are told first, by ARR at risk; the others wait for the next run.",
        fields: PlaybookAction.Owner.allCases.map { ($0.rawValue, "0 to \(Capacity.largest)", "default no limit") })

    private static let tracking = Section(
        title: "tracking", summary: "Columns of tracking.csv, one row an account and week.",
        fields: Signal.Category.allCases.map { ($0.rawValue, "a list of features", "default none") })

    private static let condition = Section(
        title: "conditions", summary: "All tests must hold. A missing value fails every test but `missing: true`.",
        fields: [
            ("feature", "a feature of signals.yaml", "what is tested"), ("above", "a number", "greater"),
            ("at_least", "a number", "greater or equal"), ("below", "a number", "less"),
            ("at_most", "a number", "less or equal"), ("equals", "a number or level", "the same"),
            ("missing", "true, false", "whether nothing is known"),
        ])

    static func map(_ kind: any RuleKind.Type) -> [String] {
        let options = kind.optionNames.joined(separator: ", ")
        return ["", "### \(kind.name)", "", kind.summary + ".", "", "Options: \(options).", "", "```yaml"]
            + kind.examples.map { example in
                let points = example.points.map { "\($0.value) is \($0.points) points" }.joined(separator: ", ")
                return "\(example.yaml)  # \(points)"
            } + ["```"]
    }

    static func table(_ rows: [[String]]) -> [String] {
        ([["field", "what stands there", "meaning"], ["---", "---", "---"]] + rows).map {
            "| " + $0.map { $0.writing("|", as: "\\|") }.joined(separator: " | ") + " |"
        }
    }
}
