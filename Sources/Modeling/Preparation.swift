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
/// training never saw counts as `(other)` where there is one, else as the average row. Under ridge each of five or
/// more levels has a column of its own (`LevelCoding.shrunken`). Products of two predictors are added where `PairScreen` found them.
/// Constant columns are dropped and named in `notes`.
public struct Preparation: Sendable, Equatable {
    /// How a column is made into numbers.
    public enum Predictor: Sendable, Equatable {
        /// Numbers, which may be missing.
        case number
        /// Levels kept, in sorted order (the first is the reference), and whether the rest were pooled.
        case category(levels: [String], pooled: [String])
    }

    /// The predictors used, by name, in frame order.
    public let predictors: [(name: String, kind: Predictor)]
    /// The columns of the design, in order, without the intercept.
    public let columns: [DesignColumn]
    /// What was dropped or joined, and why.
    public let notes: [String]
    /// The term of each column (`DesignColumn.term`), made once: rows are explained by the million.
    let columnTerms: [String]

    /// An indicator of missing values needs at least this weight of them: fewer are set to the mean without one.
    public static let minimumMissing = 20.0
    /// The level that stands for a missing category.
    public static let missingLevel = "(missing)"
    /// The level that stands for rare and unknown ones.
    public static let otherLevel = "(other)"
    /// From so many levels on they can be drawn towards each other: of fewer the spread is not worth knowing (Gelman and Hill,
    /// Data Analysis Using Regression and Multilevel Models, 2007, 12.9), and Telco, of 3 and 4 levels, lost a little.
    static let minimumPooledLevels = 5

    /// How levels become columns.
    public enum LevelCoding: Sendable {
        /// One column a level but the first in sorted order, the reference: for maximum likelihood, whose coefficients are
        /// differences to it.
        case treatment
        /// One column a level where there are five or more: for ridge, which draws all of them towards their mean
        /// (`penaltyFactors`). Fewer are coded as `treatment` has it.
        case shrunken
    }

    public static func == (a: Preparation, b: Preparation) -> Bool {
        a.columns == b.columns && a.notes == b.notes && a.predictors.elementsEqual(b.predictors) { $0 == $1 }
    }

    /// Predictors with what was learned of them, and the columns made of them.
    public init(predictors: [(name: String, kind: Predictor)], columns: [DesignColumn], notes: [String]) {
        (self.predictors, self.columns, self.notes) = (predictors, columns, notes)
        columnTerms = columns.map(\.term)
    }

    /// Learns from training rows.
    /// - Parameter frame: columns with at least those that are needed.
    /// - Parameter weights: of the rows, at least 0; nil where all count alike.
    /// - Parameter levels: of categories, by column.
    /// - Parameter minimumLevelCount: levels seen less often are pooled; 1 pools nothing (maximum likelihood, where the
    ///   user decides), 20 by default (a level with fewer rows says little and overfits).
    /// - Parameter terms: of the numeric predictors.
    /// - Parameter directions: numeric predictors whose terms must go one way: they get columns that are monotone.
    public static func learned(
        _ frame: Frame, weights: [Double]?, minimumLevelCount: Int = 20, terms: NumericTerms = .linear,
        levels: LevelCoding = .treatment, directions: [String: TermDirection] = [:]
    ) -> Preparation {
        var learner = PreparationLearner(
            weights: weights, minimumLevelCount: minimumLevelCount, terms: terms, levels: levels,
            directed: Set(directions.keys))
        for column in frame.columns { learner.add(column) }
        return Preparation(predictors: learner.predictors, columns: learner.columns, notes: learner.notes)
    }

    /// The design matrix of `frame`: columns are matched by name, never by place.
    /// - Throws: `PreparationError` that lists every missing or mistyped predictor at once.
    public func matrix(_ frame: Frame) throws(PreparationError) -> Matrix {
        try check(frame)
        return Matrix(rows: frame.rowCount, columnCount: columns.count) { index in
            values(columns[index].predictor, columns[index].source, in: frame)
        }
    }

