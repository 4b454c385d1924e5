import Tables

/// One mark in pixels.
struct MarkDrawing {
    /// Up to so many data have an element each, with their text as its title (shown under the pointer).
    private static let titled = 60
    private static let textLimit = 150

    private let mark: Figure.Mark
    private let places: PanelPlaces
    private let budget: Int

    init(_ mark: Figure.Mark, _ places: PanelPlaces, _ budget: Budget) {
        (self.mark, self.places, self.budget) = (mark, places, budget.corners)
    }

    var text: String {
        switch mark.shape {
        case .point: points
        case .line: path(line(Thinning.line(pixels, most: budget)))
        case .step: path(steps(Thinning.line(pixels, most: budget / 2)))
        case .bar: each(bars)
        case .band: path(area)
        case .rule: path(rules)
        case .interval: path(intervals)
        case .text: texts
        case .cell: each(cells)
        }
    }

    private var css: String { "mark \(mark.shape.rawValue) \(mark.style.cssClass)" }
    private var pixels: [Pixel] { mark.data.compactMap(places.pixel) }
    private func path(_ d: String) -> String { SVGText.path(css, d) }

    /// One path, or an element each where they are few and have something to say.
    private func each(_ shapes: [(d: String, text: String?)]) -> String {
        guard shapes.count <= MarkDrawing.titled, shapes.contains(where: { $0.text != nil }) else {
            return path(shapes.map(\.d).joined())
        }
        return shapes.map { SVGText.path(css, $0.d, title: $0.text) }.joined()
    }

    private var points: String {
        let known = mark.data.compactMap { datum in places.pixel(datum).map { (place: $0, text: datum.text) } }
        let kept = Thinning.points(known.map(\.place), most: budget / 5)
        let radius = known.count > 300 ? 2.0 : known.count > 80 ? 3 : 4
        return each(kept.map { (Symbol.path(mark.style, at: known[$0].place, radius: radius), known[$0].text) })
    }

    private func line(_ points: [Pixel]) -> String {
        guard let first = points.first else { return "" }
        return "M" + SVGText.point(first) + points.dropFirst().map { "L" + SVGText.point($0) }.joined()
    }

    private func steps(_ points: [Pixel]) -> String {
        guard let first = points.first else { return "" }
        return "M" + SVGText.point(first)
            + points.dropFirst().map { "H" + SVGText.coordinate($0.x) + "V" + SVGText.coordinate($0.y) }.joined()
    }

    private var area: String {
        let spans = mark.data.compactMap { datum -> Span? in
            guard let place = places.pixel(datum), let other = datum.y2, abs(other) <= Figure.Scale.bound else {
                return nil
            }
            let end = places.y(other)
            return Span(at: place.x, low: min(place.y, end), high: max(place.y, end))
        }
        let kept = Thinning.spans(spans, most: budget / 2)
        guard kept.count > 1 else { return "" }
        let upper = kept.map { Pixel(x: $0.at, y: $0.low) }
        return line(upper + kept.reversed().map { Pixel(x: $0.at, y: $0.high) }) + "Z"
    }

    private var intervals: String {
        var (upright, level): ([Span], [Span]) = ([], [])
        for datum in mark.data {
            guard let place = places.pixel(datum) else { continue }
            if let other = datum.y2.map(places.y) {
                upright.append(Span(at: place.x, low: min(place.y, other), high: max(place.y, other)))
            } else if let other = datum.x2.map({ places.x($0) }) {
                level.append(Span(at: place.y, low: min(place.x, other), high: max(place.x, other)))
            }
        }
        let columns = Thinning.spans(upright, most: budget / 6).map { span in
            capped(Pixel(x: span.at, y: span.low), Pixel(x: span.at, y: span.high), isUpright: true)
        }
        let rows = Thinning.spans(level, most: budget / 6).map { span in
            capped(Pixel(x: span.low, y: span.at), Pixel(x: span.high, y: span.at), isUpright: false)
        }
        return (columns + rows).joined()
    }

    private func capped(_ from: Pixel, _ to: Pixel, isUpright: Bool) -> String {
        func cap(_ place: Pixel) -> String {
            isUpright
                ? SVGText.segment(Pixel(x: place.x - 3, y: place.y), Pixel(x: place.x + 3, y: place.y))
                : SVGText.segment(Pixel(x: place.x, y: place.y - 3), Pixel(x: place.x, y: place.y + 3))
        }
        return SVGText.segment(from, to) + cap(from) + cap(to)
    }

    /// Lines across the panel, or segments. Two that fall on the same tenth of a pixel are one.
    private var rules: String {
        var seen: Set<String> = []
        let segments = mark.data.compactMap(rule).filter { seen.insert($0).inserted }
        let step = max(1, segments.count / (budget / 3))
        return stride(from: 0, to: segments.count, by: step).map { segments[$0] }.joined()
    }

