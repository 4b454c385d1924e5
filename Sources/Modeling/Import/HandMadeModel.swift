import Documents
import LinearAlgebra
import Regression
import Tables

/// A logistic model that was made elsewhere: an intercept and the weights of columns, in log-odds of the event.
///
/// ```json
/// {"version": 1, "outcome": "Churn", "positive": "Yes", "intercept": -1.2, "terms": [
///   {"column": "tenure", "weight": -0.03, "missing": 24},
///   {"column": "seats", "weight": 0.4, "above": 50},
///   {"column": "nps", "weight": -0.1, "missing": 7, "if_missing": 0.2},
///   {"column": "plan", "levels": {"basic": 0.6, "pro": 0}, "missing": 0.1, "other": 0}]}
/// ```
/// A number adds weight · value (with `above` the weight where it is greater). A missing one counts as `missing`, by default the
/// mean of the rows it is read with, and adds `if_missing`. A category adds the number of its level, `missing` where there is
/// none, `other` for levels not named; both 0 by default.
public struct HandMadeModel: Sendable, Equatable {
    /// A column's part.
    public enum Term: Sendable, Equatable {
        /// - Parameters:
        ///   - above: the edge of a step; nil for the value itself.
        ///   - fill: what a missing value counts as; nil for the mean of the rows.
        case number(weight: Double, above: Double?, fill: Double?, ifMissing: Double)
        /// Texts: weights by level, of a missing value and of a text that has none.
        case levels([Level], missing: Double, other: Double)
    }

    /// A text and what it adds to the log-odds.
    public struct Level: Sendable, Equatable {
        /// The text, as it stands in the column.
        public let name: String
        /// Log-odds.
        public let weight: Double
    }

    /// The outcome's column, where the file says so.
    public let outcome: String?
    /// The value of it that counts as the event, where the file says so.
    public let positive: String?
    /// Log-odds where all terms are 0.
    public let intercept: Double
    /// In the file's order; a column stands once, or once with each `above`.
    public let terms: [(column: String, term: Term)]
    /// Where each term stands, for messages.
    private let fields: [Field]

    public static func == (a: HandMadeModel, b: HandMadeModel) -> Bool {
        a.outcome == b.outcome && a.positive == b.positive && a.intercept == b.intercept
            && a.terms.elementsEqual(b.terms) { $0 == $1 }
    }

    private static let members = ["version", "outcome", "positive", "intercept", "terms"]
    private static let numberMembers = ["column", "weight", "above", "missing", "if_missing"]
    private static let levelMembers = ["column", "levels", "missing", "other"]

    /// Decodes the file strictly: an unknown or doubled member, a number that is not finite or a column that stands twice is
    /// an error that names its line.
    public init(_ field: Field) throws(DocumentError) {
        let fields = try field.fields(HandMadeModel.members)
        let version = try fields.required("version")
        guard try version.integer() == 1 else { throw version.error("expected version 1") }
        (outcome, positive) = (try fields["outcome"]?.text(), try fields["positive"]?.text())
        intercept = try fields.required("intercept").number(in: -1e6...1e6)
        var terms: [(column: String, term: Term)] = []
        let list = try fields.required("terms").list()
        for element in list {
            let term = try HandMadeModel.term(element)
            if terms.contains(where: { $0.column == term.column && HandMadeModel.collide($0.term, term.term) }) {
                throw element.error("the column \"\(term.column)\" stands above")
            }
            terms.append(term)
        }
        guard !terms.isEmpty else { throw try fields.required("terms").error("expected at least one term") }
        (self.terms, self.fields) = (terms, list)
    }

    /// Whether two terms of one column would make the same design column.
    private static func collide(_ a: Term, _ b: Term) -> Bool {
        guard case .number(_, let one, _, let first) = a, case .number(_, let two, _, let second) = b else {
            return true
        }
        return one == two || (first != 0 && second != 0)
    }

