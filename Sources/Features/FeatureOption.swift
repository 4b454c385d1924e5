import Documents

/// One option of a kind: its name, what may stand there, its default and what it means. The strict reader and the JSON
/// Schema are both made of these.
public struct FeatureOption: Sendable, Equatable {
    /// What values an option may have.
    public enum Shape: Sendable, Equatable {
        /// Whole days from 1 to 3660.
        case days
        /// Any number.
        case number
        /// A whole number of a range.
        case count(ClosedRange<Int>)
        /// `true` or `false`.
        case flag
        /// One of some words.
        case choice([String])
        /// One text, or several.
        case text, texts
        /// The name of a declared signal, fact or attribute.
        case signal, fact, attribute
        /// An entry of its own: kind and options.
        case feature
        /// `[lower, upper]`, whole days.
        case span
    }

    /// As the file has it.
    public let name: String
    /// What may stand there.
    public let shape: Shape
    /// Whether it must be given.
    public let isRequired: Bool
    /// What it means and what counts where it is not given, in a line.
    public let summary: String

    /// An option; by default it need not be given.
    public init(_ name: String, _ shape: Shape, isRequired: Bool = false, _ summary: String) {
        (self.name, self.shape, self.isRequired, self.summary) = (name, shape, isRequired, summary)
    }

    /// A signal, by its name.
    public static let signal = FeatureOption("signal", .signal, isRequired: true, "the signal whose readings are taken")
    /// A fact, by its name.
    public static let fact = FeatureOption("fact", .fact, isRequired: true, "the dated fact")
    /// An attribute, by its name.
    public static let attribute = FeatureOption(
        "attribute", .attribute, isRequired: true, "the column of the accounts table, declared with undated: allowed")
    /// The options that narrow the readings of a signal; `FeatureEntry.selection()` reads them.
    public static let selection: [FeatureOption] = [.signal, .tags, .above, .below]
    /// Readings with one of these tags alone.
    public static let tags = FeatureOption("tags", .texts, "only readings with one of these tags; default all")
    /// Readings above this value alone.
    public static let above = FeatureOption("above", .number, "only readings with a value above this; default all")
    /// Readings below this value alone.
    public static let below = FeatureOption("below", .number, "only readings with a value below this; default all")
    /// A window may always stand as `windows: [30, 90]`, which makes one feature of each.
    public static let window = window(default: 90)

    /// The option `window`, in days.
    public static func window(default days: Int) -> FeatureOption {
        FeatureOption("window", .days, "days before the cut-off, half-open [t - w, t); default \(days)")
    }

    /// Days of history without which the feature is missing.
    public static let minimumHistory = FeatureOption(
        "min_history", .days, "days of tracking before the cut-off without which the value is missing; default 1")
    /// Days before the window that tell what is normal.
    public static let baseline = FeatureOption(
        "baseline", .days, "days before the window that tell what is normal for the account; default 360")
    /// Whole periods without which nothing is normal.
    public static let minimumPeriods = FeatureOption(
        "min_periods", .count(2...120), "fully tracked periods without which the value is missing; default 3")

    /// The option `of`: what is measured of the readings.
    public static func measure(_ measures: [Measure] = Measure.allCases) -> FeatureOption {
        FeatureOption(
            "of", .choice(measures.map(\.rawValue)), "what is taken of each period; default \(measures[0].rawValue)")
    }

    /// Options that every entry may carry.
    public static let common: [FeatureOption] = [
        FeatureOption("log", .flag, "sign(x) · ln(1 + |x|) of the value; default false"),
        FeatureOption(
            "direction", .choice(["good", "bad", "none"]),
            "which way more of it points; default what signal and kind say"),
        FeatureOption(
            "category", .choice(["payment", "usage", "communication", "organisation"]), "default the signal's"),
        FeatureOption("dimension", .choice(["fit", "current-state", "interest"]), "default the signal's"),
        FeatureOption(
            "status", .choice(["draft", "pilot", "live"]), "default the signal's; only live features train a model"),
        FeatureOption("actionable", .flag, "whether the team can act on it; default the signal's"),
        FeatureOption("unit", .text, "default the kind's"),
        FeatureOption("description", .text, "words for people, used in reasons; default made of kind and signal"),
    ]
}
