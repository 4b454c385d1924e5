import Tables

/// A panel: grid and labels, then the marks.
struct PanelDrawing {
    let text: String

    init(_ panel: Figure.Panel, _ frame: Frame, _ budget: Budget, width: Double) {
        let places = PanelPlaces(panel, frame, width: width)
        text =
            PanelDrawing.titles(panel, frame) + PanelDrawing.horizontal(panel.x, frame)
            + PanelDrawing.vertical(panel.y, frame)
            + panel.marks.map { MarkDrawing($0, places, budget).text }.joined()
    }

    private static func titles(_ panel: Figure.Panel, _ frame: Frame) -> String {
        var out = ""
        // Over a vertical axis of names, where the names begin; else over the numbers.
        var left = panel.y.scale.categories == nil ? frame.left : Layout.margin
        let y = frame.top - 9
        if let title = panel.title {
            let fitted = GlyphWidths.fitted(title, size: 12.5, room: frame.right - left)
            out += SVGText.text(fitted, "panel-title", at: Pixel(x: left, y: y))
            left += GlyphWidths.width(fitted, size: 13) + 12
        }
        if panel.y.isShown, !panel.y.title.isEmpty {
            let fitted = GlyphWidths.fitted(panel.y.title, size: 12, room: max(0, frame.right - left))
            out += SVGText.text(fitted, "axis-title", at: Pixel(x: left, y: y))
        }
        if panel.x.isShown, !panel.x.title.isEmpty {
            let lines = Double(max(1, ColumnNames(panel.x, width: frame.width).lineCount))
            let fitted = GlyphWidths.fitted(panel.x.title, size: 12, room: frame.right - Layout.margin)
            let middle = (frame.left + frame.right) / 2
            let half = GlyphWidths.width(fitted, size: 12) / 2
            let place = Pixel(
                x: max(min(middle, frame.right - half), Layout.margin + half),
                y: frame.bottom + 8 + Layout.line * lines + 13)
            out += SVGText.text(fitted, "axis-title", at: place, anchor: "middle")
        }
        return out
    }

    private static func horizontal(_ axis: Figure.Axis, _ frame: Frame) -> String {
        let labels = AxisLabels(axis, length: frame.width, isVertical: false).labels
        var grid = ""
        if axis.hasGrid {
            for label in labels {
                let x = frame.left + label.position * frame.width
                grid += SVGText.segment(Pixel(x: x, y: frame.top), Pixel(x: x, y: frame.bottom))
            }
        }
        let base = SVGText.segment(Pixel(x: frame.left, y: frame.bottom), Pixel(x: frame.right, y: frame.bottom))
        return SVGText.path("grid", grid) + SVGText.path("axis", base)
            + (axis.isShown ? horizontalLabels(axis, labels, frame) : "")
    }

    private static func horizontalLabels(
        _ axis: Figure.Axis, _ labels: [AxisLabels.Label], _ frame: Frame
    ) -> String {
        func x(_ position: Double) -> Double { frame.left + position * frame.width }
        guard axis.scale.categories != nil else {
            return labels.map { tick($0.text, at: Pixel(x: x($0.position), y: frame.bottom + 17)) }.joined()
        }
        return ColumnNames(axis, width: frame.width).labels.flatMap { label in
            label.lines.enumerated().map { index, line in
                tick(line, at: Pixel(x: x(label.position), y: frame.bottom + 17 + 15 * Double(index)))
            }
        }.joined()
    }

    private static func tick(_ text: String, at place: Pixel) -> String {
        SVGText.text(text, "tick", at: place, anchor: "middle")
    }

    private static func vertical(_ axis: Figure.Axis, _ frame: Frame) -> String {
        let labels = AxisLabels(axis, length: frame.height, isVertical: true).labels
        let isNamed = axis.scale.categories != nil
        let places = labels.map { label in
            isNamed ? frame.top + label.position * frame.height : frame.bottom - label.position * frame.height
        }
        let lines =
            axis.hasGrid
            ? places.map { SVGText.segment(Pixel(x: frame.left, y: $0), Pixel(x: frame.right, y: $0)) } : []
        guard axis.isShown else { return SVGText.path("grid", lines.joined()) }
        let room = frame.left - Layout.gap - Layout.margin / 2
        return SVGText.path("grid", lines.joined())
            + zip(labels, places).map { label, y in
                SVGText.text(
                    GlyphWidths.fitted(label.text, size: Layout.tickSize, room: room), isNamed ? "name" : "tick",
                    at: Pixel(x: frame.left - Layout.gap, y: y + 4), anchor: "end")
            }.joined()
    }
}
