import ArgumentParser
import Bellwether

/// `--data`, `--config`, `--timezone`: a data folder or a database.
struct DataOptions: ParsableArguments {
    @Option(
        name: [.long, .customLong("source")],
        help: ArgumentHelp("The data folder, or a database: adbc:DRIVER?uri=...", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The folder of signals.yaml, scorecard.yaml and columns.yaml. Default: the data folder; for a database the current one.",
            valueName: "dir"))
    var config: String?

    @Option(help: "Business time zone (IANA name); overrides signals.yaml. Default UTC.")
    var timezone: String?

    @Option(
        help: ArgumentHelp(
            "Rows of accounts that the accounts table lacks: refuse (an error), or skip (left out and counted).",
            valueName: "refuse|skip"))
    var unknownAccounts = SourceOptions.UnknownAccounts.refuse

    @Option(
        help: ArgumentHelp(
            "Replace account ids by keyed hashes (HMAC-SHA256) wherever they would be shown or written; names, contacts and notes are left out. The file holds the key, of 16 bytes or more.",
            valueName: "file"))
    var hashIds: String?

    @Option(
        help: ArgumentHelp(
            "Memory that may be taken: a portfolio that would take more is refused before it is read; features keeps readings that do not fit on disk (TMPDIR), for a CSV. Default: all there is.",
            valueName: "2GB"))
    var memory: ByteSize?

    func validate() throws {
        if let timezone, BusinessCalendar(timeZone: timezone) == nil {
            throw ValidationError(
                "unknown time zone \"\(timezone)\""
                    + NearestName.hint(for: timezone, among: BusinessCalendar.knownNames))
        }
    }

    func portfolio() throws -> Portfolio {
        try Portfolio(folder: data ?? ".", configuration: config, timeZone: timezone, options: options())
    }

    /// What ids are replaced by, if they are.
    func pseudonyms() throws(SourceErrors) -> Pseudonyms? {
        guard let hashIds else { return nil }
        return try Pseudonyms(keyFile: hashIds)
    }

    /// An account as the portfolio calls it, by the id that the tables have.
    func account(_ id: String) throws(SourceErrors) -> String { try pseudonyms()?.pseudonym(id) ?? id }

    /// All but the readings, which stay in the database.
    func pushedPortfolio() throws -> PushedPortfolio {
        try checkIsRead()
        return try PushedPortfolio(data ?? "", configuration: config, timeZone: timezone, options: options())
    }

    /// Whether readings would cross a connection: a database that is a process of its own.
    func isServer() throws -> Bool {
        guard let data, DatabaseLocation.isDatabase(data) else { return false }
        return try DatabaseLocation(data).engine(.ofProcess).isServer
    }

    /// The database that reckons.
    func queries(isReadOnly: Bool = true) throws -> DatabaseQueries {
        try checkIsRead()
        return try DatabaseQueries(DatabaseLocation(data ?? ""), .ofProcess, isReadOnly: isReadOnly)
    }

    /// Refuses `--push-down` without a database and a table in it.
    func checkPushDown(table: String?) throws {
        guard let data, DatabaseLocation.isDatabase(data) else {
            throw ValidationError("--push-down needs a database: --data adbc:DRIVER?uri=...")
        }
        if table == nil { throw ValidationError("--push-down needs --table NAME, a table or view of the database") }
    }

    /// Refuses what holds only for a portfolio that is read: ids would stay what they are, memory would not be looked at.
    func checkIsRead() throws(UsageFailure) {
        if hashIds != nil {
            throw UsageFailure(
                description: "--hash-ids goes with a data folder or database that is read, or with score --table")
        }
        if memory != nil {
            throw UsageFailure(description: "--memory goes with a data folder or database that is read")
        }
    }

    /// Where the YAML files are.
    var home: String { config ?? (data.map { DatabaseLocation.isDatabase($0) ? "." : $0 } ?? ".") }

    /// What people are told of the source: of a database never its whole URI.
    var shown: String {
        guard let data, DatabaseLocation.isDatabase(data) else { return data ?? "." }
        return (try? DatabaseLocation(data))?.display ?? DatabaseLocation.scheme
    }

