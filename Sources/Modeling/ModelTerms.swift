/// The terms of a model: the form of each numeric predictor, and whether products of two predictors may enter beside them.
///
/// Written as `splines`, or `splines+pairs`. Products never replace a predictor's own term (hierarchy: Nelder, J. Royal
/// Statistical Society A 140, 1977), so a model with pairs is still a sum of terms of one or two predictors, each of which
/// can be drawn.
public struct ModelTerms: Sendable, Equatable {
    /// The form of each numeric predictor.
    public let numeric: NumericTerms
    /// Whether products are looked for, on the rows learned from (`PairScreen`).
    public let hasPairs: Bool

    /// Straight lines alone.
    public static let linear = ModelTerms(.linear)
    static let pairsSuffix = "+pairs"

    /// A form, and whether products may enter; by default they may not.
    public init(_ numeric: NumericTerms, hasPairs: Bool = false) {
        (self.numeric, self.hasPairs) = (numeric, hasPairs)
    }

    /// nil where the name is none.
    public init?(name: String) {
        let hasPairs = name.hasSuffix(ModelTerms.pairsSuffix)
        let stem = hasPairs ? String(name.dropLast(ModelTerms.pairsSuffix.count)) : name
        guard let numeric = NumericTerms(rawValue: stem) else { return nil }
        self.init(numeric, hasPairs: hasPairs)
    }

    /// As options and files write it.
    public var name: String { numeric.rawValue + (hasPairs ? ModelTerms.pairsSuffix : "") }

    /// The same terms with products.
    var withPairs: ModelTerms { ModelTerms(numeric, hasPairs: true) }
}
