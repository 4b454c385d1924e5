extension Figure {
    /// One layer of a panel: data of one shape and style.
    public struct Mark: Sendable, Equatable {
        /// The outline of a point; shapes differ where colours cannot be told apart.
        public enum Shape: String, Sendable, CaseIterable {
            /// A symbol at (x, y).
            case point
            /// A line through (x, y) in the order of the data.
            case line
            /// The same, level until the next x.
            case step
            /// From 0 or `y2` (`x2`) to y (x), across the category or from x to x2.
            case bar
            /// The area between y and `y2`.
            case band
            /// A line across the panel, or from (x, y) to (x2, y2).
            case rule
            /// From y to `y2` or x to `x2`: an interval.
            case interval
            /// `text` at (x, y).
            case text
            /// A whole cell of two categories; with `size` below 1 a square within it.
            case cell
        }

        /// What is drawn for each datum.
        public var shape: Shape
        /// The class of all of them.
        public var style: Style
        /// What is drawn, in order: later ones lie above.
        public var data: [Datum]
        /// Of texts: where they stand from their place.
        public var placement: Placement

        /// A layer of one shape and class; texts stand in the middle of their place by default.
        public init(_ shape: Shape, _ style: Style, _ data: [Datum], placement: Placement = .center) {
            (self.shape, self.style, self.data, self.placement) = (shape, style, data, placement)
        }
    }

    /// Where a text stands beside its place.
    public enum Placement: Sendable, Equatable {
        /// On which side of its place the text stands.
        case center, above, below, left, right
        /// Beside their place, moved up or down where they would lie over each other.
        case leftApart, rightApart

        var movesApart: Bool { self == .leftApart || self == .rightApart }
    }

    /// A place on an axis.
    public enum Place: Sendable, Equatable {
        /// On an axis of categories 0.5 is the middle of the first, 1.5 that of the second.
        case number(Double)
        /// The place of a category, by its name.
        case category(String)
    }

    /// One row of a mark: its place on both axes, as far as the mark uses them.
    public struct Datum: Sendable, Equatable {
        /// nil is the whole axis, for rules.
        public var x: Place?
        /// Place on the vertical axis.
        public var y: Place?
        /// The other end on the horizontal axis, of bars and intervals.
        public var x2: Double?
        /// The other end on the vertical axis.
        public var y2: Double?
        /// What a text mark writes.
        public var text: String?
        /// Side of a cell's square as a share of the cell, 0 to 1.
        public var size: Double?
        /// Moved across its category by this share of the category's width, -0.5 to 0.5.
        public var shift: Double

        /// Only what the mark's shape uses is needed.
        public init(
            x: Place? = nil, y: Place? = nil, x2: Double? = nil, y2: Double? = nil, text: String? = nil,
            size: Double? = nil, shift: Double = 0
        ) {
            (self.x, self.y, self.x2, self.y2, self.text) = (x, y, x2, y2, text)
            (self.size, self.shift) = (size, shift)
        }

        /// A point among numbers.
        public init(_ x: Double, _ y: Double, y2: Double? = nil, text: String? = nil) {
            self.init(x: .number(x), y: .number(y), y2: y2, text: text)
        }
    }
}

extension Figure.Mark {
    /// A line across the panel at x.
    static func vertical(_ x: Double, _ style: Figure.Style = .reference) -> Self {
        Self(.rule, style, [Figure.Datum(x: .number(x))])
    }

    /// A line across the panel at y.
    static func horizontal(_ y: Double, _ style: Figure.Style = .reference) -> Self {
        Self(.rule, style, [Figure.Datum(y: .number(y))])
    }

    static func text(_ text: String, x: Double, y: Double, _ style: Figure.Style, _ placement: Figure.Placement) -> Self
    {
        Self(.text, style, [Figure.Datum(x, y, text: text)], placement: placement)
    }
}
