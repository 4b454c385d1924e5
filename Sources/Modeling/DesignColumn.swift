/// One column of the design matrix, made from one predictor, or from two where it is a product.
public struct DesignColumn: Sendable, Equatable {
    /// What a column of the design is made of.
    public indirect enum Source: Sendable, Equatable {
        /// The number itself; missing becomes `fill` (the training mean).
        case number(fill: Double)
        /// The natural cubic spline over `knots` that is 1 at `knots[place]` and 0 at the others, a straight line outside
        /// them; missing counts as `fill`.
        case spline(knots: [Double], place: Int, fill: Double)
        /// The monotone spline that rises from 0 to 1 about `knots[place]` (`MonotoneSpline`); missing counts as `fill`.
        case monotone(knots: [Double], place: Int, fill: Double)
        /// 1 above `edge`, else 0; missing counts as `fill`.
        case step(edge: Double, fill: Double)
        /// 1 where the predictor is missing.
        case isMissing
        /// 1 where the predictor is one of these levels; `share` is their share in training, which stands in for a level
        /// that training never saw.
        case level(String, share: Double)
        /// 1 where the predictor is a level pooled into "other" (or unseen, where pooling happened).
        case otherLevels(share: Double)
        /// (left - its center)(right - its center), of two different predictors.
        case product(Factor, Factor)
    }

    /// One side of a product.
    public struct Factor: Sendable, Equatable {
        /// The predictor that it is made from.
        public let predictor: String
        /// No product.
        public let source: Source
        /// The factor's mean over training rows: about it a product says nothing that its factors' own columns say.
        public let center: Double

        /// A factor of a product, and what is taken off it before.
        public init(predictor: String, source: Source, center: Double) {
            (self.predictor, self.source, self.center) = (predictor, source, center)
        }
    }

    /// As in coefficient tables: `seats`, `seats spline 2`, `seats rise 2`, `seats > 7.5`, `seats is missing`, `plan=basic`,
    /// `plan=(other)`, `seats × plan=basic`.
    public let name: String
    /// The predictor it is made from, the first of a product's two.
    public let predictor: String
    /// How its numbers are made.
    public let source: Source
    /// Training mean and standard deviation (divisor n): ridge penalises the coefficient of one standard deviation.
    public let mean: Double
    /// Standard deviation over the rows learned from, by which penalties and tables count.
    public let scale: Double

    /// A column, what it is made from, and where its values lie.
    public init(name: String, predictor: String, source: Source, mean: Double, scale: Double) {
        (self.name, self.predictor, self.source, self.mean, self.scale) = (name, predictor, source, mean, scale)
    }
}

extension DesignColumn {
    /// Whether the column bends its predictor's term, which is then no longer a line.
    public var isCurved: Bool { source.isCurved }

    /// The predictors it is made from: two of a product, else one.
    public var predictors: [String] {
        guard case .product(let left, let right) = source else { return [predictor] }
        return [left.predictor, right.predictor]
    }

    /// The term it is a part of: its predictor, or `a × b` of a product.
    public var term: String { predictors.joined(separator: DesignColumn.times) }

    static let times = " × "

    /// The column as one side of a product.
    var factor: Factor { Factor(predictor: predictor, source: source, center: mean) }

    /// Whether it is the indicator of a level.
    var isLevel: Bool {
        switch source {
        case .level, .otherLevels: true
        case .number, .spline, .monotone, .step, .isMissing, .product: false
        }
    }
}

extension DesignColumn.Source {
    var isCurved: Bool {
        switch self {
        case .spline, .monotone, .step: true
        case .number, .isMissing, .level, .otherLevels, .product: false
        }
    }

    /// Whether a coefficient of one sign makes the predictor's term go one way.
    var isMonotone: Bool {
        switch self {
        case .number, .monotone, .step: true
        case .spline, .isMissing, .level, .otherLevels, .product: false
        }
    }

    /// Predictors are held within ± this: beyond, columns of one curve or of a product would be infinite with different signs,
    /// and their sum no number.
    package static let numberLimit = 1e150

    /// A known number, or what stands for a missing one, within the limit.
    private static func held(_ value: Double, _ fill: Double) -> Double {
        min(numberLimit, max(-numberLimit, value.isNaN ? fill : value))
    }

    /// What a numeric column makes of a known value and of a missing one; nil for columns of categories and products.
    var function: (@Sendable (Double) -> Double)? {
        switch self {
        case .number(let fill): return { DesignColumn.Source.held($0, fill) }
        case .isMissing: return { $0.isNaN ? 1 : 0 }
        case .step(let edge, let fill): return { DesignColumn.Source.held($0, fill) > edge ? 1 : 0 }
        case .spline(let knots, let place, let fill):
            let spline = NaturalSpline(cardinal: place, knots: knots)
            return { spline.value(at: DesignColumn.Source.held($0, fill)) }
        case .monotone(let knots, let place, let fill):
            let spline = MonotoneSpline(place: place, knots: knots)
            return { spline.value(at: DesignColumn.Source.held($0, fill)) }
        case .level, .otherLevels, .product: return nil
        }
    }
}
