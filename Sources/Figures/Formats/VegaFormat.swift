import Documents
import Tables

/// Vega-Lite 5: the same marks over the same data, laid out by Vega. Colours are named styles of the specification's
/// configuration, so another house's theme replaces them in one place. Positions within a category (`Datum.shift`) and labels
/// moved apart are this program's own layout and are left to Vega's.
public struct VegaFormat: FigureFormat {
    public static let name = "vega"
    public static let summary = "Vega-Lite 5 (JSON) with the data inside, for other tools"
    public static let fileExtensions = ["vl.json", "json"]

    public init() {}

    public func text(_ figure: Figure) -> String {
        let heading: [JSON.Member] = [
            .init("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
            .init("title", title(figure)),
            .init("description", .string(DisplayText.escaped(figure.description))),
        ]
        let body: [JSON.Member] =
            figure.panels.isEmpty
            ? nothing(figure) : [.init("vconcat", .array(figure.panels.map { view($0, figure) }))]
        return JSON.object(heading + body + [.init("config", VegaFormat.config)]).text() + "\n"
    }

    private func title(_ figure: Figure) -> JSON {
        let lines = [figure.subtitle].compactMap(\.self).map(DisplayText.escaped)
        return .members([
            "text": .string(DisplayText.escaped(figure.title)), "subtitle": .strings(lines), "anchor": .string("start"),
        ])
    }

    private func nothing(_ figure: Figure) -> [JSON.Member] {
        [
            .init("data", .members(["values": .array([.members(["text": .optional(figure.notice)])])])),
            .init("mark", .string("text")),
            .init("encoding", .members(["text": .members(["field": .string("text"), "type": .string("nominal")])])),
        ]
    }

    private func view(_ panel: Figure.Panel, _ figure: Figure) -> JSON {
        let shares = figure.panels.reduce(0) { $0 + $1.share }
        let height = max(40, Double(figure.height - 80) * panel.share / shares)
        var members: [JSON.Member] = panel.title.map { [.init("title", .string(DisplayText.escaped($0)))] } ?? []
        members += [
            .init("width", .integer(figure.width - 120)), .init("height", .integer(Int(height))),
            .init("layer", .array(panel.marks.map { VegaLayer($0, panel, figure.legend).json })),
        ]
        return .object(members)
    }

    private static let config = JSON.members([
        "font": .string("system-ui, sans-serif"),
        "view": .members(["stroke": .null]),
        "style": .object(
            Figure.Style.all.map { style in
                JSON.Member(style.cssClass, .members(["color": .string(FigureStyle.lightColour(style))]))
            }
                + (0..<Figure.Style.shadeCount).map { level in
                    JSON.Member("on-\(level)", .members(["color": .string(FigureStyle.lightColour("on-\(level)"))]))
                }),
    ])
}

/// A mark with its data and encodings.
struct VegaLayer {
    private let mark: Figure.Mark
    private let panel: Figure.Panel
    private let legend: [Figure.LegendEntry]

    init(_ mark: Figure.Mark, _ panel: Figure.Panel, _ legend: [Figure.LegendEntry]) {
        (self.mark, self.panel, self.legend) = (mark, panel, legend)
    }

    var json: JSON {
        .members(["data": .members(["values": .array(mark.data.map(row))]), "mark": appearance, "encoding": encoding])
    }

    private func row(_ datum: Figure.Datum) -> JSON {
        let cells: [(String, JSON?)] = [
            ("x", datum.x.map { value($0, panel.x) }), ("x2", end(datum).x.map { value(.number($0), panel.x) }),
            ("y", datum.y.map { value($0, panel.y) }), ("y2", end(datum).y.map { value(.number($0), panel.y) }),
            ("text", datum.text.map { .string(DisplayText.escaped($0)) }), ("size", datum.size.map(JSON.number)),
        ]
        return .object(cells.compactMap { name, value in value.map { JSON.Member(name, $0) } })
    }

    /// Bars begin at zero where nothing else is said.
    private func end(_ datum: Figure.Datum) -> (x: Double?, y: Double?) {
        guard mark.shape == .bar else { return (datum.x2, datum.y2) }
        return panel.y.scale.categories == nil ? (datum.x2, datum.y2 ?? 0) : (datum.x2 ?? 0, nil)
    }

    private func value(_ place: Figure.Place, _ axis: Figure.Axis) -> JSON {
        switch place {
        case .category(let name): return .string(DisplayText.escaped(name))
        case .number(let value):
            if let names = axis.scale.categories, names.indices.contains(Int(value)) {
                return .string(DisplayText.escaped(names[Int(value)]))
            }
            guard case .time = axis.scale, abs(value) < 2_900_000 else { return .number(value) }
            return .string(Day(number: Int32(value)).description)
        }
    }

    private var appearance: JSON {
        var members = [JSON.Member("type", .string(type)), .init("style", .string(style))]
        switch mark.shape {
        case .point:
            members += [.init("shape", .string(symbol)), .init("filled", .bool(true)), .init("size", .integer(55))]
        case .step: members.append(.init("interpolate", .string("step-after")))
        case .band: members.append(.init("opacity", .number(0.16)))
        case .cell: members.append(.init("opacity", .integer(1)))
        case .text: members += align
        case .line where mark.style == .reference:
            members.append(.init("strokeDash", .array([.integer(4), .integer(4)])))
        default: break
        }
        return .object(members)
    }

