import Tables

/// A picture before it is drawn: panels of marks over axes, in the units of the data. SVG and Vega-Lite are both made from it;
/// neither adds a number. What it shows comes from `table` alone, so the table beneath it and its CSV are the same rows.
public struct Figure: Sendable, Equatable {
    /// Over the picture.
    public let title: String
    /// Below the title; nil where there is none.
    public let subtitle: String?
    /// One sentence made from the data, for those who do not see the picture (`aria-label`).
    public let description: String
    /// In CSS pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    /// From top to bottom, one below the other. Empty where there is nothing to show; `notice` says why.
    public let panels: [Panel]
    /// Explains shapes and classes; empty where the axes say enough.
    public let legend: [LegendEntry]
    /// What stands in place of panels.
    public let notice: String?
    /// All rows and columns that were given, whether drawn or not.
    public let table: Table

    /// Marks over a pair of axes.
    public struct Panel: Sendable, Equatable {
        /// Above the panel.
        public var title: String?
        /// The horizontal axis.
        public var x: Axis
        /// The vertical axis.
        public var y: Axis
        /// Later marks lie over earlier ones.
        public var marks: [Mark]
        /// Height relative to the other panels'.
        public var share: Double

        /// Marks over axes; `share` is the panel's part of the height.
        public init(title: String? = nil, x: Axis, y: Axis, marks: [Mark], share: Double = 1) {
            (self.title, self.x, self.y, self.marks, self.share) = (title, x, y, marks, share)
        }
    }

    /// A line of the legend: a word, the shape and the class that it explains.
    public struct LegendEntry: Sendable, Equatable {
        /// What the line explains.
        public let label: String
        /// The shape that is drawn beside it.
        public let shape: Mark.Shape
        /// The class that gives its colour and dash.
        public let style: Style

        /// A word, and how its marks look.
        public init(_ label: String, _ shape: Mark.Shape, _ style: Style) {
            (self.label, self.shape, self.style) = (label, shape, style)
        }
    }
}

extension Figure {
    /// A title, a scale and the way its numbers are written.
    public struct Axis: Sendable, Equatable {
        /// Beside the axis, with the unit; empty where the ticks say enough.
        public var title: String
        /// From data to places.
        public var scale: Scale
        /// How its numbers are written.
        public var ticks: TickFormat
        /// Whether labels and title are drawn; panels that share an axis show it once.
        public var isShown: Bool
        /// Whether each tick has a line across the panel.
        public var hasGrid: Bool
        /// Whether categories follow each other like months, so that every so manyth label tells the others.
        public var isSequence: Bool

        /// A shown axis with grid lines, unless it is said otherwise.
        public init(
            _ title: String = "", _ scale: Scale, _ ticks: TickFormat = .number, isShown: Bool = true,
            hasGrid: Bool = true, isSequence: Bool = false
        ) {
            (self.title, self.scale, self.ticks, self.isShown) = (title, scale, ticks, isShown)
            (self.hasGrid, self.isSequence) = (hasGrid, isSequence)
        }

        /// An axis of words, in the order given.
        /// - Parameter names: the categories, in order.
        /// - Parameter title: beside the axis; empty for none.
        /// - Parameter isSequence: whether that order means something.
        public static func categories(
            _ names: [String], _ title: String = "", isSequence: Bool = false
        ) -> Axis {
            Axis(title, .category(names), hasGrid: false, isSequence: isSequence)
        }
    }

    /// How numbers stand beside an axis.
    public enum TickFormat: Sendable, Equatable {
        /// Decimals by the step between ticks; `k`, `M` and `bn` for large ones.
        case number
        /// The value times 100 with a per-cent sign.
        case percent
        /// Whole numbers only.
        case count
        /// Whole numbers without their sign, for counts that are drawn downwards.
        case magnitude
        /// With its sign.
        case signed
    }

    /// How a mark looks: a class of the style sheet, never a colour. Each has its own point and dash too.
    public enum Style: Sendable, Hashable {
        /// One of several series, from 1; after `Style.seriesCount` they repeat.
        case series(Int)
        /// Towards churn, or too high.
        case bad
        /// Away from churn.
        case good
        /// What is there but is not the point.
        case muted
        /// What the rest is compared with: the diagonal, zero, a threshold.
        case reference
        /// One of five shades, from 0, the faintest.
        case shade(Int)
        /// Plain text.
        case ink

        /// Series that have a colour of their own.
        public static let seriesCount = 6
        /// Shades from weak to strong.
        public static let shadeCount = 5

        /// The name in the style sheet.
        public var cssClass: String {
            switch self {
            case .series(let number): "series-\((number - 1) % Style.seriesCount + 1)"
            case .bad: "bad"
            case .good: "good"
            case .muted: "muted"
            case .reference: "reference"
            case .shade(let level): "shade-\(max(0, min(Style.shadeCount - 1, level)))"
            case .ink: "ink"
            }
        }

        /// Every class that the style sheet knows.
        public static let all: [Style] =
            (1...seriesCount).map(Style.series) + [.bad, .good, .muted, .reference, .ink]
            + (0..<shadeCount).map(Style.shade)
    }
}
