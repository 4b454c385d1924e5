import LinearAlgebra
import Metrics
import Regression
import Tables

/// The chance of being lost in each period among those still there, by logistic regression on rows of subjects and periods:
/// logit h(t | x) = baseline(t) + xᵀb, and S(t) = Π_{u ≤ t} (1 - h(u)), the chance of still being there after period t
/// (Allison, Sociological Methodology 13, 1982; Singer and Willett, J. Educational Statistics 18, 1993; Tutz and Schmid,
/// Modeling Discrete Time-to-Event Data, 2016).
///
/// A subject's likelihood is the product of (1 - h) over the periods it survived and h in the one it was lost in: exactly
/// what the logistic likelihood of its rows is. So errors come from the model, without clustering, although a subject has
/// many rows: each row is conditional on those before it. That holds for one loss a subject, right columns, and censoring
/// that says nothing about the loss to come; it does not hold where subjects differ in ways that no column shows (then
/// hazards fall with time because the risky leave first).
///
/// Without columns and with a baseline of its own for every period S is the Kaplan-Meier estimate and its interval that of
/// Greenwood's formula.
public struct DiscreteHazard: Sendable {
    /// How the hazard without predictors changes from period to period.
    public enum Baseline: Sendable, Equatable {
        /// A level of its own for every period: follows any course, needs losses in most periods.
        case periods
        /// A natural cubic spline of the period with so many knots (3 or more) at quantiles of the losses' periods.
        case spline(knots: Int)
    }

    /// nil where no period has both losses and survivors, so that nothing is to be learned.
    public let fit: LogisticFit?
    /// The columns, in order.
    public let names: [String]
    /// How the chance moves with time.
    public let baseline: Baseline
    /// Of periods 1 to the last.
    public let atRisk: [Int]
    /// Subjects that were lost, by period from the first.
    public let lost: [Int]
    private let columns: BaselineColumns

    /// The last period in which anybody was at risk.
    public var lastPeriod: Int { atRisk.count }

    /// - Parameters:
    ///   - data: the rows.
    ///   - baseline: how the chance moves with time, whatever the columns.
    ///   - regression: options of the fit. A penalty also holds the baseline's columns back.
    /// - Throws: `FitError`, as `LogisticRegression.fit` does; `invalid` for a spline of fewer than 3 knots or through fewer
    ///   periods with losses than knots.
    ///
    /// With `periods`, a period without a loss has hazard 0 and one that nobody survives hazard 1, which is where maximum
    /// likelihood runs to; their rows say nothing about the columns and are left out of the fit.
    public init(
        _ data: PersonPeriods, baseline: Baseline = .periods, regression: LogisticRegression = LogisticRegression()
    ) throws(FitError) {
        let (atRisk, lost) = data.lifeTable
        let columns = try BaselineColumns(baseline, atRisk: atRisk, lost: lost)
        (self.atRisk, self.lost, self.columns) = (atRisk, lost, columns)
        (names, self.baseline) = (data.names, baseline)
        let rows = data.periods.indices.filter { columns.certain(data.periods[$0]) == nil }
        guard !rows.isEmpty else {
            fit = nil
            return
        }
        fit = try regression.fit(
            columns.design(rows.map { data.periods[$0] }, data.x.rows(rows)), outcome: rows.map { data.events[$0] },
            names: columns.names + data.names)
    }

    /// h of each row: a period from 1 to the last, beside its columns.
    /// - Throws: `FitError.invalid` for a period outside, or other columns than the fit's.
    public func hazards(_ x: Matrix, periods: [Int]) throws(FitError) -> [Double] {
        try check(x, periods)
        let learned = fit?.probabilities(columns.design(periods, x))
        return periods.indices.map { columns.certain(periods[$0]) ?? learned?[$0] ?? 0 }
    }

    /// S(t) for columns that stay the same, after periods 1 to `last` (all by default).
    public func survival(
        _ row: [Double] = [], through last: Int? = nil, level: Double = 0.95
    ) throws(FitError) -> SurvivalCurve {
        let count = last ?? lastPeriod
        return try survival(
            path: Matrix(rows: count, columnCount: row.count) { [Double](repeating: row[$0], count: count) },
            level: level)
    }