    private static func term(_ field: Field) throws(DocumentError) -> (column: String, term: Term) {
        let isLevels = try field.entries().contains { $0.name == "levels" }
        let fields = try field.fields(isLevels ? levelMembers : numberMembers)
        let column = try fields.required("column").text()
        guard !column.isEmpty else { throw try fields.required("column").error("expected a column's name") }
        func weight(_ name: String) throws(DocumentError) -> Double? { try fields[name]?.number(in: -1e6...1e6) }
        guard isLevels else {
            return (
                column,
                .number(
                    weight: try fields.required("weight").number(in: -1e12...1e12),
                    above: try fields["above"]?.number(in: -1e150...1e150),
                    fill: try fields["missing"]?.number(in: -1e150...1e150), ifMissing: try weight("if_missing") ?? 0)
            )
        }
        var levels: [Level] = []
        for (name, value) in try fields.required("levels").entries() {
            levels.append(Level(name: name, weight: try value.number(in: -1e6...1e6)))
        }
        guard !levels.isEmpty else { throw try fields.required("levels").error("expected levels with their weights") }
        return (column, .levels(levels, missing: try weight("missing") ?? 0, other: try weight("other") ?? 0))
    }

    /// The columns it reads, each once, and whether they are numbers.
    public var columns: [(name: String, isNumber: Bool)] {
        var seen: Set<String> = []
        return terms.filter { seen.insert($0.column).inserted }.map { column, term in
            if case .number = term { (column, true) } else { (column, false) }
        }
    }

    /// Refuses columns that the rows do not have, with the nearest name.
    public func check(_ names: [String]) throws(DocumentError) {
        for (place, term) in terms.enumerated() where !names.contains(term.column) {
            throw fields[place].error(
                "the rows have no column \"\(term.column)\"" + NearestName.hint(for: term.column, among: names))
        }
    }

    /// The error of a number whose missing value nothing tells; nil where there is none.
    fileprivate func error(_ place: Int) -> DocumentError {
        fields[place].error(
            "say what a missing \(terms[place].column) counts as (\"missing\": a number), or give rows with --table or --data"
        )
    }
}

extension HandMadeModel {
    /// The model, whose coefficients have no errors, calibrated on rows where there are some.
    /// - Parameters:
    ///   - description: what it predicts; rows and events are those it is calibrated on.
    ///   - rows: with the model's columns; also tell means, for reasons, and standard deviations, for tables.
    ///   - options: of which the calibration and the seed count.
    /// - Throws: `DocumentError` for what the file must say, `TrainingError` for rows that cannot be read or calibrated on.
    public func model(
        _ description: ModelDescription, rows: Observations?, options: TrainingOptions
    ) throws -> ChurnModel {
        let plain = try preparation(rows)
        let means = try plain.described(by: rows)
        let weights = means.columns.map { column in weight(column) }
        let fit = LogisticFit(
            imported: intercept, weights: weights, names: means.columns.map(\.name), centers: means.columns.map(\.mean))
        var notes = ["coefficients were taken over as they are: their errors are not known"]
        var calibration = Calibration(NoCalibrator())
        if let rows {
            let raw = fit.linearPredictor(try means.design(rows.predictors))
            let choice = try CalibrationChoice(raw, rows, options)
            calibration = choice.calibration
            notes += choice.notes + unseen(rows)
        }
        return ChurnModel(
            description: description, options: options, lambda: nil, preparation: means, fit: fit,
            calibration: calibration, notes: notes)
    }

    private func preparation(_ rows: Observations?) throws(DocumentError) -> Preparation {
        var predictors: [(name: String, kind: Preparation.Predictor)] = []
        var columns: [DesignColumn] = []
        for (place, entry) in terms.enumerated() {
            switch entry.term {
            case .number(_, let above, let fill, let ifMissing):
                guard let fill = fill ?? HandMadeModel.mean(entry.column, rows) else { throw error(place) }
                if !predictors.contains(where: { $0.name == entry.column }) {
                    predictors.append((entry.column, .number))
                }
                columns += numberColumns(entry.column, above: above, fill: fill, hasIndicator: ifMissing != 0)
            case .levels(let levels, let missing, let other):
                let names = levels.map(\.name) + (missing == other ? [] : [Preparation.missingLevel])
                predictors.append(
                    (entry.column, .category(levels: names, pooled: other == 0 ? [] : [Preparation.otherLevel])))
                columns += levelColumns(entry.column, names, hasOther: other != 0)
            }
        }
        return Preparation(predictors: predictors, columns: columns, notes: [])
    }

