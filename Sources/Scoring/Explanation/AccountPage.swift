import Documents
import Health
import Metrics
import Signals
import Tables

extension AccountExplanation {
    /// What `explain` shows.
    /// - Parameters:
    ///   - top: so many signals by name; the others in one line.
    ///   - count: so many past accounts of each outcome.
    public func results(top: Int = 8, neighbours count: Int = 3) -> Results {
        var results = Results()
        for part in Part.allCases { results.add(self.results(part, top: top, neighbours: count)) }
        results.verdict(verdict)
        return results
    }

    /// What an account's page is made of, in its order.
    public enum Part: Sendable, CaseIterable {
        /// The tracking list.
        case account
        /// P(churn) with its interval, the health score and what to do.
        case score
        /// Signals behind the probability.
        case reasons
        /// Measures behind the health score.
        case measures
        /// Who was like it; what changed since an earlier day; what would have to change.
        case neighbours, change, moves
    }

    /// One part alone, as `results(top:neighbours:)` has it.
    public func results(_ part: Part, top: Int = 8, neighbours count: Int = 3) -> Results {
        var results = Results()
        let words = ReadingWords(model, table.features)
        switch part {
        case .account: results.table(header)
        case .score: addProbability(&results)
        case .reasons:
            results.table(parts.table(words, table.frame, row: 0, count: top), isMain: true)
            results.line(reasonsLine)
        case .measures:
            if let scorecard { results.table(HealthScores(scorecard, table.frame).partsTable(table, row: 0)) }
        case .neighbours: addNeighbours(&results, words, count)
        case .change: addChange(&results, top)
        case .moves: addMoves(&results, words)
        }
        return results
    }

    /// The tracking list's columns. Notes are for people: no feature reads them.
    private var header: Table {
        let about = table.rows[0]
        let ends = about.renewalDate.map { "\($0) (\(AccountExplanation.days(from: asOf, to: $0)))" }
        let lines: [(String, String?)] = [
            ("account", account.id), ("name", account.name), ("parent", account.parentID),
            ("customer since", account.signedOn?.description), ("product", about.product),
            ("ARR", about.arr.map { NumberFormat.grouped(Int($0.rounded())) }), ("contract ends", ends),
            ("primary contact", account.primaryContact), ("CSM", account.csm), ("notes", account.notes),
        ]
        return Table(
            "account", columns: [.init("field"), .init("value", title: "as of \(asOf)")],
            rows: lines.map { [.text($0.0), .optional($0.1)] })
    }

    private static func days(from day: Day, to end: Day) -> String {
        let days = end - day
        return days >= 0 ? "in \(days) days" : "\(-days) days overdue"
    }

    private func addProbability(_ results: inout Results) {
        results.table(
            Table(
                "score",
                columns: [
                    .init("p_churn", title: "P(churn)", .percent(1)), .init("p_low", title: "low", .percent(1)),
                    .init("p_high", title: "high", .percent(1)), .init("health", .decimals(0)), .init("band"),
                    .init("at_risk", title: "ARR at risk", .grouped), .init("action"), .init("owner"), .init("due"),
                    .init("disagreement", title: "the model says"),
                ],
                rows: [
                    [
                        .number(score.pChurn), .number(score.pLow), .number(score.pHigh), .optional(score.health),
                        .optional(score.band), .optional(score.arrAtRisk), .optional(score.action),
                        .optional(score.owner), .optional(score.due?.description), .optional(score.disagreement),
                    ]
                ]))
        results.value("parts_exact", parts.json)
        addCourse(&results)
        if let leadTimeLine { results.line(leadTimeLine) }
    }

    private func addCourse(_ results: inout Results) {
        guard let course, !course.table.rows.isEmpty else { return }
        results.table(course.table)
        results.value("score_course", course.json)
        results.line(
            "course: every four weeks, from the least to the greatest of the row, by today's model and scorecard of what was "
                + "known then; · no score")
    }

    /// nil where the renewal is about as far away as those that the model learned from.
    private var leadTimeLine: String? {
        guard case .portfolio(let days) = model.description.origin, let lead = table.rows[0].leadDays,
            let nearest = days.min(by: { abs($0 - lead) < abs($1 - lead) }), abs(nearest - lead) > 30
        else { return nil }
        return "the model learned from accounts \(nearest) days before their renewal; this one is \(lead) days away"
    }

    private var reasonsLine: String {
        guard parts.isCalibrated else {
            return
                "the calibration gives a probability of exactly 0 or 1, so the parts are those of the log-odds before it"
        }
        return "log-odds and points add up from the average renewal to P(churn); parts say what the model counts, "
            + "not what causes a loss"
    }

    private func addNeighbours(_ results: inout Results, _ words: ReadingWords, _ count: Int) {
        let near = neighbours.nearest(lost: true, count) + neighbours.nearest(lost: false, count)
        guard let share = neighbours.share else {
            results.line("no renewal of another account was decided before \(asOf): nobody to compare with")
            return
        }
        results.table(
            Table(
                "neighbours",
                columns: [
                    .init("outcome"), .init("account"), .init("name"), .init("renewal"), .init("seen"),
                    .init("distance", .decimals(2)), .init("differs_by", title: "differs most by"),
                ],
                rows: near.map { neighbour in
                    let about = neighbour.about
                    return [
                        .text(neighbour.isLoss ? "churned" : "renewed"), .text(about.accountID),
                        .optional(names[about.accountID]), .optional(about.renewalDate?.description),
                        .text(about.asOf.description), .number(neighbour.distance),
                        .optional(neighbour.differsBy.map(words.name(ofTerm:))),
                    ]
                }))
        results.line(
            "nearest past accounts, as they stood then; distance in log-odds, signals weighted by what the model makes of them"
        )
        results.line(
            "of the \(share.count) nearest \(share.losses) were lost: "
                + AccountExplanation.percent(Double(share.losses) / Double(share.count), share.interval)
                + (share.count < PastNeighbours.counted ? " (few: read it with care)" : ""))
    }

