import Signals
import Tables

/// What a row is about. Everything but `outcome` was known at the cut-off.
public struct FeatureRow: Sendable, Equatable {
    /// The account.
    public let accountID: String
    /// Index into `SignalHistory.accounts`.
    public let account: Int
    /// The day whose first midnight is the cut-off.
    public let asOf: Day
    /// The day of its next decision; nil where nothing is open.
    public let renewalDate: Day?
    /// Days from the cut-off to the decision; nil where nothing is open.
    public let leadDays: Int?
    /// What the source calls the renewal; ids of terms decided together are joined by ` + `.
    public let renewalID: String?
    /// What became of the renewal after the cut-off; nil where the row has no renewal. `pending` is not decided yet.
    /// Of terms decided together as `Outcome.together` has it.
    public let outcome: Outcome?
    /// The day on which the outcome became known; nil where there is none yet. May lie before or after the renewal date.
    public let knownOn: Day?
    /// Annual recurring revenue of the terms that end: of all that are decided together in the one row an account as of a
    /// day, of its own term in a row a renewal.
    public let arr: Double?
    /// Days since the account signed.
    public let tenureDays: Int?
    /// The first day of the term that ends.
    public let termStart: Day?
    /// Length of the term that ends, in months.
    public let termMonths: Int?
    /// What the contract is for.
    public let product: String?

    init(_ anchor: Anchor, of history: SignalHistory) {
        account = anchor.account
        accountID = history.accountID(anchor.account)
        (asOf, leadDays) = (anchor.asOf, anchor.leadDays)
        let renewal = anchor.renewal
        renewalDate = renewal?.date
        if anchor.isWholeDecision, !anchor.alongside.isEmpty {
            let all = anchor.together
            (outcome, arr) = (Outcome.together(all.map(\.outcome)), Renewal.arr(of: all))
            renewalID = all.contains { $0.id != nil } ? all.compactMap(\.id).joined(separator: " + ") : nil
            knownOn = outcome?.isLoss == nil ? nil : all.map(\.knownOn).max()
        } else {
            (outcome, arr, renewalID) = (renewal?.outcome, renewal?.arrBefore, renewal?.id)
            knownOn = renewal.flatMap { $0.outcome == .pending ? nil : $0.knownOn }
        }
        (termStart, termMonths, product) = (renewal?.termStart, renewal?.termMonths, renewal?.product)
        tenureDays = history.signedOn(anchor.account).map { anchor.asOf - $0 }
    }
}

/// Features of many rows: what each row is about, and one column a feature.
public struct FeatureTable: Sendable {
    /// One a column, in order.
    public let features: [Feature]
    /// What each row is about.
    public let rows: [FeatureRow]
    /// One column a feature, under its name; missing is NaN or `Categories.missing`.
    public let frame: Frame
    /// The anchors that made no row.
    public let leftOut: LeftOut

    /// A value as people read it: its logarithm taken back. Missing where there is none, or no such feature.
    package func cell(_ name: String, row: Int) -> Table.Cell {
        switch frame[name]?.values {
        case .numbers(let numbers) where numbers[row].isNaN: .missing
        case .numbers(let numbers): .number(feature(name)?.natural(numbers[row]) ?? numbers[row])
        case .categories(let levels): .optional(levels.level(at: row))
        case nil: .missing
        }
    }

    private func feature(_ name: String) -> Feature? { features.first { $0.name == name } }

    init(features: [Feature], rows: [FeatureRow], frame: Frame, leftOut: LeftOut) {
        (self.features, self.rows, self.frame, self.leftOut) = (features, rows, frame, leftOut)
    }

    /// How many rows there are.
    public var count: Int { rows.count }

    /// The rows at `indices`, in that order; an index may repeat. `leftOut` is that of the whole table.
    public func rows(_ indices: [Int]) -> FeatureTable {
        FeatureTable(
            features: features, rows: indices.map { rows[$0] }, frame: frame.rows(indices), leftOut: leftOut)
    }

    /// The rows whose renewal is dated before `day`, and the others. Rows without a renewal count by their as-of date.
    /// An outcome of the first part may still have become known after cut-offs of the second: purging is the trainer's.
    public func split(at day: Day) -> (before: FeatureTable, from: FeatureTable) {
        let isBefore = rows.map { ($0.renewalDate ?? $0.asOf) < day }
        return (rows(rows.indices.filter { isBefore[$0] }), rows(rows.indices.filter { !isBefore[$0] }))
    }

    /// Columns renewal_id (where the source has it), account_id, as_of, renewal_date, lead_days, outcome, then the
    /// features.
    public var table: Table {
        let keys = FeatureTable.keys(hasIDs: rows.contains { $0.renewalID != nil })
        let columns =
            keys.map { Table.Column($0.name) }
            + features.map { Table.Column($0.name, $0.isCategory ? .text : .significant(4)) }
        let cells = rows.indices.map { index in
            keys.map { $0.cell(rows[index]) } + frame.columns.map { FeatureTable.cell($0.values, index) }
        }
        return Table("features", columns: columns, rows: cells)
    }

    /// What a row is about, before its features.
    /// - Parameter hasIDs: whether the renewals have ids, which then come first.
    public static func keys(hasIDs: Bool) -> [FeatureCSV.Key] {
        (hasIDs ? [FeatureCSV.Key("renewal_id") { .optional($0.renewalID) }] : []) + [
            FeatureCSV.Key("account_id") { .text($0.accountID) },
            FeatureCSV.Key("as_of") { .text($0.asOf.description) },
            FeatureCSV.Key("renewal_date") { .optional($0.renewalDate?.description) },
            FeatureCSV.Key("lead_days") { .optional($0.leadDays) },
            FeatureCSV.Key("outcome") { .optional($0.outcome?.rawValue) },
        ]
    }

    private static func cell(_ values: FrameValues, _ row: Int) -> Table.Cell {
        switch values {
        case .numbers(let numbers): numbers[row].isNaN ? .missing : .number(numbers[row])
        case .categories(let levels): .optional(levels.level(at: row))
        }
    }
}
