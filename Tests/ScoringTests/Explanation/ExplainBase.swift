import Features
import Health
import Modeling
import Scoring
import Signals
import Tables

/// An account that seldom logs in, among two hundred past renewals.
struct ExplainBase {
    static let day = Day("2024-07-01")!
    let book: PastBook
    let history: SignalHistory
    let model: ChurnModel
    let card: Scorecard
    let past: FeatureTable

    init(logins: Int = 3, tickets: Int? = 12, model: ChurnModel? = nil, isInPast: Bool = false) throws {
        var book = PastBook.drawn(200, seed: 3)
        // Its own past: the same readings, and kept.
        if isInPast {
            book.cases.append(.init(id: "now", date: Self.day - 305, logins: logins, tickets: tickets, tenure: 800))
        }
        book.cases.append(.init(id: "now", date: Self.day + 60, logins: logins, tickets: tickets, tenure: 1165))
        self.book = book
        history = book.history
        self.model = try model ?? PastBook.model()
        card = try PastBook.card(PastBook.byLogins)
        past = try book.table()
    }

    /// The whole base as of a day.
    func table(_ day: Day = day) throws -> FeatureTable {
        try PastBook.features().extract(history, at: history.anchors(asOf: day))
    }

    /// The one row of the account.
    func row(_ day: Day = day) throws -> FeatureTable {
        let table = try table(day)
        return table.rows([table.rows.firstIndex { $0.accountID == "now" }!])
    }

    func neighbours() throws -> PastNeighbours {
        let predictions = try model.predict(row().frame)
        return try PastNeighbours(model, predictions, row: 0, id: "now", past: past, before: Self.day)
    }

    func moves(target: Double? = nil) throws -> ActionableMoves {
        try ActionableMoves(model, card, row(), row: 0, past: past, target: target)
    }

    func page(_ accounts: [Account]? = nil, since: Day? = nil) throws -> AccountExplanation {
        let table = try table()
        return try AccountExplanation(
            model, card, table, row: table.rows.firstIndex { $0.accountID == "now" }!,
            accounts: accounts ?? history.accounts, past: past,
            before: since.map { (card, try self.table($0)) })
    }
}