    /// Errors: a location that is written wrong, before anything else is looked at.
    private func options(
        progress: (@Sendable (Double) -> Void)? = nil
    ) throws(SourceErrors) -> SourceOptions {
        if let data, DatabaseLocation.isDatabase(data) { _ = try DatabaseLocation(data) }
        var options = SourceOptions(unknownAccounts: unknownAccounts, progress: progress)
        (options.database, options.memory) = (.ofProcess, memory?.bytes)
        options.pseudonyms = try pseudonyms()
        return options
    }

    func partedPortfolio(
        _ budget: MemoryBudget, progress: @escaping @Sendable (Double) -> Void
    ) throws -> PartedPortfolio {
        try PartedPortfolio(
            folder: data ?? ".", configuration: config, timeZone: timezone, options: options(progress: progress),
            budget: budget)
    }
}

/// `--as-of` of commands that can do without it.
struct AsOfOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Look at what was known before this day; by default the day after the newest event of any account.",
            valueName: "date"))
    var asOf: Day?

    /// The day that was named, or the day after the newest event, which is told on standard error.
    func day(_ history: SignalHistory, _ output: OutputOptions) throws(UsageFailure) -> Day {
        try day(history, output.verbosity)
    }

    func day(_ history: SignalHistory, _ verbosity: Verbosity) throws(UsageFailure) -> Day {
        if let asOf {
            try history.check(asOf: asOf, verbosity)
            return asOf
        }
        guard let last = history.events.lastTime else {
            throw UsageFailure(description: "there is no event to take the day from: name it with --as-of DATE")
        }
        let day = history.calendar.day(of: last) + 1
        verbosity.note("as of \(day), the day after the newest event")
        return day
    }
}

extension SourceOptions.UnknownAccounts: ExpressibleByArgument {}

extension SignalHistory {
    /// Days on which something begins to be known, and after which nothing more is: of readings, contracts and outcomes.
    private var range: ClosedRange<Day>? {
        let begins = accounts.compactMap(\.signedOn) + renewals.compactMap(\.termBegin) + renewals.map(\.date)
        let first = [events.firstTime.map(calendar.day(of:)), begins.min()].compactMap(\.self).min()
        return first.map { $0...max($0, dayAfterLastReading) }
    }

    /// Refuses a day before which nothing is known, and says on standard error where one lies so far behind the data that
    /// their silence would be taken for the accounts'.
    func check(asOf day: Day, _ output: OutputOptions) throws(UsageFailure) {
        try check(asOf: day, output.verbosity)
    }

    func check(asOf day: Day, _ verbosity: Verbosity) throws(UsageFailure) {
        guard let range else { return }
        if day <= range.lowerBound {
            throw UsageFailure(
                description:
                    "nothing is known before \(day): the data reach from \(range.lowerBound) to \(range.upperBound)")
        }
        let late = day - range.upperBound
        if late > 30 {
            verbosity.note(
                "as of \(day), \(NumberFormat.grouped(late)) days after the data end (\(range.upperBound)): no reading since looks like no use"
            )
        }
    }
}

/// `--missing`: texts that mean "missing" besides blank ones.
struct MissingMarkers: ParsableArguments {
    @Option(
        help: ArgumentHelp("Texts that mean missing besides blank ones, parted by commas: NA,null.", valueName: "a,b"))
    var missing: String?

    var texts: [String] { (missing ?? "").split(separator: ",").map(String.init) }
}

/// `--table` and the roles of its columns.
struct TableArguments: ParsableArguments {
    @Option(help: ArgumentHelp("A ready-made table (CSV) instead of a data folder.", valueName: "file"))
    var table: String?

    @Option(help: "With --table: the outcome column.")
    var outcome: String?

    @Option(help: "The outcome value that counts as lost; found by itself among 1, true, yes, churned.")
    var positive: String?

    @Option(help: "Column that names the row; not a predictor.")
    var id: String?

    @Option(help: "Column with the date of the outcome: folds and hold-out follow time.")
    var time: String?

    @Option(help: "Column with the account: its rows stay together in folds, errors are clustered.")
    var group: String?

    @Option(
        help: ArgumentHelp(
            "Column with the period 1, 2, 3... of a table with one row an account and period at risk: p is then the chance of loss in that period among those still there. Needs --group.",
            valueName: "column"))
    var hazard: String?

