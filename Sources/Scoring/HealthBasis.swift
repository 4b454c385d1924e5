import Health
import Tables

/// What a health score rests on, and what people and the account's family say beside it.
public struct HealthBasis: Sendable, Equatable {
    /// Share of the counted weight whose measures are known, 0-1.
    public let coverage: Double
    /// Why the score is held down; nil where no cap does.
    public let capReason: String?
    /// The stage of life that the account was judged by.
    public let profile: String
    /// The override that holds on the day, in words; nil where none does.
    public let override: String?
    /// Score and band after the override; nil where none holds. Action, owner and due date follow this band, since a person
    /// answers for it; `health`, `band` and `disagreement` stay what was computed.
    public let overriddenHealth: Int?
    /// The band that an override puts it into; nil where none does.
    public let overriddenBand: String?
    /// The score of the accounts below this one, rounded half up, and its band; nil where there are none, or the scorecard
    /// asks for no roll-up. Computed scores, never overridden ones.
    public internal(set) var rolledUpHealth: Int?
    /// The band of the account with all below it; nil where there is no roll-up.
    public internal(set) var rolledUpBand: String?

    static let columns: [Table.Column] = [
        .init("coverage", .percent(0)), .init("cap_reason"), .init("profile"), .init("override"),
        .init("overridden_health", .decimals(0)), .init("overridden_band"), .init("rollup_health", .decimals(0)),
        .init("rollup_band"),
    ]

    var cells: [Table.Cell] {
        [
            .number(coverage), .optional(capReason), .text(profile), .optional(override), .optional(overriddenHealth),
            .optional(overriddenBand), .optional(rolledUpHealth), .optional(rolledUpBand),
        ]
    }

    init(_ health: HealthScores, row: Int, _ override: ScoreOverride?) {
        coverage = health.coverage[row]
        capReason = health.cap(row)?.reason
        profile = health.profile(row).name
        self.override = override?.words
        overriddenHealth = override?.score(after: health.rounded(row))
        overriddenBand = override.map { HealthBasis.band($0, health, row: row) }
    }

    /// The band that was named, or that of the score after the override.
    private static func band(_ override: ScoreOverride, _ health: HealthScores, row: Int) -> String {
        if case .band(let band) = override.judgement { return band.name }
        return override.score(after: health.rounded(row)).map { health.scorecard.band($0).name } ?? Band.unscored
    }
}
