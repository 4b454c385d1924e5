import Documents
import Metrics
import Tables

/// What right and wrong decisions cost, each one number for all rows or a column of them. Such columns are no predictors.
public struct CostRoles: Sendable, Equatable {
    /// A cost: one number for all rows, or a column.
    public enum Cost: Sendable, Equatable {
        /// The same for every row.
        case number(Double)
        /// A column of the table.
        case column(String)

        /// A number where it reads as one, else the name of a column.
        public init(_ text: String) { self = Double(text).map(Cost.number) ?? .column(text) }
    }

    /// Of acting on an account that would have stayed.
    public var falsePositive: Cost
    /// Of leaving alone an account that is lost.
    public var falseNegative: Cost
    /// Of acting on an account that is lost; 0 by default.
    public var truePositive: Cost
    /// Of leaving alone an account that stays; 0 by default.
    public var trueNegative: Cost

    /// - Parameters:
    ///   - truePositive: of acting on an account that is lost; by default 0.
    ///   - trueNegative: of leaving alone an account that stays; by default 0.
    ///   - falsePositive: of acting on an account that stays.
    ///   - falseNegative: of a loss on which nobody acted.
    public init(
        falsePositive: Cost, falseNegative: Cost, truePositive: Cost = .number(0), trueNegative: Cost = .number(0)
    ) {
        (self.falsePositive, self.falseNegative) = (falsePositive, falseNegative)
        (self.truePositive, self.trueNegative) = (truePositive, trueNegative)
    }

    private var all: [Cost] { [falsePositive, falseNegative, truePositive, trueNegative] }

    var columns: [String] { all.compactMap { if case .column(let name) = $0 { name } else { nil } } }

    /// The costs of `count` rows; nil where one is a column.
    public func costs(rows count: Int) -> DecisionCosts? {
        let numbers = all.compactMap { if case .number(let value) = $0 { value } else { nil } }
        guard numbers.count == 4 else { return nil }
        let columns = numbers.map { [Double](repeating: $0, count: count) }
        return DecisionCosts(
            falsePositive: columns[0], falseNegative: columns[1], truePositive: columns[2], trueNegative: columns[3])
    }

    func read(_ frame: Frame, _ rows: [Int]) throws(TrainingError) -> DecisionCosts {
        var columns: [[Double]] = []
        for cost in all { columns.append(try CostRoles.read(cost, frame, rows)) }
        return DecisionCosts(
            falsePositive: columns[0], falseNegative: columns[1], truePositive: columns[2], trueNegative: columns[3])
    }

    private static func read(_ cost: Cost, _ frame: Frame, _ rows: [Int]) throws(TrainingError) -> [Double] {
        switch cost {
        case .number(let value): return rows.map { _ in value }
        case .column(let name):
            guard case .numbers(let values)? = frame[name]?.values else {
                throw .data("no column of numbers \"\(name)\"" + NearestName.hint(for: name, among: frame.names))
            }
            if let bad = rows.first(where: { !values[$0].isFinite }) {
                throw .row(bad, problem: "\(name) is missing or not finite")
            }
            return rows.map { values[$0] }
        }
    }
}
