import Documents
import Features
import Signals
import Tables

/// Looks at a table of readings before anything is made of it, and refuses what an extraction here would refuse too.
struct EventSurveyor<Engine: QueryEngine> {
    private let engine: Engine
    private let relation: EventRelation
    private let catalog: SignalCatalog?

    private var dialect: any SQLDialect.Type { engine.dialect }

    init(_ engine: Engine, _ relation: EventRelation, _ catalog: SignalCatalog?) {
        (self.engine, self.relation, self.catalog) = (engine, relation, catalog)
    }

    /// Queries for rows until a day.
    func queries(_ calendar: BusinessCalendar, until last: Day) throws(EngineError) -> EventQueries {
        let (occurred, known) = try storages()
        func survey(first: Int? = nil, drops: [String] = []) -> EventSurvey {
            EventSurvey(occurred: occurred, known: known, first: first, dropsMissing: drops)
        }
        // Days of UTC serve for a first look.
        let epoch = Day(number: 0)
        let look = EventQueries(
            relation: relation, dialect: dialect, survey: survey(), days: LocalDays(.utc, epoch...epoch, dialect))
        guard occurred != .none else { return look }
        try refuseFaults(look)
        let first = try engine.numbers(look.firstTime()).first ?? .nan
        guard !first.isNaN else { return look }
        let begin = Instant(nanoseconds: Int64(first) * 1000).utcDay - 2
        return EventQueries(
            relation: relation, dialect: dialect,
            survey: survey(first: Int(first), drops: try dropsMissing(look)),
            days: LocalDays(calendar, min(begin, last)...(last + 2), dialect))
    }

    /// How the times are held; refuses columns that cannot be read exactly.
    private func storages() throws(EngineError) -> (TimeStorage, TimeStorage) {
        let columns = try engine.rows(EventQueries.types(relation, dialect)).map { $0.texts() }
        guard columns.count == 3 else { return (.none, .none) }
        func storage(_ name: String?, _ types: [String?]) throws(EngineError) -> TimeStorage {
            var found: Set<TimeStorage> = []
            for case let type? in types where name != nil {
                switch dialect.form(ofType: type) {
                case .time(.plain) where !relation.assumesUTC: throw refusal(name!, type)
                case .time(let storage): found.insert(storage)
                case .text: found.insert(.text)
                case .number, nil: throw refusal(name!, type)
                }
            }
            found.remove(.none)
            guard found.count < 2 else { throw refusal(name!, "of several types") }
            return found.first ?? .none
        }
        for case let type? in columns[2] where relation.value != nil {
            switch dialect.form(ofType: type) {
            case .number, .time(.none): break
            case .text where dialect.typesValues: break
            default: throw refusal(relation.value!, type)
            }
        }
        return (try storage(relation.occurred, columns[0]), try storage(relation.known, columns[1]))
    }

    private func refusal(_ column: String, _ type: String) -> EngineError {
        EngineError(
            .unsupported, "\(relation.table).\(column) is \(type), which \(dialect.name) cannot reduce exactly")
    }

    private func refuseFaults(_ queries: EventQueries) throws(EngineError) {
        let counts = try engine.numbers(queries.faults())
        let words = [
            "without \(relation.account)", "without \(relation.signal)", "without \(relation.occurred)",
            "whose \(relation.occurred) is no time", "whose \(relation.known ?? "known_at") is no time",
        ]
        for (count, words) in zip(counts, words) where count > 0 {
            throw EngineError(
                .badData,
                "\(relation.table): \(Int(count)) readings \(words) (expected YYYY-MM-DD, or an instant with Z or an offset)"
            )
        }
        guard let accounts = relation.accounts else { return }
        if let stranger = try engine.rows(queries.stranger(accounts)).first?.texts().first ?? nil {
            throw EngineError(
                .badData, "\(relation.table): \(accounts.table) has no account \"\(SQLNames.shown(stranger))\"")
        }
    }

    /// Signals whose readings without a value are left out, as they carry values; refuses values outside a declared range.
    private func dropsMissing(_ queries: EventQueries) throws(EngineError) -> [String] {
        let columns = try engine.rows(queries.values())
        guard columns.count == 6 else { return [] }
        let names = columns[0].texts()
        var x: [[Double]] = []
        for column in columns.dropFirst() { x.append(try column.numbers()) }
        for (row, name) in names.enumerated() {
            guard let name, let range = catalog?[name]?.range, !x[3][row].isNaN else { continue }
            for value in [x[3][row], x[4][row]] where !range.contains(value) {
                throw EngineError(
                    .badData,
                    "\(relation.table): a value of \(name) is \(JSON.text(of: value)), outside its range "
                        + "\(JSON.text(of: range.lowerBound)) to \(JSON.text(of: range.upperBound))")
            }
        }
        return names.indices.filter { x[1][$0] > 0 && x[2][$0] > 0 }.compactMap { names[$0] }
    }
}

/// Names from an engine on one line.
enum SQLNames {
    static func shown(_ text: String) -> String {
        let plain = text.unicodeScalars.map { $0.value < 32 ? " " : Character($0) }
        return String(plain.prefix(60))
    }
}
