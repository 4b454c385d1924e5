/// The style sheet of all figures. Colours stand here and nowhere else: one set for light, one for dark, and on paper always the
/// light one. The hues are Okabe and Ito's ("Color Universal Design", 2008), darkened on white and lightened on black until
/// text has a contrast of at least 4.5 : 1 and marks of at least 3 : 1 against the ground (WCAG 2.2, 1.4.3 and 1.4.11); series
/// differ in dash and symbol as well. Custom properties begin with `--fig-`, so that a page can set its own.
public enum FigureStyle {
    /// The text of the style sheet.
    public static let css = """
        .figure{\(variables(light))color-scheme:light dark;max-width:100%;height:auto}
        @media (prefers-color-scheme:dark){.figure{\(variables(dark))}}
        @media print{.figure{\(variables(light))print-color-adjust:exact}}
        \(rules)\(seriesRules)\(shadeRules)
        """

    /// Names and colours on a light ground, then on a dark one, in the order of `names`.
    package static let names = [
        "paper", "ink", "soft", "grid", "axis", "1", "2", "3", "4", "5", "6", "bad", "good", "muted", "shade-0",
        "shade-1", "shade-2", "shade-3", "shade-4", "on-0", "on-1", "on-2", "on-3", "on-4",
    ]
    package static let light = [
        "#ffffff", "#1b1f24", "#565d66", "#e4e7eb", "#868d96", "#0068a8", "#b84a00", "#007a58", "#9b4583", "#7d6000",
        "#3d4e9e", "#b84a00", "#007a58", "#737a83", "#eef4f9", "#c9dfef", "#8fbfdf", "#3f8ec2", "#00588f", "#1b1f24",
        "#1b1f24", "#1b1f24", "#000000", "#ffffff",
    ]
    package static let dark = [
        "#14181d", "#e8ebef", "#a9b1bb", "#2b323a", "#79828d", "#5bb4ea", "#f5914a", "#2fc597", "#e39acb", "#e3cf4a",
        "#a5b1f2", "#f5914a", "#2fc597", "#8d96a1", "#1c2733", "#1f3d57", "#24597f", "#2f86bd", "#84cbf5", "#e8ebef",
        "#e8ebef", "#ffffff", "#000000", "#000000",
    ]

    private static func variables(_ colours: [String]) -> String {
        zip(names, colours).map { "--fig-\($0):\($1);" }.joined()
    }

    private static let rules = """
        .figure text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;\
        fill:var(--fig-ink);font-variant-numeric:tabular-nums}
        .figure .backdrop{fill:var(--fig-paper)}
        .figure .title{font-size:15px;font-weight:600}
        .figure .subtitle{font-size:13px;fill:var(--fig-soft)}
        .figure .panel-title{font-weight:600}
        .figure .tick,.figure .axis-title,.figure .notice{fill:var(--fig-soft)}
        .figure .notice{font-size:14px}
        .figure .grid,.figure .axis{fill:none;stroke:var(--fig-grid);stroke-width:1}
        .figure .axis{stroke:var(--fig-axis)}
        .figure .line,.figure .step,.figure .rule,.figure .interval,.figure .leader{fill:none;stroke:var(--c);stroke-width:2}
        .figure .line,.figure .step{stroke-linejoin:round;stroke-linecap:round}
        .figure .interval{stroke-width:1.6}
        .figure .rule{stroke-width:1.2}
        .figure .leader{stroke-width:.8;stroke:var(--fig-axis)}
        .figure .point{fill:var(--c);stroke:var(--fig-paper);stroke-width:1}
        .figure .bar{fill:var(--c)}
        .figure .band{fill:var(--c);fill-opacity:.16}
        .figure .cell{fill:var(--c);stroke:var(--fig-axis);stroke-width:1}
        .figure .mark.text{paint-order:stroke;stroke:var(--fig-paper);stroke-width:3px;stroke-linejoin:round}

        """

    private static let dashes = ["", "7 4", "2 4", "9 4 2 4", "12 5", "4 3"]

    private static let seriesRules =
        (1...Figure.Style.seriesCount).map { number in
            let dash = dashes[number - 1].isEmpty ? "" : "stroke-dasharray:\(dashes[number - 1])"
            return """
                .figure .series-\(number){--c:var(--fig-\(number))}
                .figure text.series-\(number){fill:var(--fig-\(number))}
                \(dash.isEmpty ? "" : ".figure .line.series-\(number),.figure .step.series-\(number){\(dash)}\n")
                """
        }.joined() + """
            .figure .bad{--c:var(--fig-bad)}
            .figure .good{--c:var(--fig-good)}
            .figure .muted{--c:var(--fig-muted)}
            .figure .reference{--c:var(--fig-soft)}
            .figure .ink{--c:var(--fig-ink)}
            .figure .line.reference,.figure .rule.reference{stroke-dasharray:4 4;stroke-width:1.2}
            .figure .line.muted{stroke-width:1.3}
            .figure text.bad{fill:var(--fig-bad)}
            .figure text.good{fill:var(--fig-good)}
            .figure text.muted,.figure text.reference{fill:var(--fig-soft)}

            """

    private static let shadeRules = (0..<Figure.Style.shadeCount).map { level in
        """
        .figure .shade-\(level){--c:var(--fig-shade-\(level))}
        .figure .mark.text.shade-\(level){fill:var(--fig-on-\(level));stroke:none}

        """
    }.joined()
}

extension FigureStyle {
    /// The colour of a style on a light ground, for formats that have no style sheet.
    static func lightColour(_ style: Figure.Style) -> String {
        switch style {
        case .series: lightColour(String(style.cssClass.dropFirst("series-".count)))
        case .reference: lightColour("soft")
        case .bad, .good, .muted, .ink, .shade: lightColour(style.cssClass)
        }
    }

    /// By its name in the style sheet.
    static func lightColour(_ name: String) -> String { zip(names, light).first { $0.0 == name }?.1 ?? "#1b1f24" }
}