    private func addChange(_ results: inout Results, _ top: Int) {
        guard let change else { return }
        results.line(
            "since \(change.since): P(churn) \(AccountExplanation.percent(change.logit.pFrom)) to "
                + AccountExplanation.percent(change.logit.pTo)
                + (change.score.map {
                    ", health \($0.from.map(String.init) ?? "-") to \($0.to.map(String.init) ?? "-")"
                }
                    ?? ""))
        results.table(change.logit.table(top: top))
        if let score = change.score { results.table(score.table) }
    }

    private func addMoves(_ results: inout Results, _ words: ReadingWords) {
        results.value("target", .number(moves.target))
        if !moves.moves.isEmpty { results.table(movesTable(words)) }
        results.line(movesLine)
        if !moves.contrary.isEmpty {
            let names = moves.contrary.map { words.name($0) }.joined(separator: ", ")
            results.line("not offered, as the model counts them the other way round than they are declared: \(names)")
        }
        results.line(
            "association in past renewals, not a promised effect: one signal moved alone, the others held; only a trial tells"
        )
    }

    private func movesTable(_ words: ReadingWords) -> Table {
        Table(
            "moves",
            columns: [
                .init("signal"), .init("now"), .init("to"), .init("past_share", title: "were there", .percent(0)),
                .init("p_churn", title: "P(churn)", .percent(1)), .init("p_low", title: "low", .percent(1)),
                .init("p_high", title: "high", .percent(1)), .init("health", .decimals(0)), .init("band"),
                .init("reaches"),
            ],
            rows: shownMoves.map { move in
                [
                    .text(words.name(move.feature)), .text(words.text(move.feature, move.from)),
                    .text(words.text(move.feature, move.to)), .number(move.pastShare), .number(move.probability),
                    .number(move.low), .number(move.high), .optional(move.health), .optional(move.band),
                    .optional(reached(move)),
                ]
            })
    }

    /// All that reach a goal, and of the others those with the lowest P.
    private var shownMoves: [ActionableMoves.Move] {
        let reaching = moves.moves.filter(\.reachesGoal)
        return reaching + moves.moves.dropFirst(reaching.count).prefix(AccountExplanation.otherMoves)
    }

    private static let otherMoves = 5

    /// nil where no goal is reached.
    private func reached(_ move: ActionableMoves.Move) -> String? {
        let target = move.reachesTarget ? "P \(AccountExplanation.percent(moves.target))" : nil
        let goals = [target, move.reachesBand ? "band \(move.band ?? "")" : nil].compactMap(\.self)
        return goals.isEmpty ? nil : goals.joined(separator: ", ")
    }

    private var movesLine: String {
        let goal = "P(churn) of \(AccountExplanation.percent(moves.target))"
        let reaching = signals(\.reachesTarget)
        let looked = "of \(moves.signalCount) actionable signals, each moved alone to values that past renewals had,"
        let band = isInBestBand || scorecard == nil ? "" : "; \(signals(\.reachesBand)) a better band"
        return
            "\(looked) \(reaching == 0 ? "none reaches" : "\(reaching) reach\(reaching == 1 ? "es" : "")") \(goal)\(band)"
    }

    /// How many signals have a move that reaches a goal.
    private func signals(_ goal: (ActionableMoves.Move) -> Bool) -> Int {
        Set(moves.moves.filter(goal).map(\.feature)).count
    }

    /// How confident are we that this customer renews?
    public var verdict: String {
        // Of imported coefficients nobody knows the errors.
        let interval = score.pLow <= score.pHigh ? (1 - score.pHigh)...(1 - score.pLow) : nil
        let renews = AccountExplanation.percent(1 - score.pChurn, interval)
        let against = score.pChurn / lossRate
        let times =
            against.isFinite
            ? "; the risk is \(NumberFormat.fixed(against, 1)) times that of past renewals (\(AccountExplanation.percent(lossRate)))"
            : ""
        return "\(account.displayName) renews with a probability of \(renews)\(times). " + [why, agreement].joined()
    }

    private var why: String {
        score.reasons.isEmpty
            ? "No signal raises its risk. " : "Risk comes from: \(score.reasons.joined(separator: "; ")). "
    }

    private var agreement: String {
        switch (score.disagreement, score.health, score.band) {
        case (let word?, let health?, let band?):
            "The model sees it \(word) than its health score (\(health), \(band)) says."
        case (nil, let health?, let band?): "The health score (\(health), \(band)) does not contradict."
        case (_, nil, _?): "It has no health score: \(score.unscored ?? "not scored")."
        default: ""
        }
    }

    private static func percent(_ share: Double, _ interval: ClosedRange<Double>? = nil) -> String {
        let text = NumberFormat.percent(1).text(share)
        return interval.map { "\(text) (\(percent($0.lowerBound)) to \(percent($0.upperBound)))" } ?? text
    }
}
