/// Arithmetic on Doubles that every target has: what a scorer is made of before it becomes SQL, PMML or a graph.
///
/// Names are those of inputs or of earlier steps of a `ScoreProgram`. There is no overflow and no NaN in a value that is used:
/// `exp` gets arguments of at most 0 and at least -700.
public indirect enum ScoreExpression: Sendable, Equatable {
    /// A number.
    case constant(Double)
    /// The value of an earlier step.
    case step(String)
    /// A numeric input, `fill` where it is missing, held within ±`DesignColumn.Source.numberLimit`: no curve or product of it
    /// is infinite.
    case number(input: String, fill: Double)
    /// A number for each level of a category; `missing` and `other` for what is missing and for all other levels.
    case level(input: String, values: [LevelValue], missing: Double, other: Double)
    /// Terms added from the first to the last, in this order.
    case sum([ScoreExpression])
    /// The first less the second.
    case difference(ScoreExpression, ScoreExpression)
    /// The first times the second.
    case product(ScoreExpression, ScoreExpression)
    /// The first over the second.
    case quotient(ScoreExpression, ScoreExpression)
    /// e to the power of the argument.
    case exponential(ScoreExpression)
    /// The natural logarithm.
    case logarithm(ScoreExpression)
    /// One of two expressions, by a condition.
    case choice(ScoreCondition, then: ScoreExpression, otherwise: ScoreExpression)

    /// What stands for a level.
    public struct LevelValue: Sendable, Equatable {
        /// The level as the table writes it.
        public let level: String
        /// The number that stands for it.
        public let value: Double
    }
}

/// What a choice hangs on.
public indirect enum ScoreCondition: Sendable, Equatable {
    /// The column holds nothing.
    case isMissing(input: String)
    /// The first is smaller than the second.
    case less(ScoreExpression, ScoreExpression)
    /// The first is smaller than the second, or equal.
    case atMost(ScoreExpression, ScoreExpression)
}

extension ScoreExpression {
    static let zero = ScoreExpression.constant(0)
    static let one = ScoreExpression.constant(1)

    static func + (a: ScoreExpression, b: ScoreExpression) -> ScoreExpression { .sum([a, b]) }
    static func - (a: ScoreExpression, b: ScoreExpression) -> ScoreExpression { .difference(a, b) }
    static func * (a: ScoreExpression, b: ScoreExpression) -> ScoreExpression { .product(a, b) }
    static func / (a: ScoreExpression, b: ScoreExpression) -> ScoreExpression { .quotient(a, b) }

    /// x less a constant; x itself where that is 0.
    func less(_ value: Double) -> ScoreExpression { value == 0 ? self : self - .constant(value) }

    /// The piece i for which breaks[i - 1] < x ≤ breaks[i], found by halving: few comparisons, and no target nests deeply.
    ///
    /// - Parameters:
    ///   - breaks: rising.
    ///   - pieces: one more than breaks.
    static func pieces(
        of x: ScoreExpression, breaks: ArraySlice<Double>, _ pieces: ArraySlice<ScoreExpression>
    ) -> ScoreExpression {
        precondition(pieces.count == breaks.count + 1, "one piece more than breaks")
        guard !breaks.isEmpty else { return pieces[pieces.startIndex] }
        let half = breaks.count / 2
        let (place, piece) = (breaks.startIndex + half, pieces.startIndex + half)
        return .choice(
            .atMost(x, .constant(breaks[place])),
            then: .pieces(of: x, breaks: breaks[..<place], pieces[...piece]),
            otherwise: .pieces(of: x, breaks: breaks[(place + 1)...], pieces[(piece + 1)...]))
    }

    static func pieces(of x: ScoreExpression, breaks: [Double], _ all: [ScoreExpression]) -> ScoreExpression {
        pieces(of: x, breaks: breaks[...], all[...])
    }
}

extension ScoreExpression {
    /// The steps it reads.
    var steps: Set<String> {
        switch self {
        case .constant, .number, .level: []
        case .step(let name): [name]
        case .sum(let parts): parts.reduce(into: []) { $0.formUnion($1.steps) }
        case .difference(let a, let b), .product(let a, let b), .quotient(let a, let b): a.steps.union(b.steps)
        case .exponential(let a), .logarithm(let a): a.steps
        case .choice(let condition, let a, let b): condition.steps.union(a.steps).union(b.steps)
        }
    }
}

extension ScoreCondition {
    var steps: Set<String> {
        switch self {
        case .isMissing: []
        case .less(let a, let b), .atMost(let a, let b): a.steps.union(b.steps)
        }
    }
}
