import Tables

/// Where everything lies, in pixels from the upper left corner.
struct Layout {
    static let tickSize = 12.0
    static let line = 17.0
    static let margin = 12.0
    /// Between a place and the text beside it.
    static let gap = 7.0
    /// The same for labels that were moved, with room for a line to their place.
    static let leaderGap = 16.0

    let figure: Figure
    let width: Double
    private(set) var height: Double
    let titleLines: [String]
    let subtitleLines: [String]
    let legend: [(entry: Figure.LegendEntry, place: Pixel)]
    private(set) var frames: [Frame] = []
    /// Lines of labels below each panel.
    private var labelLines: [Int]
    private let headerHeight: Double

    init(_ figure: Figure, hasTitle: Bool = true) {
        self.figure = figure
        (width, height) = (Double(figure.width), Double(figure.height))
        let room = width - 2 * Layout.margin
        titleLines = hasTitle ? GlyphWidths.wrapped(figure.title, size: 16, room: room) : []
        subtitleLines = figure.subtitle.map { GlyphWidths.wrapped($0, size: 13, room: room) } ?? []
        let top = Layout.margin + 20 * Double(titleLines.count) + 18 * Double(subtitleLines.count)
        legend = Layout.legend(figure.legend, top: top + 10, room: room)
        headerHeight = (legend.last?.place.y ?? top - 8) + 16
        labelLines = figure.panels.map { _ in 1 }
        place()
        // Names may need a second line, which is known once the sides are.
        labelLines = zip(figure.panels, frames).map { ColumnNames($0.x, width: $1.width).lineCount }
        if labelLines.contains(where: { $0 > 1 }) { place() }
    }

    /// Entries one beside the other, in as many lines as they need.
    private static func legend(
        _ entries: [Figure.LegendEntry], top: Double, room: Double
    ) -> [(entry: Figure.LegendEntry, place: Pixel)] {
        var (x, y) = (margin, top)
        return entries.map { entry in
            let width = 26 + min(GlyphWidths.width(entry.label, size: tickSize), room - 26)
            if x > margin, x + width > margin + room { (x, y) = (margin, y + line) }
            defer { x += width + 18 }
            return (entry, Pixel(x: x, y: y))
        }
    }

    private mutating func place() {
        let (panels, above) = (figure.panels, figure.panels.map(spaceAbove))
        let below = zip(panels, labelLines).map(spaceBelow)
        let fixed = headerHeight + zip(above, below).reduce(0) { $0 + $1.0 + $1.1 } + Layout.margin / 2
        let shares = panels.reduce(0) { $0 + $1.share }
        let free = max(Double(figure.height) - fixed, 44 * Double(panels.count))
        height = max(Double(figure.height), panels.isEmpty ? headerHeight + 40 : fixed + free)
        var top = headerHeight
        frames = panels.indices.map { index in
            let start = top + above[index]
            let end = start + free * panels[index].share / shares
            top = end + below[index]
            return Frame(left: Layout.margin, top: start, right: width - Layout.margin, bottom: end)
        }
        setSides()
    }

    private func spaceAbove(_ panel: Figure.Panel) -> Double {
        panel.title != nil || (panel.y.isShown && !panel.y.title.isEmpty) ? 22 : 8
    }

    private func spaceBelow(_ panel: Figure.Panel, _ lines: Int) -> Double {
        guard panel.x.isShown else { return 6 }
        return 8 + Layout.line * Double(lines) + (panel.x.title.isEmpty ? 0 : Layout.line)
    }

    /// Left and right of all panels alike, so that their axes are in line: as much as tick labels and texts need.
    private mutating func setSides() {
        let left = Layout.margin + (zip(figure.panels, frames).map { leftWidth($0, $1) }.max() ?? 0)
        setFrames(left: min(left, width * 0.45), right: width - Layout.margin)
        for _ in 0..<8 {
            let over = zip(figure.panels, frames).map(overflow)
            let (more, less) = (over.map(\.right).max() ?? 0, over.map(\.left).max() ?? 0)
            guard more > 0.5 || less > 0.5, let frame = frames.first else { return }
            let most = width * 0.42
            setFrames(
                left: min(frame.left + max(0, less), max(most, frame.left)),
                right: max(frame.right - max(0, more), width - most))
        }
    }

    private mutating func setFrames(left: Double, right: Double) {
        for index in frames.indices { (frames[index].left, frames[index].right) = (left, right) }
    }

