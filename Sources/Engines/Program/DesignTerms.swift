import Modeling

/// The linear predictor of a model, taken apart by terms.
struct DesignTerms {
    struct FilledNumber {
        let input: String
        let fill: Double
        /// The step that holds it.
        let step: String
    }

    let inputs: [ScoreProgram.Input]
    /// Numeric inputs with their missing values filled, by input and fill.
    private(set) var numbers: [String: FilledNumber] = [:]
    private(set) var rawLogOdds = ScoreExpression.zero
    private let preparation: Preparation

    init(_ model: ChurnModel) {
        let (fit, preparation) = (model.fit, model.preparation)
        self.preparation = preparation
        // Places of columns that have a weight.
        let parts = fit.estimated.dropFirst().enumerated().map { place, name in
            WeightedColumn(
                column: preparation.columns[name - 1], center: fit.centers[place],
                weight: fit.standardizedCoefficients[place + 1] / fit.scales[place])
        }.filter { $0.weight != 0 }
        let used = Set(parts.flatMap(\.column.predictors))
        inputs = preparation.predictors.filter { used.contains($0.name) }.map {
            .init(name: $0.name, kind: $0.kind == .number ? .number : .category)
        }
        rawLogOdds = .sum([.constant(fit.standardizedCoefficients[0])] + terms(parts))
    }

    /// The design columns themselves, before they are weighed; without inputs.
    init(_ preparation: Preparation) {
        self.preparation = preparation
        inputs = []
    }

    /// A design column's value.
    mutating func column(_ column: DesignColumn) -> ScoreExpression { expression(column.predictor, column.source) }

    private struct WeightedColumn {
        let column: DesignColumn
        let center: Double
        let weight: Double
    }

    /// In design order; natural splines over the same knots are one curve, the levels of a category one choice.
    private mutating func terms(_ parts: [WeightedColumn]) -> [ScoreExpression] {
        var (terms, done) = ([ScoreExpression](), Set<String>())
        for part in parts {
            guard let family = family(part.column) else {
                terms.append(
                    .constant(part.weight) * expression(part.column.predictor, part.column.source).less(part.center))
                continue
            }
            guard done.insert(family).inserted else { continue }
            terms.append(together(parts.filter { self.family($0.column) == family }))
        }
        return terms
    }

    /// Columns of one family are written as one term.
    private func family(_ column: DesignColumn) -> String? {
        switch column.source {
        case .spline(let knots, _, let fill): "spline \(knots) \(fill) \(column.predictor)"
        case .level, .otherLevels: "levels \(column.predictor)"
        case .number, .monotone, .step, .isMissing, .product: nil
        }
    }

    private mutating func together(_ parts: [WeightedColumn]) -> ScoreExpression {
        let offset = parts.reduce(0) { $0 + $1.weight * $1.center }
        if case .spline(let knots, _, let fill) = parts[0].column.source {
            var heights = [Double](repeating: 0, count: knots.count)
            for part in parts {
                if case .spline(_, let place, _) = part.column.source { heights[place] += part.weight }
            }
            let x = number(parts[0].column.predictor, fill)
            return CurvePieces.natural(NaturalSpline(knots: knots, heights: heights), x).less(offset)
        }
        return levels(parts[0].column.predictor) { part in
            parts.reduce(-offset) { $0 + $1.weight * part($1.column.source) }
        }
    }

    /// A column's value.
    private mutating func expression(_ predictor: String, _ source: DesignColumn.Source) -> ScoreExpression {
        switch source {
        case .number(let fill): return number(predictor, fill)
        case .isMissing: return .choice(.isMissing(input: predictor), then: .one, otherwise: .zero)
        case .step(let edge, let fill):
            return .choice(.atMost(number(predictor, fill), .constant(edge)), then: .zero, otherwise: .one)
        case .spline(let knots, let place, let fill):
            return CurvePieces.natural(NaturalSpline(cardinal: place, knots: knots), number(predictor, fill))
        case .monotone(let knots, let place, let fill):
            return CurvePieces.monotone(MonotoneSpline(place: place, knots: knots), number(predictor, fill))
        case .level, .otherLevels: return levels(predictor) { part in part(source) }
        case .product(let left, let right): return centered(left) * centered(right)
        }
    }

