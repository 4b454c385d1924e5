import Tables

/// An account's signals over time, one below the other, beside what is normal for it, with what was done and when it renews.
public struct TimelineFigure: FigureKind {
    public static let name = "timeline"
    public static let title = "What the account did"
    public static let summary = "an account's signals over time with its baseline band, triggers, touches and renewal"
    public static let columns: [FigureColumn] = [
        .required(
            "signal", .text, "which signal; each has a panel; empty for a mark in all panels", mayBeMissing: true),
        .required("day", .day, "day of the reading or mark"),
        .required("value", .number, "reading; empty for other marks", mayBeMissing: true),
        .optional("low", .number, "lower end of what is normal for the account"),
        .optional("high", .number, "upper end of what is normal for the account"),
        .optional("mark", .text, "reading (also where empty), trigger, touch, renewal or change"),
        .optional("label", .text, "words beside the mark"),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            signal | day | value | low | high | mark | label
            logins | 2026-01-05 | 42 | 35 | 52 | reading |
            logins | 2026-02-02 | 45 | 35 | 52 | reading |
            logins | 2026-03-02 | 38 | 36 | 52 | reading |
            logins | 2026-04-06 | 30 | 36 | 51 | reading |
            logins | 2026-05-04 | 22 | 35 | 51 | reading |
            logins | 2026-06-01 | 19 | 35 | 50 | reading |
            sentiment | 2026-01-12 | 0.4 | 0.1 | 0.7 | reading |
            sentiment | 2026-03-20 | 0.2 | 0.1 | 0.7 | reading |
            sentiment | 2026-05-11 | -0.5 | 0.1 | 0.7 | reading |
            sentiment | 2026-06-15 | -0.3 | 0.1 | 0.7 | reading |
            logins | 2026-04-10 | | | | trigger | logins fell
             | 2026-05-20 | | | | touch | executive call
             | 2026-08-14 | | | | renewal | renewal
            """)
    ]
    private static let limit = 8

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let (signals, values, marks) = (rows.optionalTexts("signal"), rows.numbers("value"), marks(rows))
        let readings = signals.indices.filter { marks[$0] == .reading && signals[$0] != nil && !values[$0].isNaN }
        let names = Set(readings.compactMap { signals[$0] }).sorted { NaturalOrder($0) < NaturalOrder($1) }
        guard !names.isEmpty else { return .nothing(rows.selecting([])) }
        let x = Figure.Scale.time(over: rows.days("day"))
        let shown = Array(names.prefix(Self.limit))
        let events = events(rows, marks)
        let groups = Dictionary(grouping: readings) { signals[$0] ?? "" }
        let panels = shown.enumerated().map { index, name in
            panel(name, rows.selecting(groups[name] ?? []), events, x, isLast: index == shown.count - 1)
        }
        let lanes = lanes(events, x)
        return FigureSketch(
            panels: (lanes.map { [$0] } ?? []) + panels, legend: legend(rows),
            description: description(rows, readings, events, names),
            height: 100 + (lanes == nil ? 0 : 70) + shown.count * (shown.count > 3 ? 96 : 130),
            omitted: marks.indices.count { marks[$0] == .reading } - readings.count)
    }

    enum Mark: String, CaseIterable {
        case reading, trigger, touch, renewal, change

        var style: Figure.Style {
            switch self {
            case .reading: .series(1)
            case .trigger: .bad
            case .touch: .good
            case .renewal: .ink
            case .change: .series(4)
            }
        }
    }

    private struct Event: Hashable {
        let mark: Mark
        let day: Double
        let signal: String?
        let label: String
    }

    /// An unknown word marks a change: something happened, and its label says what.
    private func marks(_ rows: FigureRows) -> [Mark] {
        rows.optionalTexts("mark").map { $0.map { Mark(rawValue: $0) ?? .change } ?? .reading }
    }

    private func events(_ rows: FigureRows, _ marks: [Mark]) -> [Event] {
        let (signals, days, labels) = (rows.optionalTexts("signal"), rows.days("day"), rows.optionalTexts("label"))
        let events = marks.indices.filter { marks[$0] != .reading }.map {
            Event(mark: marks[$0], day: days[$0], signal: signals[$0], label: labels[$0] ?? marks[$0].rawValue)
        }
        return Set(events).sorted {
            ($0.day, $0.mark.rawValue, $0.label, $0.signal ?? "") < (
                $1.day, $1.mark.rawValue, $1.label, $1.signal ?? ""
            )
        }
    }

    private func panel(
        _ name: String, _ rows: FigureRows, _ events: [Event], _ x: Figure.Scale, isLast: Bool
    ) -> Figure.Panel {
        let curves = Curves(rows, series: "", y: "value") { $0.days("day") }
        let points = curves.all
        let isNormal = { (point: Curves.Point) in
            point.low.isNaN || point.high.isNaN || (point.low...max(point.low, point.high)).contains(point.y)
        }
        let y = Figure.Scale.linear(over: curves.heights, padding: 0.08)
        let band = points.filter { !$0.low.isNaN && !$0.high.isNaN }.map { Figure.Datum($0.x, $0.low, y2: $0.high) }
        let rules = events.filter { $0.signal == nil || $0.signal == name }
        return Figure.Panel(
            title: name, x: .init("", x, isShown: isLast, hasGrid: false), y: .init("", y),
            marks: (band.count > 1 ? [Figure.Mark(.band, .muted, band)] : []) + self.rules(rules)
                + [
                    Figure.Mark(.line, .series(1), points.map { .init($0.x, $0.y) }),
                    Figure.Mark(.point, .series(1), points.filter(isNormal).map(datum)),
                    Figure.Mark(.point, .bad, points.filter { !isNormal($0) }.map(datum)),
                ].filter { !$0.data.isEmpty })
    }

    private func datum(_ point: Curves.Point) -> Figure.Datum {
        .init(
            point.x, point.y,
            text: "\(Day(number: Int32(point.x))): \(NumberFormat.significant(4).text(point.y))")
    }

    private func rules(_ events: [Event]) -> [Figure.Mark] {
        Mark.allCases.compactMap { mark in
            let data = events.filter { $0.mark == mark }.map { Figure.Datum(x: .number($0.day)) }
            return data.isEmpty ? nil : Figure.Mark(.rule, mark.style, data)
        }
    }

    /// A line a kind of mark above the signals, with its words where they have room until the next; nil without marks.
    private func lanes(_ events: [Event], _ x: Figure.Scale) -> Figure.Panel? {
        let kinds = Mark.allCases.filter { mark in events.contains { $0.mark == mark } }
        guard !kinds.isEmpty else { return nil }
        let marks = kinds.flatMap { mark -> [Figure.Mark] in
            let own = events.filter { $0.mark == mark }
            let data = own.map { event in
                Figure.Datum(
                    x: .number(event.day), y: .category(mark.rawValue), text: "\(day(event.day)): \(event.label)")
            }
            return [Figure.Mark(.point, mark.style, data)] + labels(own, x)
        }
        return Figure.Panel(
            x: .init("", x, isShown: false, hasGrid: false), y: .categories(kinds.map(\.rawValue)),
            marks: rules(events) + marks, share: 0.2 * Double(kinds.count))
    }

    private func labels(_ events: [Event], _ x: Figure.Scale) -> [Figure.Mark] {
        let places = events.map { x.position($0.day) }
        return events.indices.compactMap { index -> Figure.Mark? in
            let event = events[index]
            guard event.label != event.mark.rawValue else { return nil }
            // A letter takes about a hundredth of the width.
            let room = Double(event.label.count) * 0.012 + 0.02
            let isLeft = places[index] + room > 1
            let neighbours = places.indices.filter { $0 != index }.map {
                isLeft ? places[index] - places[$0] : places[$0] - places[index]
            }
            guard !neighbours.contains(where: { $0 >= 0 && $0 < room * (isLeft ? 2 : 1) }) else { return nil }
            let datum = Figure.Datum(x: .number(event.day), y: .category(event.mark.rawValue), text: event.label)
            return Figure.Mark(.text, .ink, [datum], placement: isLeft ? .left : .right)
        }
    }

    private func legend(_ rows: FigureRows) -> [Figure.LegendEntry] {
        guard rows.numbers("low").contains(where: { !$0.isNaN }) else { return [] }
        return [
            .init("reading", .point, .series(1)), .init("out of the normal", .point, .bad),
            .init("normal for the account", .band, .muted),
        ]
    }

    private func description(_ rows: FigureRows, _ readings: [Int], _ events: [Event], _ names: [String]) -> String {
        let days = rows.days("day")
        let range =
            readings.isEmpty
            ? "" : " from \(day(readings.map { days[$0] }.min())) to \(day(readings.map { days[$0] }.max()))"
        let counts = Mark.allCases.compactMap { mark -> String? in
            let count = events.count { $0.mark == mark }
            return count == 0 ? nil : FigureWords.count(count, mark.rawValue, mark == .touch ? "touches" : nil)
        }
        return "\(FigureWords.count(readings.count, "reading")) of \(FigureWords.count(names.count, "signal"))\(range)"
            + (counts.isEmpty ? "" : "; " + counts.joined(separator: ", "))
            + FigureWords.more(max(0, names.count - Self.limit), "signals")
    }

    private func day(_ number: Double?) -> String { number.map { Day(number: Int32($0)).description } ?? "" }
}
