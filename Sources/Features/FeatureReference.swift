import Documents

extension FeatureSet {
    /// The reference of `signals.yaml` in Markdown: every section and field, and every kind with what it measures, its
    /// options and examples. It is made of what the strict reader takes, so a kind shows up by being in the registry.
    public static func reference(kinds: [any FeatureKind.Type] = FeatureKinds.all) -> String {
        let lines =
            Reference.head
            + Reference.declarations("signals", "Evidence that arrives as events.", DeclarationField.ofSignals)
            + Reference.declarations("facts", "Evidence that is valid from a date.", DeclarationField.ofFacts)
            + Reference.declarations(
                "attributes", "Columns of the accounts table. They carry no date.", DeclarationField.ofAttributes)
            + Reference.features(kinds) + kinds.flatMap { Reference.kind($0) }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// The pieces of the reference, as lines.
private enum Reference {
    static let head =
        ["# signals.yaml", ""]
        + table(
            ["member", "what stands there", "meaning"],
            [
                ["version (required)", "1", "of this format"],
                ["timezone", "text", DeclarationField.timezone],
                ["signals", "name: fields", "evidence that arrives as events; default none"],
                ["facts", "name: fields", "evidence that is valid from a date; default none"],
                ["attributes", "name: fields", "columns of the accounts table; default none"],
                ["features", "name: kind and options", "what is made of them, one column each; default none"],
            ])

    static func declarations(_ section: String, _ summary: String, _ fields: [DeclarationField]) -> [String] {
        let rows = fields.map { [name($0.name, $0.isRequired), words($0.shape), $0.summary] }
        return ["", "## \(section)", "", summary, ""] + table(["field", "what stands there", "meaning"], rows)
    }

    static func features(_ kinds: [any FeatureKind.Type]) -> [String] {
        let windows = [
            "windows", "a list of days",
            "for kinds with a window: one feature of each, NAME_30d, NAME_90d; default one window",
        ]
        return [
            "", "## features", "", "Every entry has a kind, the options of that kind, and any of these:", "",
        ]
            + table(
                ["option", "what stands there", "meaning"],
                [["kind (required)", kinds.map { $0.name }.joined(separator: ", "), "what it measures"]]
                    + FeatureOption.common.map(row) + [windows])
    }

    static func kind(_ kind: any FeatureKind.Type) -> [String] {
        let options =
            kind.options.isEmpty
            ? ["No options."]
            : table(
                ["option", "what stands there", "meaning"], kind.options.map(row))
        return ["", "### \(kind.name)", "", kind.summary + ".", "", kind.details, ""] + options
            + ["", "```yaml"] + kind.examples.enumerated().map { "example_\($0 + 1): \($1)" } + ["```"]
    }

    private static func row(_ option: FeatureOption) -> [String] {
        [name(option.name, option.isRequired), words(option.shape), option.summary]
    }

    private static func name(_ name: String, _ isRequired: Bool) -> String { isRequired ? name + " (required)" : name }

    private static func table(_ header: [String], _ rows: [[String]]) -> [String] {
        ([header, header.map { _ in "---" }] + rows).map { cells in
            "| " + cells.map { $0.writing("|", as: "\\|") }.joined(separator: " | ") + " |"
        }
    }

    private static func words(_ shape: DeclarationField.Shape) -> String {
        switch shape {
        case .choice(let words): words.joined(separator: ", ")
        case .flag: "true, false"
        case .text: "text"
        case .range: "[lowest, highest]"
        case .day: "YYYY-MM-DD"
        }
    }

    private static func words(_ shape: FeatureOption.Shape) -> String {
        switch shape {
        case .days: "days, 1 to 3660"
        case .number: "a number"
        case .count(let range): "a whole number, \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true, false"
        case .choice(let words): words.joined(separator: ", ")
        case .text: "text"
        case .texts: "a list of texts"
        case .signal: "a declared signal"
        case .fact: "a declared fact"
        case .attribute: "a declared attribute"
        case .feature: "a feature: kind and options"
        case .span: "[lower, upper], whole days"
        }
    }
}