    private func rule(_ datum: Figure.Datum) -> String? {
        let frame = places.frame
        if let place = places.pixel(datum) {
            let end = Pixel(x: datum.x2.map { places.x($0) } ?? place.x, y: datum.y2.map(places.y) ?? place.y)
            // A segment of no length marks a category: across it.
            guard end == place else { return SVGText.segment(place, end) }
            if let height = places.rowHeight {
                let half = min(11, height * 0.42)
                return SVGText.segment(Pixel(x: place.x, y: place.y - half), Pixel(x: place.x, y: place.y + half))
            }
            let half = min(16, (places.columnWidth ?? 12) * 0.42)
            return SVGText.segment(Pixel(x: place.x - half, y: place.y), Pixel(x: place.x + half, y: place.y))
        }
        if let x = datum.x.flatMap({ places.x($0) }) {
            return SVGText.segment(Pixel(x: x, y: frame.top), Pixel(x: x, y: frame.bottom))
        }
        guard let y = datum.y.flatMap({ places.y($0) }) else { return nil }
        return SVGText.segment(Pixel(x: frame.left, y: y), Pixel(x: frame.right, y: y))
    }

    private var bars: [(d: String, text: String?)] {
        let known = mark.data.compactMap { datum in bar(datum).map { (frame: $0, text: datum.text) } }
        let most = budget / 4
        guard known.count > most else { return known.map { (SVGText.rectangle($0.frame), $0.text) } }
        let spans = Thinning.spans(
            known.map { Span(at: ($0.frame.left + $0.frame.right) / 2, low: $0.frame.top, high: $0.frame.bottom) },
            most: most)
        let half = max(0.5, places.frame.width / Double(most) / 2)
        return spans.map {
            (SVGText.rectangle(Frame(left: $0.at - half, top: $0.low, right: $0.at + half, bottom: $0.high)), nil)
        }
    }

    /// nil where it has no place.
    private func bar(_ datum: Figure.Datum) -> Frame? {
        guard let place = places.pixel(datum) else { return nil }
        if let height = places.rowHeight {
            let (half, other) = (min(14, height * 0.36), places.x(datum.x2 ?? 0))
            return Frame(
                left: min(place.x, other), top: place.y - half, right: max(place.x, other), bottom: place.y + half)
        }
        let other = places.y(datum.y2 ?? 0)
        let (top, bottom) = (min(place.y, other), max(place.y, other))
        if let width = places.columnWidth {
            let half = min(28, width * 0.36)
            return Frame(left: place.x - half, top: top, right: place.x + half, bottom: bottom)
        }
        guard let end = datum.x2.map({ places.x($0) }) else {
            return Frame(left: place.x - 3, top: top, right: place.x + 3, bottom: bottom)
        }
        // A hair of paper between neighbours, where there is room for one.
        let gap = abs(end - place.x) > 4 ? 0.5 : 0
        return Frame(left: min(place.x, end) + gap, top: top, right: max(place.x, end) - gap, bottom: bottom)
    }

    private var cells: [(d: String, text: String?)] {
        mark.data.compactMap { datum in
            guard let place = places.pixel(datum), let width = places.columnWidth, let height = places.rowHeight else {
                return nil
            }
            let size = max(0, min(1, datum.size ?? 1))
            let isWhole = datum.size == nil
            let side = min(width - 12, height - 26) * size
            let (across, down) = isWhole ? (width, height) : (side, side)
            // A square leaves the foot of its cell to the number.
            let middle = isWhole ? place.y : place.y - 8
            let frame = Frame(
                left: place.x - across / 2, top: middle - down / 2, right: place.x + across / 2,
                bottom: middle + down / 2)
            return (SVGText.rectangle(frame), datum.text)
        }
    }

    private var texts: String {
        let known = mark.data.compactMap { datum in places.pixel(datum).map { (place: $0, text: datum.text ?? "") } }
        return mark.placement.movesApart
            ? partedTexts(known) : known.prefix(MarkDrawing.textLimit).map { label($0.text, at: $0.place) }.joined()
    }

    private func label(_ text: String, at place: Pixel) -> String {
        let stand = TextPlace(mark.placement)
        let (before, after) = (place.x + stand.dx - 4, places.width - place.x - stand.dx - 4)
        let room = stand.anchor == "start" ? after : stand.anchor == "end" ? before : 2 * min(before, after)
        return SVGText.text(
            GlyphWidths.fitted(text, size: Layout.tickSize, room: max(20, room)), css,
            at: Pixel(x: place.x + stand.dx, y: place.y + stand.dy), anchor: stand.anchor)
    }

    /// Moved up or down until they are clear of each other, with a line to their place where they moved.
    private func partedTexts(_ texts: [(place: Pixel, text: String)]) -> String {
        let shown = texts.prefix(Int(places.frame.height / 14) + 1)
        let parted = Apart.places(
            shown.map(\.place.y), gap: 14.5, low: places.frame.top, high: places.frame.bottom - 5)
        let side = mark.placement == .leftApart ? -1.0 : 1.0
        return zip(shown, parted).map { item, y in
            let (from, to) = (
                Pixel(x: item.place.x + side * 5, y: item.place.y), Pixel(x: item.place.x + side * 13, y: y)
            )
            let leader = abs(y - item.place.y) > 2 ? SVGText.path("leader", SVGText.segment(from, to)) : ""
            return leader + label(item.text, at: Pixel(x: item.place.x, y: y))
        }.joined()
    }
}
