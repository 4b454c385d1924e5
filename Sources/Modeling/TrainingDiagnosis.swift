import Regression
import Tables

/// What an analyst checks before weights are believed: do single rows carry them, do columns explain each other, is the line
/// straight, are there events enough.
public struct TrainingDiagnosis: Sendable {
    /// By predictor, all its columns together; nil where it could not be computed.
    public let inflation: VarianceInflation?
    /// Whether something bends that the model holds straight.
    public let linkTest: LinkTest?
    /// How much each row bears on the fit.
    public let influence: Influence?
    /// Rows that move a weight by a standard error or more, strongest first; rows of `Training.rows`.
    public let pulls: [Influence.Pull]
    /// Rows of the rarer outcome for each (effective) parameter.
    public let eventsPerParameter: Double
    /// Why parts are missing, in words.
    public let notes: [String]

    /// Inflations from here on are told: the variance of a weight is ten times what its column alone would give it.
    public static let tellingInflation = 10.0
    /// Link tests below are told. Of ten sound models one would fail at .1; at .01 it is worth a look.
    public static let tellingP = 0.01

    /// Influence takes rows x columns² operations and rows x columns numbers: beyond these it is left out.
    fileprivate static let largestWork = 1e9
    fileprivate static let largestTable = 5e6
}

extension Training {
    /// What is odd about the fit: rows that move it, predictors that say the same, whether the curve fits.
    public func diagnosis() -> TrainingDiagnosis {
        let (rows, columns) = (Double(final.data.count), Double(model.fit.estimated.count))
        let scarce = min(final.data.eventCount, final.data.count - final.data.eventCount)
        let perParameter = Double(scarce) / model.fit.effectiveDegreesOfFreedom
        guard rows * columns * columns <= TrainingDiagnosis.largestWork,
            rows * columns <= TrainingDiagnosis.largestTable
        else {
            return TrainingDiagnosis(
                eventsPerParameter: perParameter,
                because: "\(final.data.count) rows x \(model.fit.estimated.count) columns are too many for a diagnosis")
        }
        do {
            return TrainingDiagnosis(
                try final.diagnosis(model.fit), terms: terms, eventsPerParameter: perParameter)
        } catch {
            return TrainingDiagnosis(eventsPerParameter: perParameter, because: error.description)
        }
    }

    /// Design columns by predictor, in design order.
    private var terms: [(name: String, columns: [String])] {
        var terms: [(name: String, columns: [String])] = []
        for column in model.preparation.columns {
            if let last = terms.indices.last, terms[last].name == column.predictor {
                terms[last].columns.append(column.name)
            } else {
                terms.append((column.predictor, [column.name]))
            }
        }
        return terms
    }
}

extension TrainingDiagnosis {
    init(eventsPerParameter: Double, because words: String) {
        (inflation, linkTest, influence, pulls) = (nil, nil, nil, [])
        (self.eventsPerParameter, notes) = (eventsPerParameter, [words])
    }

    init(_ fit: FitDiagnosis, terms: [(name: String, columns: [String])], eventsPerParameter: Double) {
        var notes: [String] = []
        func part<Part>(_ what: String, _ make: () throws(FitError) -> Part) -> Part? {
            do { return try make() } catch {
                notes.append("no \(what): \(error.description)")
                return nil
            }
        }
        inflation = part("variance inflation") { () throws(FitError) in try fit.varianceInflation(terms: terms) }
        linkTest = part("link test") { () throws(FitError) in try fit.linkTest() }
        influence = part("influence") { () throws(FitError) in try fit.influence() }
        pulls = influence?.pulls(atLeast: 1) ?? []
        (self.eventsPerParameter, self.notes) = (eventsPerParameter, notes)
    }

    /// What is wrong, a line each; empty where nothing is.
    /// - Parameters:
    ///   - isStraight: whether all terms are lines.
    ///   - name: what to call a row of the observations.
    public func findings(isStraight: Bool, name: (Int) -> String) -> [String] {
        [pullWords(name), inflationWords, linkWords(isStraight)].compactMap(\.self)
    }

    private func pullWords(_ name: (Int) -> String) -> String? {
        guard !pulls.isEmpty else { return nil }
        let shown = pulls.prefix(3).map { pull in
            "\(name(pull.row)) (\(pull.name) by \(NumberFormat.fixed(abs(pull.standardErrors), 1)))"
        }
        let verb = pulls.count == 1 ? "1 row moves" : "\(NumberFormat.grouped(pulls.count)) rows move"
        return "\(verb) a weight by more than its standard error: \(shown.joined(separator: ", "))"
            + (pulls.count > shown.count ? ", ..." : "")
    }

    private static let inflationsTold = 3

    /// The largest first, each pair once.
    private var inflationWords: String? {
        var told: Set<String> = []
        let high = (inflation?.terms ?? []).filter { $0.perDegree >= TrainingDiagnosis.tellingInflation }
        let words = high.sorted { $0.perDegree > $1.perDegree }.compactMap { term -> String? in
            guard told.insert(term.name).inserted else { return nil }
            let size = term.inflation.isInfinite ? "infinite" : NumberFormat.significant(2).text(term.perDegree)
            guard let partner = term.partner, abs(term.partnerCorrelation) > 0.9 else {
                return "\(term.name) and several others (VIF \(size))"
            }
            told.insert(partner)
            return "\(term.name) and \(partner) (VIF \(size))"
        }
        guard !words.isEmpty else { return nil }
        let shown = words.prefix(TrainingDiagnosis.inflationsTold).joined(separator: ", ")
        let more = words.count - TrainingDiagnosis.inflationsTold
        return "columns that explain each other, so that their weights mean little alone: \(shown)"
            + (more > 0 ? ", \(more) more" : "")
    }

    private func linkWords(_ isStraight: Bool) -> String? {
        guard let linkTest, linkTest.p < TrainingDiagnosis.tellingP else { return nil }
        let remedy = isStraight ? "try --terms splines" : "a product of columns or another column may be missing"
        return
            "the log-odds bend where the model has no bend (link test p \(NumberFormat.pValue.text(linkTest.p))): \(remedy)"
    }
}
