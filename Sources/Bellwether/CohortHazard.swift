import LinearAlgebra
import Modeling
import Retention

extension CohortRetention {
    /// The share of customers left after each age by a discrete-time hazard fit, which smooths what few losses make jump: a
    /// natural spline of age where losses fall into enough ages, else a level an age. nil where nothing was lost.
    public var hazardFit: SurvivalCurve? {
        let x = Matrix(columns: [], rows: spans.count)
        guard
            let periods = try? PersonPeriods(
                durations: spans.map(\.last), isLost: spans.map(\.isLost), entries: spans.map(\.entry), x: x, names: [])
        else { return nil }
        let hazard =
            (try? DiscreteHazard(periods, baseline: .spline(knots: 3))) ?? (try? DiscreteHazard(periods))
        return hazard.flatMap { try? $0.survival() }
    }
}
