/// One column of the design matrix, made from one predictor.
public struct DesignColumn: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        /// The number itself; missing becomes `fill` (the training mean).
        case number(fill: Double)
        /// The natural cubic spline over `knots` that is 1 at `knots[place]` and 0 at the others, a straight line outside
        /// them; missing counts as `fill`.
        case spline(knots: [Double], place: Int, fill: Double)
        /// 1 above `edge`, else 0; missing counts as `fill`.
        case step(edge: Double, fill: Double)
        /// 1 where the predictor is missing.
        case isMissing
        /// 1 where the predictor is one of these levels; `share` is their share in training, which stands in for a level
        /// that training never saw.
        case level(String, share: Double)
        /// 1 where the predictor is a level pooled into "other" (or unseen, where pooling happened).
        case otherLevels(share: Double)
    }

    /// As in coefficient tables: `seats`, `seats spline 2`, `seats > 7.5`, `seats is missing`, `plan=basic`,
    /// `plan=(other)`.
    public let name: String
    /// The predictor it is made from.
    public let predictor: String
    public let source: Source
    /// Training mean and standard deviation (divisor n): ridge penalises the coefficient of one standard deviation.
    public let mean: Double
    public let scale: Double

    public init(name: String, predictor: String, source: Source, mean: Double, scale: Double) {
        (self.name, self.predictor, self.source, self.mean, self.scale) = (name, predictor, source, mean, scale)
    }
}

extension DesignColumn {
    /// Whether the column bends its predictor's term, which is then no longer a line.
    public var isCurved: Bool { source.isCurved }
}

extension DesignColumn.Source {
    var isCurved: Bool {
        switch self {
        case .spline, .step: true
        case .number, .isMissing, .level, .otherLevels: false
        }
    }

    /// What a numeric column makes of a known value and of a missing one; nil for columns of categories.
    var function: (@Sendable (Double) -> Double)? {
        switch self {
        case .number(let fill): return { $0.isNaN ? fill : $0 }
        case .isMissing: return { $0.isNaN ? 1 : 0 }
        case .step(let edge, let fill): return { ($0.isNaN ? fill : $0) > edge ? 1 : 0 }
        case .spline(let knots, let place, let fill):
            let spline = NaturalSpline(cardinal: place, knots: knots)
            return { spline.value(at: $0.isNaN ? fill : $0) }
        case .level, .otherLevels: return nil
        }
    }
}