    private var type: String {
        switch mark.shape {
        case .point: "point"
        case .line, .step: "line"
        case .bar: panel.y.scale.categories == nil && mark.data.contains { $0.x2 != nil } ? "rect" : "bar"
        case .band: "area"
        case .rule: mark.data.contains { $0.x != nil && $0.y != nil && $0.x2 == nil && $0.y2 == nil } ? "tick" : "rule"
        case .interval: "rule"
        case .text: "text"
        case .cell: isSized ? "square" : "rect"
        }
    }

    private var isSized: Bool { mark.data.contains { $0.size != nil } }

    /// Text over a shade has the ink that can be read there.
    private var style: String {
        guard mark.shape == .text, case .shade(let level) = mark.style else { return mark.style.cssClass }
        return "on-\(level)"
    }

    private var symbol: String {
        let names = ["circle", "diamond", "square", "triangle-up", "triangle-down", "cross"]
        if case .series(let number) = mark.style { return names[(number - 1) % names.count] }
        return mark.style == .bad ? "triangle-up" : mark.style == .good ? "triangle-down" : "circle"
    }

    private var align: [JSON.Member] {
        switch mark.placement {
        case .center: mark.data.contains { $0.shift != 0 } ? [.init("dy", .integer(26))] : []
        case .above: [.init("dy", .integer(-10))]
        case .below: [.init("dy", .integer(12))]
        case .left, .leftApart: [.init("align", .string("right")), .init("dx", .integer(-7))]
        case .right, .rightApart: [.init("align", .string("left")), .init("dx", .integer(7))]
        }
    }

    private var encoding: JSON {
        var members: [JSON.Member] = []
        if mark.data.contains(where: { $0.x != nil }) { members.append(.init("x", channel("x", panel.x))) }
        if mark.data.contains(where: { $0.y != nil }) { members.append(.init("y", channel("y", panel.y))) }
        for (name, isThere) in [
            ("x2", mark.data.contains { end($0).x != nil }), ("y2", mark.data.contains { end($0).y != nil }),
        ] where isThere {
            members.append(.init(name, .members(["field": .string(name)])))
        }
        if isSized { members.append(.init("size", VegaLayer.area)) }
        if let colour { members.append(.init("color", colour)) }
        if mark.shape == .text {
            members.append(.init("text", .members(["field": .string("text"), "type": .string("nominal")])))
        } else if mark.data.contains(where: { $0.text != nil }) {
            members.append(.init("tooltip", .members(["field": .string("text"), "type": .string("nominal")])))
        }
        return .object(members)
    }

    /// The side of a square as a share becomes its area.
    private static let area = JSON.members([
        "field": .string("size"), "type": .string("quantitative"), "legend": .null,
        "scale": .members([
            "type": .string("pow"), "exponent": .integer(2), "domain": .numbers([0, 1]), "range": .numbers([0, 1600]),
        ]),
    ])

    /// The entry of the legend that this layer belongs to, which is what makes Vega draw one.
    private var colour: JSON? {
        guard mark.shape != .text, let entry = legend.first(where: { $0.style == mark.style }) else { return nil }
        return .members([
            "datum": .string(DisplayText.escaped(entry.label)), "title": .null,
            "scale": .members([
                "domain": .strings(legend.map { DisplayText.escaped($0.label) }),
                "range": .strings(legend.map { FigureStyle.lightColour($0.style) }),
            ]),
        ])
    }

    private func channel(_ name: String, _ axis: Figure.Axis) -> JSON {
        var members: [JSON.Member] = [
            .init("field", .string(name)), .init("type", .string(kind(axis.scale))), .init("scale", scale(axis)),
            .init("title", axis.title.isEmpty ? .null : .string(DisplayText.escaped(axis.title))),
        ]
        members.append(.init("axis", axis.isShown ? labels(axis) : .null))
        return .object(members)
    }

    private func labels(_ axis: Figure.Axis) -> JSON {
        guard axis.scale.categories == nil else { return .members(["grid": .bool(false), "labelAngle": .integer(0)]) }
        let whole: [JSON.Member] =
            axis.ticks == .count || axis.ticks == .magnitude ? [.init("tickMinStep", .integer(1))] : []
        return .object([.init("grid", .bool(axis.hasGrid)), .init("format", .string(format(axis)))] + whole)
    }

    private func kind(_ scale: Figure.Scale) -> String {
        switch scale {
        case .linear, .log: "quantitative"
        case .time: "temporal"
        case .category: "nominal"
        }
    }

    private func scale(_ axis: Figure.Axis) -> JSON {
        switch axis.scale {
        case .linear(let first, let last):
            let isReversed = first > last
            return .members([
                "domain": .numbers(isReversed ? [last, first] : [first, last]), "reverse": .bool(isReversed),
                "zero": .bool(false), "nice": .bool(false),
            ])
        case .log(let first, let last):
            return .members([
                "type": .string("log"), "domain": .numbers([min(first, last), max(first, last)]),
                "reverse": .bool(first > last), "nice": .bool(false),
            ])
        case .time(let first, let last):
            return .members(["domain": .array([value(.number(first), axis), value(.number(last), axis)])])
        case .category(let names): return .members(["domain": .strings(names.map(DisplayText.escaped))])
        }
    }

    /// d3-format.
    private func format(_ axis: Figure.Axis) -> String {
        if case .time = axis.scale { return "%Y-%m" }
        let (first, last) = axis.scale.ends
        return switch axis.ticks {
        case .percent: "~%"
        case .signed: "+~g"
        case .number: max(abs(first), abs(last)) < 10_000 ? "" : "~s"
        case .count, .magnitude: ",~d"
        }
    }
}
