/// The labels of an axis of so many pixels: as many as stand clear of each other.
struct AxisLabels {
    struct Label: Equatable {
        let text: String
        /// 0 to 1 along the axis, from the left or from below; categories of a vertical axis from above.
        let position: Double
    }

    let labels: [Label]

    init(_ axis: Figure.Axis, length: Double, isVertical: Bool) {
        let room = isVertical ? 30.0 : 40.0
        var count = max(2, min(isVertical ? 8 : 10, Int(length / room)))
        var labels = AxisLabels.labels(axis, count: count)
        while !isVertical, axis.scale.categories == nil, count > 2, AxisLabels.areTight(labels, length) {
            count -= 1
            labels = AxisLabels.labels(axis, count: count)
        }
        self.labels = labels
    }

    private static func labels(_ axis: Figure.Axis, count: Int) -> [Label] {
        let scale = axis.scale
        switch scale {
        case .linear(let first, let last):
            let isWhole = axis.ticks == .count || axis.ticks == .magnitude
            let ticks = AxisLabels.ticks(first, last, count: count, isWhole: isWhole)
            return zip(ticks, TickText.labels(ticks, axis.ticks)).map { Label(text: $1, position: scale.position($0)) }
        case .log(let first, let last):
            return Ticks.log(min(first, last), max(first, last), count: count).map { tick in
                Label(text: TickText.labels([tick], axis.ticks)[0], position: scale.position(tick))
            }
        case .time(let first, let last):
            return Ticks.time(first, last, count: count).map { Label(text: $0.label, position: scale.position($0.day)) }
        case .category(let names):
            return names.enumerated().map {
                Label(text: $1, position: (Double($0) + 0.5) / Double(max(1, names.count)))
            }
        }
    }

    /// At least two where a finer step has them: one number alone says nothing of a scale.
    private static func ticks(_ first: Double, _ last: Double, count: Int, isWhole: Bool) -> [Double] {
        let ticks = Ticks.within(first, last, count: count, isWhole: isWhole)
        guard ticks.count < 2, count < 6, first != last else { return ticks }
        return AxisLabels.ticks(first, last, count: count + 1, isWhole: isWhole)
    }

    private static func areTight(_ labels: [Label], _ length: Double) -> Bool {
        let places = labels.sorted { $0.position < $1.position }.map { label in
            (at: label.position * length, half: GlyphWidths.width(label.text, size: Layout.tickSize) / 2)
        }
        return zip(places, places.dropFirst()).contains { $1.at - $1.half - ($0.at + $0.half) < 14 }
    }
}

/// The names of a horizontal axis: each in up to two lines where that holds them all; else every so manyth, for names that
/// follow each other like months.
struct ColumnNames {
    /// Lines of a label, and where it stands, 0 to 1.
    let labels: [(lines: [String], position: Double)]

    var lineCount: Int { labels.map(\.lines.count).max() ?? 1 }

    init(_ axis: Figure.Axis, width: Double) {
        guard axis.isShown, let names = axis.scale.categories else {
            labels = []
            return
        }
        let room = width / Double(max(1, names.count))
        let wrapped = names.map {
            GlyphWidths.wrapped($0, size: Layout.tickSize, room: room - 6, most: axis.isSequence ? 1 : 2)
        }
        let isCut = wrapped.contains { $0.last?.hasSuffix("\u{2026}") == true }
        let step =
            isCut && (axis.isSequence || names.count > 12) ? ColumnNames.step(names, room: room, width: width) : 1
        labels = stride(from: 0, to: names.count, by: step).map { index in
            let position = (Double(index) + 0.5) / Double(names.count)
            // The first and the last reach no further than a margin beyond the axis.
            let edge = 2 * min(position, 1 - position) * width + Layout.margin
            let fitted = GlyphWidths.fitted(
                names[index], size: Layout.tickSize, room: min(room * Double(step) - 6, edge))
            return (step == 1 ? wrapped[index] : [fitted], position)
        }
    }

    private static func step(_ names: [String], room: Double, width: Double) -> Int {
        let widest = names.map { GlyphWidths.width(String($0.prefix(100)), size: Layout.tickSize) }.max() ?? 0
        return max(1, Int(((min(widest, width / 3) + 12) / room).rounded(.up)))
    }
}
