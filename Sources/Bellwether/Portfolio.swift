import Documents
import Features
import Health
import Modeling
import SignalSources
import Signals

/// A data folder as one value: the histories, what was found while reading them, and the configuration beside them.
public struct Portfolio: Sendable {
    /// Everything that customers left behind.
    public let history: SignalHistory
    /// What was found while reading.
    public let report: SourceReport
    /// What `signals.yaml` makes of it.
    public let features: FeatureSet
    /// nil where the folder has no `scorecard.yaml`.
    public let scorecard: Scorecard?
    private let pseudonyms: Pseudonyms?

    /// Reads `signals.yaml`, the tables, and `scorecard.yaml` where there is one.
    /// - Parameters:
    ///   - folder: the data folder, or the location of any other source (`SourceKinds`).
    ///   - configuration: the folder of the YAML files; by default the data folder, for a database the current one.
    ///   - timeZone: overrides the business time zone of `signals.yaml`; UTC where neither names one.
    ///   - options: how the tables are read.
    /// - Throws: `SourceErrors`, `DocumentError`.
    public init(
        folder: String, configuration: String? = nil, timeZone: String? = nil, options: SourceOptions = SourceOptions()
    ) throws {
        var options = options
        options.configuration = configuration
        let home = Portfolio.home(folder, configuration)
        (features, options) = try Portfolio.features(folder: home, timeZone: timeZone, options)
        let contents = try SourceKinds.source(folder).read(options)
        (history, report) = (contents.history, contents.report)
        let file = "\(home)/scorecard.yaml"
        pseudonyms = options.pseudonyms
        scorecard =
            InputFile.exists(file)
            ? try Portfolio.scorecard(file, features, history, pseudonyms) : nil
    }

    /// Where the YAML files of a source are.
    static func home(_ source: String, _ configuration: String?) -> String {
        configuration ?? (DatabaseLocation.isDatabase(source) ? "." : source)
    }

    /// Another scorecard for the same accounts, such as the one of last month.
    /// - Throws: `DocumentError`, `SourceError`.
    public func scorecard(file: String) throws -> Scorecard {
        try Portfolio.scorecard(file, features, history, pseudonyms)
    }

    private static func scorecard(
        _ file: String, _ features: FeatureSet, _ history: SignalHistory, _ pseudonyms: Pseudonyms?
    ) throws -> Scorecard {
        var card = try Scorecard(Field.yaml(InputFile.bytes(file), file: file), features: features.features)
        if let pseudonyms { card = card.naming(pseudonyms.pseudonym) }
        if !card.overrides.all.isEmpty { try card.overrides.check(accounts: history.accounts.map(\.id)) }
        return card
    }

    /// The features of a folder, and how its tables are read: their declared signals and their time zone.
    static func features(
        folder: String, timeZone: String?, _ options: SourceOptions
    ) throws -> (FeatureSet, SourceOptions) {
        let signals = "\(folder)/signals.yaml"
        let features = try FeatureSet(Field.yaml(InputFile.bytes(signals), file: signals))
        var options = options
        options.catalog = features.declarations.signals
        if let name = timeZone ?? features.timeZone, let calendar = BusinessCalendar(timeZone: name) {
            options.calendar = calendar
        }
        return (features, options)
    }

    /// The features that a model may learn from: `pilot` and `draft` ones are tracked, not learned.
    public var liveFeatures: FeatureSet {
        features.selecting(features.features.filter { $0.status == .live }.map(\.name)) ?? features
    }

    /// All features at these lead times before every renewal.
    public func table(daysBefore: [Int]) -> FeatureTable {
        features.extract(history, at: history.anchors(daysBefore: daysBefore))
    }

    /// All features of every account as of a day.
    public func table(asOf day: Day) -> FeatureTable { features.extract(history, at: history.anchors(asOf: day)) }
}

/// A data folder whose readings need not fit into memory, to extract features from.
public struct PartedPortfolio: Sendable {
    /// Everything that customers left behind, readings on disk.
    public let history: PartedHistory
    /// What `signals.yaml` makes of it.
    public let features: FeatureSet

    /// As `Portfolio`, within a budget of memory.
    public init(
        folder: String, configuration: String? = nil, timeZone: String? = nil,
        options: SourceOptions = SourceOptions(), budget: MemoryBudget
    ) throws {
        var (features, options) = try Portfolio.features(
            folder: Portfolio.home(folder, configuration), timeZone: timeZone, options)
        options.configuration = configuration
        self.features = features
        history = try SourceKinds.source(folder).readParted(options, budget)
    }
}

extension FeatureTable {
    /// The decided rows as observations with live features only.
    public func observations(_ features: FeatureSet) -> Observations {
        let hidden = Set(features.features.filter { $0.status != .live }.map(\.name))
        return Observations(self).without(hidden)
    }
}
