import Documents
import LinearAlgebra
import Tables

/// How predictors become a design matrix. Everything in it (means, scales, levels, which columns are dropped) is learned
/// on training rows only.
///
/// Numbers enter as they are, and by further columns that bend the line where `NumericTerms` say so; with missing values at
/// the training mean, and an indicator column where training had at least `minimumMissing` of them; indicators with the
/// same pattern are one column. Categories enter by treatment coding: the first level in sorted order is the reference;
/// levels seen fewer than `minimumLevelCount` times are pooled into `(other)`; missing is a level of its own. A level that
/// training never saw counts as `(other)` where there is one, else as the average row.
/// Constant columns are dropped and named in `notes`.
public struct Preparation: Sendable, Equatable {
    public enum Predictor: Sendable, Equatable {
        case number
        /// Levels kept, in sorted order (the first is the reference), and whether the rest were pooled.
        case category(levels: [String], pooled: [String])
    }

    /// The predictors used, by name, in frame order.
    public let predictors: [(name: String, kind: Predictor)]
    public let columns: [DesignColumn]
    public let notes: [String]

    /// An indicator of missing values needs at least this weight of them: fewer are set to the mean without one.
    public static let minimumMissing = 20.0
    public static let missingLevel = "(missing)"
    public static let otherLevel = "(other)"

    public static func == (a: Preparation, b: Preparation) -> Bool {
        a.columns == b.columns && a.notes == b.notes && a.predictors.elementsEqual(b.predictors) { $0 == $1 }
    }

    public init(predictors: [(name: String, kind: Predictor)], columns: [DesignColumn], notes: [String]) {
        (self.predictors, self.columns, self.notes) = (predictors, columns, notes)
    }

    /// Learns from training rows.
    /// - Parameter minimumLevelCount: levels seen less often are pooled; 1 pools nothing (maximum likelihood, where the
    ///   user decides), 20 by default (a level with fewer rows says little and overfits).
    /// - Parameter terms: of the numeric predictors.
    public static func learned(
        _ frame: Frame, weights: [Double]?, minimumLevelCount: Int = 20, terms: NumericTerms = .linear
    ) -> Preparation {
        var learner = PreparationLearner(weights: weights, minimumLevelCount: minimumLevelCount, terms: terms)
        for column in frame.columns { learner.add(column) }
        return Preparation(predictors: learner.predictors, columns: learner.columns, notes: learner.notes)
    }

    /// The design matrix of `frame`: columns are matched by name, never by place.
    /// - Throws: `PreparationError` that lists every missing or mistyped predictor at once.
    public func matrix(_ frame: Frame) throws(PreparationError) -> Matrix {
        try check(frame)
        return Matrix(rows: frame.rowCount, columnCount: columns.count) { index in
            values(of: columns[index], in: frame[columns[index].predictor]!.values)
        }
    }

    private func check(_ frame: Frame) throws(PreparationError) {
        let used = Set(columns.map(\.predictor))
        var missing: [String] = []
        var mistyped: [String] = []
        for (name, kind) in predictors where used.contains(name) {
            guard let column = frame[name] else {
                missing.append(name)
                continue
            }
            switch (kind, column.values) {
            case (.number, .numbers), (.category, .categories): break
            case (.number, .categories(let values)) where values.levels.isEmpty: break
            case (.category, .numbers(let values)) where values.allSatisfy(\.isNaN): break
            default: mistyped.append(name)
            }
        }
        if !missing.isEmpty || !mistyped.isEmpty {
            throw PreparationError(missing: missing, mistyped: mistyped, present: frame.names)
        }
    }

    /// The kind of a predictor, for reading a table as the model expects it.
    public func kind(of name: String) -> Predictor? { predictors.first { $0.name == name }?.kind }

    private func values(of column: DesignColumn, in values: FrameValues) -> [Double] {
        switch column.source {
        case .level(let level, let share): return indicator(column.predictor, values, share) { $0 == level }
        case .otherLevels(let share):
            return indicator(column.predictor, values, share) { $0 == Preparation.otherLevel }
        case .number, .spline, .step, .isMissing:
            guard let function = column.source.function else { return [] }
            // `check` lets a column without any value through as categories without a level.
            guard case .numbers(let numbers) = values else {
                return [Double](repeating: function(.nan), count: values.count)
            }
            return numbers.map(function)
        }
    }

    private func indicator(
        _ predictor: String, _ values: FrameValues, _ share: Double, _ matches: (String) -> Bool
    ) -> [Double] {
        guard case .category(let levels, let pooled) = kind(of: predictor) else { return [] }
        let known = Set(levels)
        func value(_ level: String?) -> Double {
            let level = level ?? Preparation.missingLevel
            if known.contains(level) { return matches(level) ? 1 : 0 }
            return pooled.isEmpty ? share : (matches(Preparation.otherLevel) ? 1 : 0)
        }
        guard case .categories(let categories) = values else {
            return [Double](repeating: value(nil), count: values.count)
        }
        let byLevel = categories.levels.map { value($0) }
        let ifMissing = value(nil)
        return categories.codes.map { $0 < 0 ? ifMissing : byLevel[Int($0)] }
    }
}

/// A table that lacks what the model needs.
public struct PreparationError: Error, Sendable, CustomStringConvertible {
    public let missing: [String]
    public let mistyped: [String]
    let present: [String]

    public var description: String {
        var parts: [String] = []
        if !missing.isEmpty {
            parts.append(
                "the model needs "
                    + missing.map { "\"\($0)\"" + NearestName.hint(for: $0, among: present) }.joined(separator: "; "))
        }
        if !mistyped.isEmpty {
            parts.append(
                "of another type than the model learned: " + mistyped.map { "\"\($0)\"" }.joined(separator: ", "))
        }
        return parts.joined(separator: "; ")
    }
}
