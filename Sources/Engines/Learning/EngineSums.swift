import LinearAlgebra
import Modeling
import Regression
import Tables

/// The sums of Newton's method, made in the engine: Σ w·loss, its gradient and Σ w μ(1-μ) x xᵀ, one query a point where they fit
/// into one result (p ≤ 55 columns on PostgreSQL, 60 on SQLite), else one more for each further part.
///
/// With e = exp(-|η|), at most 1: μ is 1/(1+e) or e/(1+e), 1 - μ the other one, and the loss max(±η, 0) + log1p(e), log1p by
/// Kahan's quotient. |η| is held at 200: beyond it curvatures are below 1e-86, and some engines refuse results that underflow.
struct EngineSums<Engine: QueryEngine>: RowSums {
    private let rows: EngineRows
    private let engine: Engine
    private let event: String
    private let columns: [ScoreExpression]
    private let numbers: [DesignTerms.FilledNumber]

    /// So many design columns would make some 20 000 sums, and their query the text of a book.
    static var columnLimit: Int { 200 }

    init(_ table: EngineTable, _ surveyed: SurveyedTable, _ engine: Engine) throws(EngineError) {
        (rows, self.engine) = (EngineRows(table: table, dialect: engine.dialect), engine)
        event = surveyed.event
        let all = surveyed.preparation.columns
        guard all.count <= Self.columnLimit else {
            throw EngineError(
                .unsupported,
                "\(all.count) design columns, more than the \(Self.columnLimit) that are summed in an engine; leave some out with --ignore"
            )
        }
        var terms = DesignTerms(surveyed.preparation)
        columns = all.map { terms.column($0) }
        numbers = terms.numbers.values.sorted { $0.step < $1.step }
    }

    func sums(
        at point: [Double], _ scale: StreamScale, borders: Bool, progress: (Int) -> Void
    ) throws -> StreamSums {
        let size = point.count
        let asked = ["COUNT(*)", "SUM(w)", "SUM(w * y)", "SUM(w * loss)"] + gradient(size) + gram(size)
        let sums = try rows.asked(asked, with: pointwise(point, scale), from: "FROM pointwise", of: engine)
        guard sums.allSatisfy(\.isFinite) else {
            throw EngineError(.failed, "\(engine.dialect.name) gave a sum that is no number")
        }
        progress(Int(sums[0]))
        var pass = PassResult(size: size)
        pass.value = sums[3]
        pass.gradient = Array(sums[4..<(4 + size)])
        var gram = Matrix(rows: size, columns: size)
        var place = 4 + size
        for i in 0..<size {
            for j in i..<size {
                (gram[i, j], gram[j, i]) = (sums[place], sums[place])
                place += 1
            }
        }
        pass.gram = gram
        return StreamSums(
            pass, weight: sums[1], events: sums[2], rows: Int(sums[0]),
            borders: borders ? try self.borders(scale) : nil)
    }

    private func z(_ place: Int) -> String { place == 0 ? "" : " * z\(place)" }

    private func gradient(_ size: Int) -> [String] { (0..<size).map { "SUM(r\(z($0)))" } }

    private func gram(_ size: Int) -> [String] {
        (0..<size).flatMap { i in (i..<size).map { "SUM(c\(z(i))\(z($0)))" } }
    }

    private var dialect: any SQLDialect.Type { engine.dialect }

    private func literal(_ value: Double) -> String {
        value < 0 ? "(\(dialect.number(value)))" : dialect.number(value)
    }

    private func part(_ name: String, _ columns: [String], from source: String, where condition: String = "") -> String
    {
        "\(name) AS \(dialect.fenceBefore)(SELECT \(columns.joined(separator: ",\n    "))\n  FROM \(source)\(condition)"
            + "\(dialect.fenceAfter))"
    }

