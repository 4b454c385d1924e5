import Documents
import LinearAlgebra
import Regression
import Tables

/// What one term of a model adds to the log-odds over the range of its predictor, or of its two: all that a picture of it
/// needs. The model is the sum of its terms, so the curves together are the whole model.
public struct TermCurve: Sendable, Equatable {
    /// What a curve is drawn over: a column of numbers, or levels.
    public enum Kind: String, Sendable {
        /// A number's straight line.
        case line
        /// A number's spline.
        case curve
        /// A number's steps.
        case steps
        /// A category.
        case levels
        /// A product of two predictors: points over the grid of their places, the first predictor's in rows.
        case surface
    }

    /// Where a predictor stands.
    public enum Place: Sendable, Equatable {
        /// A number on the predictor's own scale.
        case number(Double)
        /// A level as the model knows it, `(other)` and `(missing)` among them.
        case level(String)
        /// A number that is missing.
        case missing
    }

    /// A value of the column and what it adds, with its interval.
    public struct Point: Sendable, Equatable {
        /// One a predictor of the term.
        public let places: [Place]
        /// Contribution to the calibrated log-odds of churn against the average training row: `ChurnModel.contributions`.
        public let logOdds: Double
        /// Of `logOdds`, from the covariance of the weights with the penalty, the products and the calibration held; 0 where
        /// a bound holds all weights.
        public let standardError: Double
    }

    /// The predictor, or `a × b`.
    public let term: String
    /// One predictor, or the two of a product.
    public let predictors: [String]
    /// What its curve is made of.
    public let kind: Kind
    /// Enough places to draw it.
    public let points: [Point]
}

extension ChurnModel {
    /// The terms of the model in design order, each over its predictors' range.
    ///
    /// A number is drawn from two standard deviations below its mean to two above, and at least from the first to the last
    /// knot or edge (about 5% to 95% of the training rows); a step on both sides of its edge; a missing value where training
    /// had enough of them. The model file holds no row, so the exact range of the data is not in it.
    /// - Parameters:
    ///   - resolution: evenly spaced places of a number; a product has a third of them a side.
    ///   - ranges: of numbers, instead of these, by predictor.
    public func termCurves(resolution: Int = 61, ranges: [String: ClosedRange<Double>] = [:]) -> [TermCurve] {
        let covariance = fit.covariance
        return terms.map { term in
            let count = term.predictors.count > 1 ? max(2, resolution / 3) : max(2, resolution)
            let grids = term.predictors.map { places(of: $0, count: count, range: ranges[$0]) }
            return curve(term, over: grids, covariance)
        }
    }

    struct Term {
        let name: String
        let predictors: [String]
        /// Places in the design.
        let columns: [Int]
    }

    /// In design order.
    var terms: [Term] {
        var terms: [Term] = []
        for (index, name) in preparation.columnTerms.enumerated() where terms.last?.name != name {
            let columns = preparation.columnTerms.indices.filter { preparation.columnTerms[$0] == name }
            terms.append(Term(name: name, predictors: preparation.columns[index].predictors, columns: columns))
        }
        return terms
    }

    func curve(_ term: Term, over grids: [[TermCurve.Place]], _ covariance: Matrix) -> TermCurve {
        let rows: [[TermCurve.Place]] =
            grids.count == 1 ? grids[0].map { [$0] } : grids[0].flatMap { a in grids[1].map { [a, $0] } }
        let frame = Frame(
            columns: term.predictors.enumerated().map { side, name in
                FrameColumn(name, values(rows.map { $0[side] }))
            }, rowCount: rows.count)
        let columns = term.columns.map { preparation.columns[$0] }
        let own = Preparation(predictors: preparation.predictors, columns: columns, notes: [])
        // The frame was made for these columns, so nothing can be missing in it.
        let design = (try? own.matrix(frame)) ?? Matrix(rows: rows.count, columns: columns.count)
        let points = rows.indices.map { row in
            point(rows[row], columns.indices.map { design[row, $0] - columns[$0].mean }, term.columns, covariance)
        }
        return TermCurve(term: term.name, predictors: term.predictors, kind: kind(columns), points: points)
    }

