import Documents
import Signals

/// A person's judgement of one account against the computed score, for a time. It never changes that score: both are shown,
/// and what came true is judged later (`OverrideReview`).
public struct ScoreOverride: Sendable {
    /// What an override says: a score, or a band.
    public enum Judgement: Sendable, Equatable {
        /// The score is this, whatever was computed, and also where nothing was.
        case score(Int)
        /// The score is the one of this band that is nearest to the computed one.
        case band(Band)
        /// The score is at most this.
        case cap(Int)
    }

    /// The account.
    public private(set) var accountID: String
    /// What is said of it.
    public let judgement: Judgement
    /// Who says it.
    public private(set) var author: String
    /// Why; nil where it is not to be told.
    public private(set) var reason: String?
    /// The first day on which it holds.
    public let from: Day
    /// The first day on which it no longer holds.
    public let expires: Day
    /// Where it stands, for errors about accounts.
    let place: Field

    package static let fieldNames = ["account", "score", "band", "cap", "author", "reason", "from", "expires"]
    /// Days: who still means it a year later says so again.
    public static let longest = 366

    /// - Throws: where there is not exactly one of score, band and cap, a band does not exist, anything else is missing, or it
    ///   does not expire within `longest` days.
    private init(_ field: Field, bands: [Band]) throws(DocumentError) {
        let fields = try field.fields(ScoreOverride.fieldNames)
        place = try fields.required("account")
        accountID = try place.text()
        judgement = try ScoreOverride.judgement(fields, bands)
        author = try fields.required("author").text()
        reason = try fields.required("reason").text()
        from = try fields.required("from").day()
        let expiry = try fields.required("expires")
        expires = try expiry.day()
        guard expires > from, expires - from <= ScoreOverride.longest else {
            throw expiry.error(
                "an override ends 1 to \(ScoreOverride.longest) days after `from: \(from)`, found \(expires)")
        }
    }

    private static func judgement(_ fields: Fields, _ bands: [Band]) throws(DocumentError) -> Judgement {
        let given = ["score", "band", "cap"].compactMap { name in fields[name].map { (name, $0) } }
        guard given.count == 1, let (name, field) = given.first else {
            throw fields.field.error("an override needs exactly one of score, band and cap")
        }
        switch name {
        case "score": return .score(try field.integer(in: 0...100))
        case "cap": return .cap(try field.integer(in: 0...100))
        default:
            let word = try field.choice(among: bands.map(\.name))
            return .band(bands.first { $0.name == word }!)
        }
    }

    /// - Throws: also where two overrides of one account hold on one day.
    static func list(_ field: Field?, bands: [Band]) throws(DocumentError) -> [ScoreOverride] {
        var overrides: [ScoreOverride] = []
        for item in try field?.list() ?? [] {
            let new = try ScoreOverride(item, bands: bands)
            if let other = overrides.first(where: { $0.overlaps(new) }) {
                throw item.error(
                    "account \"\(new.accountID)\" is overridden already until \(other.expires) (line \(other.place.node.position.line))"
                )
            }
            overrides.append(new)
        }
        return overrides
    }

    /// The same where nobody is told by name: of an account, and by a person, that go by other names, without the reason.
    func naming(_ rename: (String) -> String) -> ScoreOverride {
        var renamed = self
        (renamed.accountID, renamed.author, renamed.reason) = (rename(accountID), rename(author), nil)
        return renamed
    }

    private func overlaps(_ other: ScoreOverride) -> Bool {
        accountID == other.accountID && from < other.expires && other.from < expires
    }

    /// Whether it holds on a day: from the first on, before the expiry.
    public func holds(on day: Day) -> Bool { from <= day && day < expires }

    /// The whole score after it; nil where the account is unscored and it names no score.
    public func score(after computed: Int?) -> Int? {
        switch judgement {
        case .score(let score): score
        case .band(let band): computed.map { min(band.range.upperBound, max(band.range.lowerBound, $0)) }
        case .cap(let limit): computed.map { min(limit, $0) }
        }
    }

    /// `band critical until 2026-09-01 (Lucia Ferrari: they told us)`.
    public var words: String {
        let judged =
            switch judgement {
            case .score(let score): "score \(score)"
            case .band(let band): "band \(band.name)"
            case .cap(let limit): "at most \(limit)"
            }
        return "\(judged) until \(expires) (\(author)\(reason.map { ": \($0)" } ?? ""))"
    }
}

/// Overrides by account.
public struct ScoreOverrides: Sendable {
    /// In file order.
    public let all: [ScoreOverride]
    private let byAccount: [String: [ScoreOverride]]

    init(_ all: [ScoreOverride]) {
        self.all = all
        byAccount = Dictionary(grouping: all, by: \.accountID)
    }

    /// The same of accounts and people that go by other names.
    func naming(_ rename: (String) -> String) -> ScoreOverrides { ScoreOverrides(all.map { $0.naming(rename) }) }

    /// The one that holds for an account on a day; there is never more than one.
    public func of(_ accountID: String, on day: Day) -> ScoreOverride? {
        byAccount[accountID]?.first { $0.holds(on: day) }
    }

    /// - Throws: `DocumentError` where an override is of no account, with the nearest one.
    public func check(accounts: some Collection<String>) throws(DocumentError) {
        guard !all.isEmpty else { return }
        let known = Set(accounts)
        for override in all where !known.contains(override.accountID) {
            throw override.place.error(
                "no account is called \"\(override.accountID)\""
                    + NearestName.hint(for: override.accountID, among: known))
        }
    }
}

extension Field {
    /// A date, quoted or not.
    package func day() throws(DocumentError) -> Day {
        let text = try text()
        guard let day = Day(text) else { throw error("\"\(text)\" is not a date (expected YYYY-MM-DD)") }
        return day
    }
}