    /// S(t) along columns that change: row t - 1 of `path` are those in period t.
    ///
    /// The interval is by the delta method on log(-log S), so it stays within 0 and 1. With η the log-odds of h and V the
    /// covariance of the coefficients, d log S / d coefficients = -Σ h z, z the columns of each period behind a one.
    /// Precondition: 0 < `level` < 1.
    public func survival(path: Matrix, level: Double = 0.95) throws(FitError) -> SurvivalCurve {
        precondition(level > 0 && level < 1, "a level is between 0 and 1")
        let periods = (0..<path.rows).map { $0 + 1 }
        let hazards = try hazards(path, periods: periods)
        let variances = try logVariances(path, periods, hazards)
        let z = Normal.quantile(0.5 + level / 2)
        var (survival, low, high) = ([Double](), [Double](), [Double]())
        var left = 1.0
        for (hazard, variance) in zip(hazards, variances) {
            left *= 1 - hazard
            let interval = Intervals.survival(left, logVariance: variance, z: z) ?? (left, left)
            survival.append(left)
            low.append(interval.low)
            high.append(interval.high)
        }
        return SurvivalCurve(periods: periods, hazards: hazards, survival: survival, low: low, high: high)
    }

    /// Variance of log S after each period: (Σ h)² times that of the linear predictor at the mean of z with weights h.
    private func logVariances(_ path: Matrix, _ periods: [Int], _ hazards: [Double]) throws(FitError) -> [Double] {
        guard let fit else { return periods.map { _ in 0 } }
        let design = columns.design(periods, path)
        var means = Matrix(rows: design.rows, columns: design.columns)
        var (sums, total) = ([Double](repeating: 0, count: design.columns), 0.0)
        var totals: [Double] = []
        for (place, period) in periods.enumerated() {
            if columns.certain(period) == nil {
                total += hazards[place]
                for j in sums.indices { sums[j] += hazards[place] * design[place, j] }
            }
            totals.append(total)
            for j in sums.indices { means[place, j] = total > 0 ? sums[j] / total : 0 }
        }
        return zip(totals, fit.linearPredictorVariance(means)).map { $0 * $0 * $1 }
    }

    private func check(_ x: Matrix, _ periods: [Int]) throws(FitError) {
        guard x.columns == names.count, x.rows == periods.count else {
            throw .invalid("\(x.rows) rows of \(x.columns) columns, expected \(periods.count) of \(names.count)")
        }
        guard let period = periods.first(where: { !(1...max(1, lastPeriod)).contains($0) }) else { return }
        throw .invalid("period \(period) was not learned (1 to \(lastPeriod) were)")
    }
}

/// The columns of time.
private struct BaselineColumns: Sendable {
    let names: [String]
    /// One a column, of the period.
    private let functions: [@Sendable (Int) -> Double]
    /// Hazards that need no fit: of each period, nil where it has to be learned.
    private let hazards: [Double?]

    init(_ baseline: DiscreteHazard.Baseline, atRisk: [Int], lost: [Int]) throws(FitError) {
        switch baseline {
        case .periods:
            let certain: [Double?] = zip(atRisk, lost).map { $1 == 0 ? 0 : $0 == $1 ? 1 : nil }
            hazards = certain
            // The first is the intercept.
            let learned = certain.indices.filter { certain[$0] == nil }.dropFirst().map { $0 + 1 }
            names = learned.map { "period \($0)" }
            functions = learned.map { level in { $0 == level ? 1 : 0 } }
        case .spline(let count):
            let knots = try BaselineColumns.knots(count, lost)
            hazards = atRisk.map { _ in nil }
            names = ["period"] + (1..<knots.count - 1).map { "period spline \($0)" }
            functions =
                [{ Double($0) }]
                + (1..<knots.count - 1).map { place in
                    let spline = NaturalSpline(cardinal: place, knots: knots)
                    return { spline.value(at: Double($0)) }
                }
        }
    }

    /// Evenly spaced among the periods of losses.
    private static func knots(_ count: Int, _ lost: [Int]) throws(FitError) -> [Double] {
        guard count >= 3 else { throw .invalid("a spline of time has 3 knots or more, found \(count)") }
        let periods = lost.indices.flatMap { [Int](repeating: $0 + 1, count: lost[$0]) }
        let places = (0..<count).map { periods.count * $0 / max(count - 1, 1) }.map { min($0, periods.count - 1) }
        let knots = periods.isEmpty ? [] : Set(places.map { Double(periods[$0]) }).sorted()
        guard knots.count == count else {
            throw .invalid(
                "losses in too few different periods for \(count) knots of time; use fewer, or a level a period")
        }
        return knots
    }

    func certain(_ period: Int) -> Double? { hazards.indices.contains(period - 1) ? hazards[period - 1] : nil }

    /// Columns of time before those of the rows.
    func design(_ periods: [Int], _ x: Matrix) -> Matrix {
        Matrix(rows: periods.count, columnCount: functions.count + x.columns) { j in
            j < functions.count ? periods.map(functions[j]) : x.column(j - functions.count)
        }
    }
}