    private mutating func centered(_ factor: DesignColumn.Factor) -> ScoreExpression {
        expression(factor.predictor, factor.source).less(factor.center)
    }

    /// The step that holds a number with its missing values filled.
    private mutating func number(_ input: String, _ fill: Double) -> ScoreExpression {
        let key = "\(fill) \(input)"
        // Numbered in order of their first use, with zeros so that they sort.
        let place = String(numbers.count + 1)
        let step = ScoreProgram.prefix + "x" + String(repeating: "0", count: max(0, 5 - place.count)) + place
        if numbers[key] == nil { numbers[key] = FilledNumber(input: input, fill: fill, step: step) }
        return .step(numbers[key]!.step)
    }

    /// What `value` makes of the indicators of each level, of a missing one and of one that training never saw.
    private func levels(
        _ predictor: String, _ value: ((DesignColumn.Source) -> Double) -> Double
    ) -> ScoreExpression {
        guard case .category(let known, let pooled) = preparation.kind(of: predictor) else { return .zero }
        func of(_ level: String?) -> Double {
            value { DesignTerms.indicator($0, level, known: known, hasPool: !pooled.isEmpty) }
        }
        return .level(
            input: predictor, values: known.map { .init(level: $0, value: of($0)) },
            missing: of(Preparation.missingLevel), other: of(nil))
    }

    /// The indicator of a level (`Preparation`); nil stands for a level that is not known.
    private static func indicator(
        _ source: DesignColumn.Source, _ level: String?, known: [String], hasPool: Bool
    ) -> Double {
        let level = level.flatMap { known.contains($0) ? $0 : nil } ?? (hasPool ? Preparation.otherLevel : nil)
        switch source {
        case .level(let name, let share): return level.map { $0 == name ? 1 : 0 } ?? share
        case .otherLevels(let share): return level.map { $0 == Preparation.otherLevel ? 1 : 0 } ?? share
        case .number, .spline, .monotone, .step, .isMissing, .product: return 0
        }
    }
}

/// Curves by pieces.
enum CurvePieces {
    /// Between knots tᵢ and tᵢ₊₁ a cubic in x - tᵢ, outside them straight lines.
    static func natural(_ spline: NaturalSpline, _ x: ScoreExpression) -> ScoreExpression {
        let (knots, heights, bends) = (spline.knots, spline.heights, spline.bends)
        let last = knots.count - 1
        let before = line(x, knots[0], heights[0], spline.slopes.before)
        let after = line(x, knots[last], heights[last], spline.slopes.after)
        let between = (0..<last).map { i in
            let h = knots[i + 1] - knots[i]
            let slope = (heights[i + 1] - heights[i]) / h - h * (2 * bends[i] + bends[i + 1]) / 6
            return polynomial(
                x.less(knots[i]), [heights[i], slope, bends[i] / 2, (bends[i + 1] - bends[i]) / (6 * h)])
        }
        return .pieces(of: x, breaks: knots, [before] + between + [after])
    }

    /// The squares that `MonotoneSpline` is made of.
    static func monotone(_ spline: MonotoneSpline, _ x: ScoreExpression) -> ScoreExpression {
        let (l, c, r) = (spline.left, spline.center, spline.right)
        let rising = x.less(l) / .constant(c - l) * (x.less(l) / .constant(r - l))
        let falling = ScoreExpression.constant(r) - x
        let closing = ScoreExpression.one - falling / .constant(r - c) * (falling / .constant(r - l))
        // At an end knot one of the two stretches is empty.
        if l == c { return .pieces(of: x, breaks: [l, r], [.zero, closing, .one]) }
        if c == r { return .pieces(of: x, breaks: [l, r], [.zero, rising, .one]) }
        return .pieces(of: x, breaks: [l, c, r], [.zero, rising, closing, .one])
    }

    static func line(_ x: ScoreExpression, _ knot: Double, _ height: Double, _ slope: Double) -> ScoreExpression {
        .constant(height) + .constant(slope) * x.less(knot)
    }

    /// By Horner's scheme.
    static func polynomial(_ x: ScoreExpression, _ coefficients: [Double]) -> ScoreExpression {
        let top = ScoreExpression.constant(coefficients[coefficients.count - 1])
        return coefficients.dropLast().reversed().reduce(top) { .constant($1) + x * $0 }
    }
}