    @Option(help: "Column with case weights: 2 is the row twice.")
    var weight: String?

    @Option(help: "Column with the amount at stake.")
    var amount: String?

    @Option(help: ArgumentHelp("Columns to leave out, parted by commas.", valueName: "a,b"))
    var ignore: String?

    @OptionGroup var markers: MissingMarkers

    var ignored: Set<String> { Set((ignore ?? "").split(separator: ",").map(String.init)) }

    func validate() throws {
        if hazard != nil, table == nil { throw ValidationError("--hazard needs --table FILE") }
        if hazard != nil, group == nil {
            throw ValidationError("--hazard needs --group COLUMN: whose periods they are")
        }
    }

    /// - Parameter costs: what decisions cost, for commands that judge them.
    func roles(costs: CostRoles? = nil) throws -> ColumnRoles {
        guard let outcome else { throw UsageFailure(description: "--table needs --outcome COLUMN") }
        return ColumnRoles(
            outcome: outcome, positive: positive, id: id, time: time, group: group, weight: weight, amount: amount,
            costs: costs)
    }

    /// How the table is read: columns with a role have a type whatever they look like.
    func options(_ roles: ColumnRoles, ignoring others: Set<String> = []) -> TableOptions {
        var types: [String: TableColumnType] = [:]
        for name in roles.textColumns { types[name] = .category }
        for name in roles.numberColumns + [hazard].compactMap(\.self) { types[name] = .number }
        return TableOptions(
            types: types.filter { !others.contains($0.key) }, ignored: ignored.union(others),
            missingMarkers: markers.texts)
    }

    /// Reads the table and takes its columns apart.
    /// - Parameter types: columns whose type is known, and whether they are numbers.
    func observations(costs: CostRoles? = nil, types: [String: Bool] = [:]) throws -> TableObservations {
        let roles = try roles(costs: costs)
        let source = try TableSource(path: table ?? "-")
        var options = options(roles)
        for name in source.columnNames where options.types[name] == nil {
            options.types[name] = types[name].map { $0 ? .number : .category }
        }
        let contents = try source.read(options)
        do {
            return try TableObservations(contents.frame, roles: roles)
        } catch {
            guard case .row(let row, let problem) = error else { throw error }
            let line = source.lines(ofRows: [row]).first
            throw SourceErrors(SourceError(file: source.path, line: line, problem: problem))
        }
    }
}

