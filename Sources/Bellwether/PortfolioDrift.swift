import Features
import Metrics
import Modeling
import Scoring
import Signals
import Tables

/// A model's drift in a data folder, with what was compared.
public struct PortfolioDrift: Sendable {
    /// What changed, and whether the probabilities held.
    public let review: DriftReview
    /// The day that was compared with.
    public let reference: Day
    /// The day in question.
    public let asOf: Day
    /// Renewals dated before `asOf`, not seen by the model, of which nothing was known on it. Where losses are told later than
    /// renewals, or sooner, the others flatter or slander the model.
    public let undecided: Int

    /// - Parameter top: features that are shown, beside all that drifted.
    public func results(top: Int = .max) -> Results {
        let rows = review.population.rows
        let opening =
            "\(NumberFormat.grouped(rows.current)) accounts as of \(asOf) against \(NumberFormat.grouped(rows.reference)) as of "
            + "\(reference)"
        let left = "\(NumberFormat.grouped(undecided)) renewals are past their date, but undecided, and left out"
        return review.results(opening: opening, remarks: undecided > 0 ? [left] : [], top: top)
    }
}

extension Portfolio {
    /// The accounts as of a day against those as of another, and the renewals decided between that the model had not seen.
    ///
    /// Both are whole books, whatever is left to the renewal, so that like is compared with like; most accounts are in both, and
    /// the tests then err to the safe side. A season shows as drift: take the same day of the year before as reference.
    /// Outcomes count where the renewal is dated before the day and its outcome was known before it: a loss that was told
    /// early does not count before the renewals of its time do.
    /// - Parameter model: the model in question.
    /// - Parameter asOf: the day in question: what became known on it or later is not looked at.
    /// - Parameter seed: of draws and samples; by default 42, so that every figure repeats.
    /// - Parameter reference: by default the day on which the model's last outcome became known.
    /// - Throws: `TrainingError.data` where the reference is not before the day, or a model of a ready-made table is given;
    ///   otherwise as `DriftReview` does.
    public func drift(
        _ model: ChurnModel, asOf: Day, reference: Day? = nil, seed: UInt64 = 42
    ) throws(TrainingError) -> PortfolioDrift {
        guard case .portfolio(let leadTimes) = model.description.origin else {
            throw .data("the model was trained on a ready-made table: compare tables (--table, --reference-table)")
        }
        guard let reference = reference ?? model.description.period?.upperBound else {
            throw .data(
                "the model does not say when its outcomes were known: name the reference day (--reference DATE)")
        }
        guard reference < asOf else {
            throw .data("the reference \(reference) is not before \(asOf): name an earlier one (--reference DATE)")
        }
        let past = leadTimes.map { renewals(leadDays: $0, before: asOf, notSeenBy: model) }
        var outcomes: [(leadDays: Int?, scored: ScoredOutcomes)] = []
        for (days, table) in zip(leadTimes, past) where !table.decided.rows.isEmpty {
            outcomes.append((days, try model.scored(table.decided.observations(features))))
        }
        let review = try DriftReview(
            model, reference: table(asOf: reference).frame, current: table(asOf: asOf).frame, outcomes: outcomes,
            seed: seed)
        return PortfolioDrift(
            review: review, reference: reference, asOf: asOf, undecided: past.map(\.undecided).max() ?? 0)
    }

    private func renewals(
        leadDays: Int, before day: Day, notSeenBy model: ChurnModel
    ) -> (decided: FeatureTable, undecided: Int) {
        let all = table(daysBefore: [leadDays])
        let past = all.rows.indices.filter { row in
            all.rows[row].renewalDate.map { $0 < day } ?? false && model.description.hasNotSeen(all.rows[row])
        }
        let known = past.filter { all.rows[$0].knownOn.map { $0 < day } ?? false }
        return (all.rows(known), past.count - known.count)
    }
}
