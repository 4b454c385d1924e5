import Features

/// How many readings a table in an engine holds, and how many of them features need one by one: whether it pays to have them
/// reduced there.
public struct ReadingCensus: Sendable, Equatable {
    /// All readings.
    public let readings: Int
    /// Readings of signals of which some feature cannot be made of cells (`CellPlan.unreduced`): they cross in any case.
    public let unreduced: Int

    /// Readings that stay where they are if the engine reduces them.
    public var spared: Int { readings - unreduced }

    /// Counts the readings of each signal, by one query.
    ///
    /// - Parameters:
    ///   - plan: what features ask of the readings.
    ///   - engine: where they are.
    ///   - relation: the table or view of them and its columns.
    /// - Throws: `EngineError`, where the engine refuses the query.
    public init(
        _ plan: CellPlan, in engine: some QueryEngine, events relation: EventRelation = EventRelation()
    ) throws(EngineError) {
        let dialect = engine.dialect
        let signal = dialect.readText("x." + dialect.identifier(relation.signal))
        let found = try engine.rows(
            "SELECT \(signal) AS a0, COUNT(*) AS a1 FROM \(relation.source(dialect)) x GROUP BY \(signal)")
        let names = found.first?.texts() ?? []
        let counts = try found.last?.numbers() ?? []
        let raw = Set(plan.rawSignals + plan.peerSignals)
        readings = Int(counts.reduce(0, +))
        unreduced = Int(zip(names, counts).reduce(0) { $0 + (raw.contains($1.0 ?? "") ? $1.1 : 0) })
    }

    /// How many rows the engine believes the table to have, asked without reading it; nil where it does not say.
    public static func estimate(
        in engine: some QueryEngine, events relation: EventRelation = EventRelation()
    ) throws(EngineError) -> Int? {
        let dialect = engine.dialect
        guard let sql = dialect.rowEstimate(of: relation.source(dialect)) else { return nil }
        let found = try engine.rows(sql)
        guard let value = try found.first?.numbers().first, !value.isNaN else { return nil }
        return Int(value)
    }
}