    private static func mean(_ column: String, _ rows: Observations?) -> Double? {
        guard case .numbers(let values)? = rows?.predictors[column]?.values else { return nil }
        let moments = Moments(values, rows?.weights)
        return moments.weight > 0 ? moments.mean : nil
    }

    /// Of a spread that rows must tell.
    private func column(_ name: String, _ predictor: String, _ source: DesignColumn.Source, mean: Double)
        -> DesignColumn
    {
        DesignColumn(name: name, predictor: predictor, source: source, mean: mean, scale: 1)
    }

    private func numberColumns(_ name: String, above: Double?, fill: Double, hasIndicator: Bool) -> [DesignColumn] {
        let own =
            above.map {
                column("\(name) > \(JSON.text(of: $0))", name, .step(edge: $0, fill: fill), mean: fill > $0 ? 1 : 0)
            } ?? column(name, name, .number(fill: fill), mean: fill)
        return hasIndicator ? [own, column("\(name) is missing", name, .isMissing, mean: 0)] : [own]
    }

    /// A share of 0 says that a level that is not named adds nothing.
    private func levelColumns(_ name: String, _ levels: [String], hasOther: Bool) -> [DesignColumn] {
        levels.map { column("\(name)=\($0)", name, .level($0, share: 0), mean: 0) }
            + (hasOther ? [column("\(name)=\(Preparation.otherLevel)", name, .otherLevels(share: 0), mean: 0)] : [])
    }

    private func weight(_ design: DesignColumn) -> Double {
        let parts = terms.filter { $0.column == design.predictor }.map(\.term)
        for case .number(let weight, let above, _, let ifMissing) in parts {
            switch design.source {
            case .number where above == nil: return weight
            case .step(let edge, _) where above == edge: return weight
            case .isMissing where ifMissing != 0: return ifMissing
            default: continue
            }
        }
        for case .levels(let levels, let missing, let other) in parts {
            switch design.source {
            case .level(Preparation.missingLevel, _): return missing
            case .level(let name, _): return levels.first { $0.name == name }?.weight ?? 0
            default: return other
            }
        }
        return 0
    }

    /// Levels that no row has: a misspelt one would never count.
    private func unseen(_ rows: Observations) -> [String] {
        terms.flatMap { column, term -> [String] in
            guard case .levels(let levels, _, _) = term,
                case .categories(let found)? = rows.predictors[column]?.values
            else { return [] }
            let known = Set(found.levels)
            return levels.filter { !known.contains($0.name) }.map {
                "\(column): no row has the level \"\($0.name)\"" + NearestName.hint(for: $0.name, among: found.levels)
            }
        }
    }
}

extension Preparation {
    /// The design of rows. Errors: `TrainingError` that lists the columns that are missing or of another type.
    fileprivate func design(_ frame: Frame) throws(TrainingError) -> Matrix {
        do { return try matrix(frame) } catch { throw .preparation(error) }
    }

    /// The same with means and standard deviations of rows.
    fileprivate func described(by rows: Observations?) throws(TrainingError) -> Preparation {
        guard let rows else { return self }
        let design = try design(rows.predictors)
        let described = columns.enumerated().map { place, column in
            let moments = Moments(design.column(place), rows.weights)
            return DesignColumn(
                name: column.name, predictor: column.predictor, source: column.source, mean: moments.mean,
                scale: moments.deviation)
        }
        return Preparation(predictors: predictors, columns: described, notes: notes)
    }
}
