import Modeling
import Regression
import Tables

/// A model learned where its rows are: the engine sums, the optimiser is here (`StreamCorrection`, which also serves rows on disk).
///
/// What needs all rows here is refused or replaced as `StreamedTraining` has it. Agrees with the fit in memory to 1e-8 of each
/// coefficient's standard error or better, whatever the order in which the engine adds.
public struct PushedTraining {
    /// The model and how it was learned, as from rows on disk.
    public let training: StreamedTraining

    /// Rows that a descent walks over to find where Newton's method begins: enough for some hundred coefficients, few enough
    /// to cross in a second.
    public static let sampleRows = 20_000

    /// - Parameters:
    ///   - table: the rows to learn from.
    ///   - engine: where they are.
    ///   - options: as for rows on disk; what sums cannot tell is refused.
    ///   - sampleRows: rows that cross for a descent to find where Newton's method begins; 0 begins with the mean.
    ///   - progress: told after each pass.
    /// - Throws: `EngineError`, `TrainingError`.
    public init(
        _ table: EngineTable, in engine: some QueryEngine, options: TrainingOptions,
        sampleRows: Int = PushedTraining.sampleRows, progress: @escaping (DescentProgress) -> Void = { _ in }
    ) throws {
        if let words = StreamedTraining.refusal(options) { throw TrainingError.data(words) }
        let surveyed = try EngineSurvey(table, engine).survey().result(options)
        let sums = try EngineSums(table, surveyed, engine)
        let isWorthIt = sampleRows > 0 && surveyed.observations >= 2 * sampleRows
        let sample = isWorthIt ? try EngineSample(table, surveyed, engine).frame(rows: sampleRows) : nil
        training = try StreamedTraining(
            sums: sums, table: surveyed, sample: sample, options: options, words: "\(engine.dialect.name)",
            progress: progress)
    }
}

/// Some rows of a table.
private struct EngineSample<Engine: QueryEngine> {
    private let rows: EngineRows
    private let engine: Engine
    private let observations: Int

    init(_ table: EngineTable, _ surveyed: SurveyedTable, _ engine: Engine) {
        (rows, self.engine) = (EngineRows(table: table, dialect: engine.dialect), engine)
        observations = surveyed.observations
    }

    /// About so many rows by chance; nil where none came.
    func frame(rows count: Int) throws(EngineError) -> Frame? {
        let dialect = engine.dialect
        let roles = rows.table.roles
        let columns = rows.table.predictors.map {
            $0.isNumber ? dialect.readNumber(rows.column($0.name)) : dialect.readText(rows.column($0.name))
        }
        let weight = roles.weight == nil ? [] : [rows.weight]
        let share = Double(count) / Double(max(1, observations))
        let result = try engine.rows(
            "SELECT \(([rows.outcome] + columns + weight).enumerated().map { "\($1) AS a\($0)" }.joined(separator: ", ")) FROM \(rows.source) "
                + "WHERE \(rows.isCounted) AND \(dialect.chance(share))")
        guard let first = result.first, first.count > 0 else { return nil }
        let forms = [false] + rows.table.predictors.map(\.isNumber) + weight.map { _ in true }
        let names = [roles.outcome] + rows.table.predictors.map(\.name) + [roles.weight].compactMap(\.self)
        var made: [FrameColumn] = []
        for (place, isNumber) in forms.enumerated() {
            made.append(
                FrameColumn(
                    names[place],
                    isNumber ? .numbers(try result[place].numbers()) : .categories(Categories(result[place].texts()))))
        }
        return Frame(columns: made, rowCount: first.count)
    }
}