    private func point(
        _ places: [TermCurve.Place], _ deviations: [Double], _ columns: [Int], _ covariance: Matrix
    ) -> TermCurve.Point {
        let slope = calibration.map.line?.slope ?? 1
        var (logOdds, variance) = (0.0, 0.0)
        for (k, a) in columns.enumerated() {
            logOdds += slope * (fit.estimates[a + 1] ?? 0) * deviations[k]
            for (l, b) in columns.enumerated() {
                let shared = covariance[a + 1, b + 1]
                variance += shared.isNaN ? 0 : deviations[k] * shared * deviations[l]
            }
        }
        return TermCurve.Point(
            places: places, logOdds: logOdds, standardError: abs(slope) * max(variance, 0).squareRoot())
    }

    private func kind(_ columns: [DesignColumn]) -> TermCurve.Kind {
        if columns.contains(where: { $0.predictors.count > 1 }) { return .surface }
        if columns.contains(where: \.isLevel) { return .levels }
        if columns.contains(where: { if case .step = $0.source { true } else { false } }) { return .steps }
        return columns.contains(where: \.isCurved) ? .curve : .line
    }

    private func values(_ places: [TermCurve.Place]) -> FrameValues {
        let levels = places.map { if case .level(let level) = $0 { level } else { String?.none } }
        guard levels.allSatisfy({ $0 == nil }) else { return .categories(Categories(levels)) }
        return .numbers(places.map { if case .number(let value) = $0 { value } else { .nan } })
    }

    /// Where a predictor is drawn.
    private func places(of name: String, count: Int, range: ClosedRange<Double>?) -> [TermCurve.Place] {
        guard let line = numberColumn(name) else { return levelPlaces(name) }
        let cuts = preparation.cuts(of: name)
        let whole =
            range
            ?? min(
                line.mean - 2 * line.scale, cuts.first ?? .infinity)...max(
                line.mean + 2 * line.scale, cuts.last ?? -.infinity)
        let width = whole.upperBound - whole.lowerBound
        var numbers = (0..<count).map { whole.lowerBound + width * Double($0) / Double(count - 1) }
        for edge in preparation.edges(of: name) where whole.contains(edge) { numbers += [edge, edge.nextUp] }
        let hasMissing = preparation.columns.contains { $0.predictor == name && $0.source == .isMissing }
        return Set(numbers).sorted().map { .number($0) } + (hasMissing ? [.missing] : [])
    }

    func numberColumn(_ name: String) -> DesignColumn? {
        preparation.columns.first {
            if case .number = $0.source { $0.predictor == name } else { false }
        }
    }

    func levelPlaces(_ name: String) -> [TermCurve.Place] {
        // A number that was constant but for missing values is its indicator alone.
        guard case .category(let levels, let pooled) = preparation.kind(of: name) else {
            return [.number(0), .missing]
        }
        return (levels + (pooled.isEmpty ? [] : [Preparation.otherLevel])).map { .level($0) }
    }
}

extension Preparation {
    /// Edges of steps on a number, rising, those inside products among them.
    func edges(of name: String) -> [Double] {
        Set(
            sources(of: name).compactMap { source -> Double? in
                if case .step(let edge, _) = source { edge } else { nil }
            }
        ).sorted()
    }

    /// Edges and knots on a number, rising.
    func cuts(of name: String) -> [Double] {
        let knots = sources(of: name).flatMap { source -> [Double] in
            switch source {
            case .spline(let knots, _, _), .monotone(let knots, _, _): knots
            default: []
            }
        }
        return Set(knots + edges(of: name)).sorted()
    }

    private func sources(of name: String) -> [DesignColumn.Source] {
        columns.flatMap { column -> [DesignColumn.Source] in
            guard case .product(let left, let right) = column.source else {
                return column.predictor == name ? [column.source] : []
            }
            return [left, right].filter { $0.predictor == name }.map(\.source)
        }
    }
}