    private func leftWidth(_ panel: Figure.Panel, _ frame: Frame) -> Double {
        guard panel.y.isShown else { return 0 }
        let labels = AxisLabels(panel.y, length: frame.height, isVertical: true).labels.map(\.text)
        let widest = labels.map { GlyphWidths.width(String($0.prefix(100)), size: Layout.tickSize) }.max() ?? 0
        return min(widest, Layout.nameRoom(width: width)) + Layout.gap
    }

    /// The most that names left of an axis take of a picture.
    static func nameRoom(width: Double) -> Double { width * 0.4 }

    /// How far texts reach beyond the picture on either side.
    private func overflow(_ panel: Figure.Panel, _ frame: Frame) -> (left: Double, right: Double) {
        let places = PanelPlaces(panel, frame, width: width)
        var (left, right) = (-Double.infinity, -Double.infinity)
        for mark in panel.marks where mark.shape == .text {
            for datum in mark.data.prefix(300) {
                guard let place = places.pixel(datum), let text = datum.text else { continue }
                let extent = TextPlace(mark.placement).extent(
                    GlyphWidths.width(String(text.prefix(60)), size: Layout.tickSize))
                left = max(left, Layout.margin / 2 - (place.x + extent.left))
                right = max(right, place.x + extent.right - (width - Layout.margin / 2))
            }
        }
        if panel.x.isShown, panel.x.scale.categories == nil,
            let last = AxisLabels(panel.x, length: frame.width, isVertical: false).labels.max(by: {
                $0.position < $1.position
            })
        {
            let half = GlyphWidths.width(last.text, size: Layout.tickSize) / 2
            right = max(right, frame.left + last.position * frame.width + half - (width - 4))
        }
        return (left, right)
    }
}

/// Where a text stands from its place.
struct TextPlace {
    let dx: Double
    let dy: Double
    let anchor: String

    init(_ placement: Figure.Placement) {
        (dx, dy, anchor) =
            switch placement {
            case .center: (0, 4, "middle")
            case .above: (0, -8, "middle")
            case .below: (0, 16, "middle")
            case .left: (-Layout.gap, 4, "end")
            case .right: (Layout.gap, 4, "start")
            case .leftApart: (-Layout.leaderGap, 4, "end")
            case .rightApart: (Layout.leaderGap, 4, "start")
            }
    }

    /// How far a text of this width reaches from its place: left (negative) and right.
    func extent(_ width: Double) -> (left: Double, right: Double) {
        switch anchor {
        case "start": (dx, dx + width)
        case "end": (dx - width, dx)
        default: (dx - width / 2, dx + width / 2)
        }
    }
}

/// From data to pixels within a panel.
struct PanelPlaces {
    let frame: Frame
    /// Of the whole picture.
    let width: Double
    private let x: Figure.Scale
    private let y: Figure.Scale
    private let columns: [String: Int]
    private let rows: [String: Int]

    init(_ panel: Figure.Panel, _ frame: Frame, width: Double) {
        (self.frame, self.width, x, y) = (frame, width, panel.x.scale, panel.y.scale)
        columns = PanelPlaces.indices(panel.x.scale.categories)
        rows = PanelPlaces.indices(panel.y.scale.categories)
    }

    private static func indices(_ names: [String]?) -> [String: Int] {
        Dictionary((names ?? []).enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// Width of a category in pixels; nil on a numeric axis.
    var columnWidth: Double? { x.categories.map { frame.width / Double(max(1, $0.count)) } }
    var rowHeight: Double? { y.categories.map { frame.height / Double(max(1, $0.count)) } }

    func x(_ value: Double) -> Double { frame.left + x.position(value) * frame.width }
    func y(_ value: Double) -> Double { frame.bottom - y.position(value) * frame.height }

    func x(_ place: Figure.Place, shift: Double = 0) -> Double? {
        switch place {
        case .number(let value): x(value)
        case .category(let name):
            columns[name].map { frame.left + (Double($0) + 0.5 + shift) * (columnWidth ?? 0) }
        }
    }

    func y(_ place: Figure.Place, shift: Double = 0) -> Double? {
        switch place {
        case .number(let value): y(value)
        case .category(let name): rows[name].map { frame.top + (Double($0) + 0.5 + shift) * (rowHeight ?? 0) }
        }
    }

    /// nil where the datum has no such place: a whole axis, or a category that is not shown.
    func pixel(_ datum: Figure.Datum) -> Pixel? {
        guard let first = datum.x, let second = datum.y else { return nil }
        let isAcrossRows = y.categories != nil
        guard let x = x(first, shift: isAcrossRows ? 0 : datum.shift),
            let y = y(second, shift: isAcrossRows ? datum.shift : 0), x.isFinite, y.isFinite
        else {
            return nil
        }
        return Pixel(x: x, y: y)
    }
}
