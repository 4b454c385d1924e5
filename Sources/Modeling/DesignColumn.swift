/// One column of the design matrix, made from one predictor.
public struct DesignColumn: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        /// The number itself; missing becomes `fill` (the training mean).
        case number(fill: Double)
        /// 1 where the predictor is missing.
        case isMissing
        /// 1 where the predictor is one of these levels; `share` is their share in training, which stands in for a level
        /// that training never saw.
        case level(String, share: Double)
        /// 1 where the predictor is a level pooled into "other" (or unseen, where pooling happened).
        case otherLevels(share: Double)
    }

    /// As in coefficient tables: `seats`, `seats is missing`, `plan=basic`, `plan=(other)`.
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
