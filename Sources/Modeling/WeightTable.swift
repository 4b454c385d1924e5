import Foundation
import Regression
import Tables

/// A model's weights as people compare them: the log-odds of churn for one standard deviation more, the largest first, each with
/// its interval; bent terms as one line each.
///
/// Columns signal, dimension, weight, std_error, low, high, odds_ratio (exp of the weight) and, where the fit is not penalised,
/// p. A curve has a strength (the standard deviation of what it adds over the learned rows) and a way it goes; an error, an
/// interval and an odds ratio it has at every point, not as one.
public struct WeightTable: Sendable {
    /// The weights, the largest first.
    public let table: Table
    /// What a weight means, and where the intervals come from.
    public let note: String

    /// - Parameters:
    ///   - model: whose weights are shown.
    ///   - curves: `Training.curvedTerms`; of a model alone they are not known, and their columns then count as plain ones.
    ///   - bootstrap: intervals of a penalised fit (`Training.bootstrapIntervals`).
    ///   - limit: so many are shown; the model file has all.
    public init(
        _ model: ChurnModel, curves: [CurvedTerm] = [], _ bootstrap: BootstrapIntervals? = nil, limit: Int = 20
    ) {
        table = WeightTable.weights(model, curves, bootstrap, limit)
        note = WeightTable.note(model, bootstrap, limit)
    }

    private static func weights(
        _ model: ChurnModel, _ curves: [CurvedTerm], _ bootstrap: BootstrapIntervals?, _ limit: Int
    ) -> Table {
        let lines = weightLines(model, curves, bootstrap) + curveLines(model, curves)
        let hasP = model.fit.pValues != nil
        return Table(
            "weights",
            columns: [
                .init("signal"), .init("dimension"), .init("weight", .decimals(2)),
                .init("std_error", title: "std error", .decimals(2)),
                .init("low", .decimals(2)), .init("high", .decimals(2)),
                .init("odds_ratio", title: "odds x", .decimals(2)),
            ] + (hasP ? [.init("p", .pValue)] : []),
            rows: lines.sorted { $0.size > $1.size }.prefix(max(0, limit)).map(\.cells))
    }

    private typealias Line = (size: Double, cells: [Table.Cell])

    private static func dimension(_ model: ChurnModel, _ predictor: String) -> Table.Cell {
        .optional(model.description.features.first { $0.name == predictor }?.dimension.rawValue)
    }

    private static func curveLines(_ model: ChurnModel, _ curves: [CurvedTerm]) -> [Line] {
        let hasP = model.fit.pValues != nil
        return curves.map { term in
            let blank = [Table.Cell](repeating: .missing, count: hasP ? 5 : 4)
            let name = Table.Cell.text("\(term.predictor), \(term.direction.rawValue) curve")
            return (
                term.deviation,
                [name, dimension(model, term.predictor), .number(term.deviation)] + blank
            )
        }
    }

    private static func weightLines(
        _ model: ChurnModel, _ curves: [CurvedTerm], _ bootstrap: BootstrapIntervals?
    ) -> [Line] {
        let fit = model.fit
        let intervals =
            fit.confidenceIntervals()?.map { ($0.low, $0.high) }
            ?? bootstrap?.intervals.map { ($0.lowerBound, $0.upperBound) }
        let (errors, p) = (fit.standardErrors, fit.pValues)
        let sizes = zip(model.preparation.columns, fit.weights.dropFirst()).map { $0.scale * $1 }
        let bent = Set(curves.flatMap(\.columns))
        let shown = sizes.indices.filter { fit.estimates[$0 + 1] != nil && !bent.contains($0) }
        return shown.map { index in
            let (column, weight) = (model.preparation.columns[index], sizes[index])
            let error = model.fit.isImported ? .nan : errors[index + 1] * column.scale
            let interval = intervals.map { ($0[index + 1].0 * column.scale, $0[index + 1].1 * column.scale) }
            let cells: [Table.Cell] = [
                .text(column.name), dimension(model, column.predictor), .number(weight), .number(error),
                .optional(interval?.0), .optional(interval?.1), .number(exp(weight)),
            ]
            return (abs(weight), cells + (p.map { [.number($0[index + 1])] } ?? []))
        }
    }

    private static func note(_ model: ChurnModel, _ bootstrap: BootstrapIntervals?, _ limit: Int) -> String {
        let curved = model.preparation.columns.filter(\.isCurved)
        let count = model.preparation.columns.count - curved.count
        let scope = count > limit ? " (the \(limit) largest of \(count))" : ""
        let meaning =
            "weight: log-odds of churn for one standard deviation more\(scope)"
            + (curved.isEmpty ? "" : "; of a curve: the standard deviation of what it adds over the learned rows")
        if model.fit.isImported { return meaning + "; taken over as they are: their errors are not known" }
        guard model.fit.isPenalized else { return meaning }
        let intervals = bootstrap.map {
            $0.isShrunken
                ? ", intervals by bootstrap of the shrunken weights"
                : ", intervals by bootstrap with the penalty's pull taken out"
        }
        let aim = model.options.penalty == .prior ? "the hand-set ones" : "0"
        return meaning + "; the penalty draws weights towards \(aim): no p-values\(intervals ?? "")"
    }
}
