import Documents
import Foundation
import Tables

/// A model as points to add up: whole numbers for intervals of numbers and for levels, more points for a safer row.
///
/// score = base + Σ points, where `pointsToDouble` more points double the odds of staying, and `anchor.score` points are odds
/// of `anchor.odds` to 1: factor = pointsToDouble / ln 2, score = anchor.score + factor (-η - ln anchor.odds), η the
/// calibrated log-odds of churn (Siddiqi, Credit Risk Scorecards, 2006, chapter 6, who spreads the intercept over the
/// attributes; here it is the base, the points of the average training row). Within an interval points are those of its
/// middle: a curve is cut at its knots, steps at their edges, a line at every half standard deviation; beyond the last cut
/// points stay those of half an interval further. Where the calibration is no straight line points count raw log-odds.
/// Not promised: the model's own ranking; each term is rounded to a whole point and held constant within an interval.
public struct PointsTable: Sendable, Equatable {
    /// One line: a value or a range of a column, and its points.
    public struct Entry: Sendable, Equatable {
        /// The predictor, or `a × b`.
        public let term: String
        /// Where the row stands in each predictor of the term: `7.5 to 12`, `above 12`, `basic`, `missing`.
        public let places: [String]
        /// Whole points; more for a safer row.
        public let points: Int
    }

    /// What a row with the average of every term has.
    public let base: Int
    /// In design order; of a product every combination.
    public let entries: [Entry]
    /// So many points halve the odds of a loss.
    public let pointsToDouble: Double

    /// Columns term, place, points; the base first.
    public var table: Table {
        let rows: [[Table.Cell]] = entries.map {
            [.text($0.term), .text($0.places.joined(separator: DesignColumn.times)), .integer($0.points)]
        }
        return Table(
            "points", columns: [.init("term"), .init("place"), .init("points")],
            rows: [[.text("(base)"), .missing, .integer(base)]] + rows)
    }
}

extension ChurnModel {
    /// The model as a table of points.
    /// - Parameters:
    ///   - odds: odds of staying that the base score stands for.
    ///   - pointsToDouble: more points that double the odds of staying; above 0, 20 by custom.
    ///   - score: that means `odds` to 1 of staying; 600 at 50 to 1 by custom.
    public func points(pointsToDouble: Double = 20, score: Double = 600, odds: Double = 50) -> PointsTable {
        precondition(pointsToDouble > 0 && odds > 0, "points to double the odds and the odds are above 0")
        let factor = pointsToDouble / log(2)
        let covariance = fit.covariance
        var entries: [PointsTable.Entry] = []
        for term in terms {
            let grids = term.predictors.map(intervals)
            let labels: [[String]] =
                grids.count == 1
                ? grids[0].map { [$0.label] } : grids[0].flatMap { a in grids[1].map { [a.label, $0.label] } }
            let curve = curve(term, over: grids.map { $0.map(\.place) }, covariance)
            for (label, point) in zip(labels, curve.points) {
                let points = ChurnModel.whole(-factor * point.logOdds)
                entries.append(PointsTable.Entry(term: term.name, places: label, points: points))
            }
        }
        let base = ChurnModel.whole(score + factor * (-averageLogOdds - log(odds)))
        return PointsTable(base: base, entries: entries, pointsToDouble: pointsToDouble)
    }

    /// Rounded; what no table of points could hold stops at a thousand million.
    private static func whole(_ points: Double) -> Int { Int(max(-1e9, min(1e9, points)).rounded()) }

    /// Calibrated log-odds of a row whose every design column has its training mean.
    private var averageLogOdds: Double {
        let raw = zip(preparation.columns, fit.weights.dropFirst()).reduce(fit.weights[0]) { $0 + $1.0.mean * $1.1 }
        let line = calibration.map.line
        return (line?.slope ?? 1) * raw + (line?.intercept ?? 0)
    }

    private typealias Interval = (label: String, place: TermCurve.Place)

    private func intervals(of name: String) -> [Interval] {
        guard let line = numberColumn(name) else {
            return levelPlaces(name).map { place in
                switch place {
                case .level(let level): (level, place)
                case .number: ("known", place)
                case .missing: ("missing", place)
                }
            }
        }
        var cuts = preparation.cuts(of: name)
        if cuts.count < 2 {
            let halves = (-3...3).map { line.mean + Double($0) / 2 * line.scale }
            cuts = (cuts + halves).sorted()
        }
        let hasMissing = preparation.columns.contains { $0.predictor == name && $0.source == .isMissing }
        return ChurnModel.intervals(cuts) + (hasMissing ? [("missing", .missing)] : [])
    }

    /// Precondition: two cuts or more, rising.
    private static func intervals(_ cuts: [Double]) -> [Interval] {
        let (first, last) = (cuts[0], cuts[cuts.count - 1])
        func text(_ value: Double) -> String { NumberFormat.significant(4).text(value) }
        let inner: [Interval] = zip(cuts, cuts.dropFirst()).map {
            ("\(text($0)) to \(text($1))", .number($0 + ($1 - $0) / 2))
        }
        return [("up to \(text(first))", .number(first - (cuts[1] - first) / 2))] + inner
            + [("above \(text(last))", .number(last + (last - cuts[cuts.count - 2]) / 2))]
    }
}
