import Tables

/// A figure as SVG: frame, axes, marks and legend, laid out for the figure's width. Colours come from classes only.
struct SVGDrawing {
    let text: String

    /// - Parameter styleSheet: written inside, with a ground of its own, where the picture stands alone.
    init(_ figure: Figure, id: String, styleSheet: String?) {
        let layout = Layout(figure)
        let size = (SVGText.coordinate(layout.width), SVGText.coordinate(layout.height))
        var out =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" id=\"\(SVGText.escaped(id))\" role=\"img\" "
            + "aria-label=\"\(SVGText.escaped(figure.title + ". " + figure.description))\" "
            + "width=\"\(size.0)\" height=\"\(size.1)\" viewBox=\"0 0 \(size.0) \(size.1)\">\n"
        if let styleSheet {
            out += "<style>\n\(styleSheet)</style>\n"
            out += "<path class=\"backdrop\" d=\"M0 0H\(size.0)V\(size.1)H0Z\"/>\n"
        }
        out += SVGDrawing.header(layout)
        if let notice = figure.notice { out += SVGDrawing.notice(notice, layout) }
        let budget = Budget(figure)
        for (panel, frame) in zip(figure.panels, layout.frames) {
            out += PanelDrawing(panel, frame, budget, width: layout.width).text
        }
        text = out + "</svg>\n"
    }

    private static func header(_ layout: Layout) -> String {
        var (out, y) = ("", Layout.margin + 13)
        for line in layout.titleLines {
            out += SVGText.text(line, "title", at: Pixel(x: Layout.margin, y: y))
            y += 20
        }
        for line in layout.subtitleLines {
            out += SVGText.text(line, "subtitle", at: Pixel(x: Layout.margin, y: y - 1))
            y += 18
        }
        return out + layout.legend.map { legend($0.entry, at: $0.place, layout.width) }.joined()
    }

    private static func legend(_ entry: Figure.LegendEntry, at place: Pixel, _ width: Double) -> String {
        let room = width - place.x - 26 - Layout.margin
        let label = GlyphWidths.fitted(entry.label, size: Layout.tickSize, room: room)
        return swatch(entry, at: place)
            + SVGText.text(label, "legend", at: Pixel(x: place.x + 26, y: place.y + 4))
    }

    private static func swatch(_ entry: Figure.LegendEntry, at place: Pixel) -> String {
        let css = "\(entry.shape.rawValue) \(entry.style.cssClass)"
        let (middle, end) = (Pixel(x: place.x + 10, y: place.y), Pixel(x: place.x + 20, y: place.y))
        switch entry.shape {
        case .point: return SVGText.path(css, Symbol.path(entry.style, at: middle))
        case .line, .step, .rule, .interval, .text: return SVGText.path(css, SVGText.segment(place, end))
        case .bar, .band, .cell:
            let square = Frame(left: place.x + 3, top: place.y - 6, right: place.x + 17, bottom: place.y + 6)
            return SVGText.path(css, SVGText.rectangle(square))
        }
    }

    private static func notice(_ notice: String, _ layout: Layout) -> String {
        let place = Pixel(x: Layout.margin, y: layout.height / 2 + 16)
        return SVGText.text(notice, "notice", at: place)
    }
}

/// How much a mark may write, so that any picture stays below 200 kB.
struct Budget {
    /// Corners of lines and the like, about 11 bytes each.
    private static let corners = 9000

    /// Corners a mark; marks that have fewer data leave theirs to the others.
    let corners: Int

    init(_ figure: Figure) {
        let counts = figure.panels.flatMap(\.marks).map(\.data.count).sorted()
        var (left, marks) = (Budget.corners, counts.count)
        for count in counts where count * 4 <= left / max(1, marks) { (left, marks) = (left - count * 4, marks - 1) }
        corners = max(40, left / max(1, marks))
    }
}