    /// The same preparation with more columns behind its own.
    func adding(_ more: [DesignColumn], notes: [String]) -> Preparation {
        Preparation(predictors: predictors, columns: columns + more, notes: self.notes + notes)
    }

    /// What ridge multiplies the square of each coefficient by: λ/2 Σⱼ fⱼ bⱼ².
    ///
    /// Numbers, indicators of missing values and products: the column's variance, so that the coefficient of one standard
    /// deviation is held back, whatever the unit; so too levels beside a reference. Where every level has a column: the same f
    /// for all levels of a predictor, Σ p (1 - p) over their shares p. A constant f is a random intercept (Gelman and Hill, Data Analysis Using Regression and Multilevel Models,
    /// 2007, chapter 12): of a level with information nᵢ the share nᵢ / (nᵢ + λ f) of its effect is kept, little of a rare
    /// one and almost all of a frequent one, while a column's own variance would hold back all levels alike. This f makes the
    /// prior variance of the whole term 1/λ, as of a number; with two levels it is the variance of their one column.
    package var penaltyFactors: [Double] {
        let levels = Dictionary(grouping: columns.filter(\.isLevel), by: \.predictor)
        let whole = levels.filter { $1.count == levelCount(of: $0) }
            .mapValues { $0.reduce(0) { $0 + $1.scale * $1.scale } }
        return columns.map { $0.isLevel ? whole[$0.predictor] ?? $0.scale * $0.scale : $0.scale * $0.scale }
    }

    /// The term of each column as a number: columns of one term come and go together under group lasso.
    var termNumbers: [Int] {
        var numbers: [String: Int] = [:]
        return columnTerms.map { term in
            let number = numbers[term] ?? numbers.count
            numbers[term] = number
            return number
        }
    }

    private func levelCount(of name: String) -> Int {
        guard case .category(let levels, let pooled) = kind(of: name) else { return 0 }
        return levels.count + (pooled.isEmpty ? 0 : 1)
    }

    private func check(_ frame: Frame) throws(PreparationError) {
        let used = usedPredictors
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

    /// Predictors that some column is made from.
    public var usedPredictors: Set<String> { Set(columns.flatMap(\.predictors)) }

    /// The predictors of a term of the design, by the term's name: one, or two of a product.
    package func predictors(ofTerm term: String) -> [String] {
        columnTerms.firstIndex(of: term).map { columns[$0].predictors } ?? []
    }

    /// The kind of a predictor, for reading a table as the model expects it.
    public func kind(of name: String) -> Predictor? { predictors.first { $0.name == name }?.kind }

    /// Precondition: `check` let the frame through.
    private func values(_ predictor: String, _ source: DesignColumn.Source, in frame: Frame) -> [Double] {
        let values = frame[predictor]!.values
        switch source {
        case .level(let level, let share): return indicator(predictor, values, share) { $0 == level }
        case .otherLevels(let share): return indicator(predictor, values, share) { $0 == Preparation.otherLevel }
        case .product(let left, let right):
            let (a, b) = (centered(left, in: frame), centered(right, in: frame))
            return a.indices.map { a[$0] * b[$0] }
        case .number, .spline, .monotone, .step, .isMissing:
            guard let function = source.function else { return [] }
            // `check` lets a column without any value through as categories without a level.
            guard case .numbers(let numbers) = values else {
                return [Double](repeating: function(.nan), count: values.count)
            }
            return numbers.map(function)
        }
    }

    private func centered(_ factor: DesignColumn.Factor, in frame: Frame) -> [Double] {
        values(factor.predictor, factor.source, in: frame).map { $0 - factor.center }
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
    /// Columns that the table lacks.
    public let missing: [String]
    /// Columns that hold texts where the model needs numbers, or the other way round.
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