/// Options of training that `train` and `validate --folds` share.
struct TrainingArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Terms: \(TrainingOptions.Terms.allCases.map(\.rawValue).joined(separator: ", ")); pairs are products of two columns, found inside each fold.",
            valueName: "terms"))
    var terms: String = TrainingOptions.Terms.auto.rawValue

    @Option(help: "Penalty: \(TrainingOptions.Penalty.allCases.map(\.rawValue).joined(separator: ", ")).")
    var penalty: String = TrainingOptions.Penalty.auto.rawValue

    @Option(help: "Strength of the penalty on standardised columns; chosen by cross-validation where absent.")
    var lambda: Double?

    @Option(help: "Share of the lasso in the elastic net, 0 to 1.")
    var alpha: Double = 0.5

    @Option(help: "Solver: auto, \(SolverKinds.all.map { $0.name }.joined(separator: ", ")).")
    var solver: String = SolverKinds.auto

    @Option(help: "Calibration: auto, \(CalibratorKinds.all.map { $0.name }.joined(separator: ", ")).")
    var calibration: String = "auto"

    @Option(help: "Standard errors: \(TrainingOptions.Errors.allCases.map(\.rawValue).joined(separator: ", ")).")
    var errors: String = TrainingOptions.Errors.auto.rawValue

    @Option(
        help: ArgumentHelp(
            "Signs of weights: free, or declared: a feature's direction in signals.yaml holds its term to that way.",
            valueName: "free|declared"))
    var signs: Signs = .free

    @Option(help: ArgumentHelp("Columns with which p_churn may only rise, parted by commas.", valueName: "a,b"))
    var rising: String?

    @Option(help: ArgumentHelp("Columns with which p_churn may only fall, parted by commas.", valueName: "a,b"))
    var falling: String?

    @Option(
        help: ArgumentHelp(
            "A lost row counts so many times in the fit; the intercept is corrected. By default outcomes count alike.",
            valueName: "weight"))
    var classWeights: Double?

    @Option(
        help: ArgumentHelp(
            "Learn from every lost row and this random share of the others; the intercept is corrected.",
            valueName: "share"))
    var keepNegatives: Double?

    @Option(help: "Seed of folds and bootstrap; fixed, so that every figure repeats.")
    var seed: UInt64 = 42

    func validate() throws {
        _ = try options()
        if !(0...1).contains(alpha) { throw ValidationError("--alpha lies between 0 and 1") }
        if let lambda, !(lambda >= 0 && lambda.isFinite) {
            throw ValidationError("--lambda must be a number of at least 0")
        }
        if let weight = classWeights, !(weight > 0 && weight.isFinite) {
            throw ValidationError("--class-weights must be a number above 0")
        }
        if let share = keepNegatives, !(share > 0 && share <= 1) {
            throw ValidationError("--keep-negatives lies above 0 and is at most 1")
        }
        if classWeights != nil, errors == TrainingOptions.Errors.model.rawValue {
            throw ValidationError("--errors model does not hold with --class-weights; use hc0, cluster or auto")
        }
    }

    func options() throws -> TrainingOptions {
        let calibrators = ["auto"] + CalibratorKinds.all.map { $0.name }
        guard calibrators.contains(calibration) else { throw unknown("calibration", calibration, calibrators) }
        let solvers = [SolverKinds.auto] + SolverKinds.all.map { $0.name }
        guard solvers.contains(solver) else { throw unknown("solver", solver, solvers) }
        let options = TrainingOptions(
            terms: try choice("terms", terms), penalty: try choice("penalty", penalty), lambda: lambda,
            alpha: alpha, solver: solver, calibration: calibration, errors: try choice("errors", errors), seed: seed,
            directions: try directions(), classWeight: classWeights, keptShare: keepNegatives)
        do { try options.check() } catch { throw ValidationError(error.description) }
        return options
    }

    /// The rows with what the penalty needs to know of them.
    func rows(_ source: LearningSource) throws -> LearningSource {
        penalty == TrainingOptions.Penalty.prior.rawValue ? try source.weighedByScorecard() : source
    }

    static let noSignsDeclared =
        "--signs declared needs --data: a table declares no directions, name them with --rising and --falling"

    /// The options for these rows: with `--signs declared` features carry their declared directions, which `--rising` and
    /// `--falling` overrule.
    func options(_ source: LearningSource) throws -> TrainingOptions {
        var options = try options()
        guard signs == .declared else { return options }
        guard source.portfolio != nil else {
            throw UsageFailure(description: TrainingArguments.noSignsDeclared)
        }
        let declared = TermDirection.declared(source.features)
        options.directions = declared.merging(options.directions ?? [:]) { _, explicit in explicit }
        do { try options.check() } catch { throw UsageFailure(description: error.description) }
        return options
    }

    /// nil where none is named.
    private func directions() throws -> [String: TermDirection]? {
        func names(_ list: String?) -> [String] { (list ?? "").split(separator: ",").map(String.init) }
        let (up, down) = (names(rising), names(falling))
        if let both = up.first(where: down.contains) {
            throw ValidationError("--rising and --falling both name \"\(both)\"")
        }
        guard !up.isEmpty || !down.isEmpty else { return nil }
        return Dictionary(up.map { ($0, .rising) } + down.map { ($0, .falling) }) { first, _ in first }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ word: String
    ) throws -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: word) else { throw unknown(name, word, Choice.allCases.map(\.rawValue)) }
        return choice
    }

    private func unknown(_ name: String, _ word: String, _ known: [String]) -> ValidationError {
        ValidationError("unknown --\(name) \"\(word)\"" + NearestName.hint(for: word, among: known))
    }
}

/// `--signs`.
enum Signs: String, ExpressibleByArgument, CaseIterable {
    case free, declared
}

/// A date behind a flag.
extension Day: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// `90` or `90,60`.
struct LeadTimes: ExpressibleByArgument {
    let days: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard !parts.isEmpty, parts.allSatisfy({ $0.map { (0...3660).contains($0) } ?? false }) else { return nil }
        days = parts.compactMap(\.self)
    }
}