    /// The rows with their filled numbers, then their design columns as z1, z2...
    private func design(_ scale: StreamScale?) -> [String] {
        let sql = SQLText(dialect: dialect)
        let isEvent = "CASE WHEN \(rows.outcome) = \(dialect.text(event)) THEN \(literal(1)) ELSE \(literal(0)) END"
        let filled = numbers.map {
            "\(sql.text(.number(input: $0.input, fill: $0.fill))) AS \($0.step)"
        }
        let used = scale?.columns ?? Array(columns.indices)
        let z = used.enumerated().map { place, column in
            let value = sql.text(columns[column])
            guard let scale else { return "\(value) AS z\(place + 1)" }
            return
                "(\(value) - \(literal(scale.centers[place]))) * \(literal(1 / scale.scales[place])) AS z\(place + 1)"
        }
        return [
            part(
                "filled", ["t.*", "\(isEvent) AS bellwether_y", "\(rows.weight) AS bellwether_w"] + filled,
                from: rows.source,
                where: " WHERE \(rows.isCounted)"),
            part("design", ["t.bellwether_y AS y", "t.bellwether_w AS w"] + z, from: "filled AS t"),
        ]
    }

    /// Each row's curvature c, residual r and loss.
    private func pointwise(_ point: [Double], _ scale: StreamScale) -> [String] {
        let terms = [literal(point[0])] + point.dropFirst().enumerated().map { "\(literal($1)) * z\($0 + 1)" }
        // Expressions of a depth that engines read.
        let eta = stride(from: 0, to: terms.count, by: 50).map {
            "(" + terms[$0..<min(terms.count, $0 + 50)].joined(separator: " + ") + ")"
        }.joined(separator: " + ")
        let (one, zero, limit) = (literal(1), literal(0), literal(200))
        let names = ["y", "w"] + (1..<max(1, point.count)).map { "z\($0)" }
        let log1p = "CASE WHEN \(one) + e = \(one) THEN e ELSE ln(\(one) + e) * (e / ((\(one) + e) - \(one))) END"
        return design(scale) + [
            part("predicted", names + ["\(eta) AS eta"], from: "design"),
            part(
                "faded",
                names + ["eta", "exp(-(CASE WHEN abs(eta) < \(limit) THEN abs(eta) ELSE \(limit) END)) AS e"],
                from: "predicted"),
            part(
                "pointwise",
                names + [
                    "w * e / ((\(one) + e) * (\(one) + e)) AS c",
                    // μ - y: -(1 - μ) for events, μ for others.
                    "w * (CASE WHEN y = \(one) THEN -(CASE WHEN eta < \(zero) THEN \(one) ELSE e END) "
                        + "ELSE (CASE WHEN eta < \(zero) THEN e ELSE \(one) END) END) / (\(one) + e) AS r",
                    "(CASE WHEN y = \(one) AND eta < \(zero) THEN -eta WHEN y = \(zero) AND eta > \(zero) THEN eta "
                        + "ELSE \(zero) END) + \(log1p) AS loss",
                ], from: "faded"),
        ]
    }

    /// Least and greatest value of each column in use, of rows without and with the event.
    private func borders(_ scale: StreamScale) throws(EngineError) -> OutcomeBorders {
        let z = scale.columns.indices.map { "z\($0 + 1)" }
        func of(_ outcome: Double) -> [String] {
            z.flatMap { name in
                ["MIN", "MAX"].map { "\($0)(CASE WHEN y = \(literal(outcome)) THEN \(name) END)" }
            }
        }
        let found = try rows.asked(of(0) + of(1), with: design(scale), from: "FROM design", of: engine)
        func border(_ place: Int) -> OutcomeBorders.Border {
            found[place].isNaN ? (.infinity, -.infinity) : (found[place], found[place + 1])
        }
        let count = z.count
        return OutcomeBorders(
            without: (0..<count).map { border(2 * $0) }, with: (0..<count).map { border(2 * (count + $0)) })
    }
}
