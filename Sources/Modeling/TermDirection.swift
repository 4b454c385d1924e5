import Documents
import Features
import Regression
import Tables

/// Which way a predictor's term must go: the probability of churn may only rise, or only fall, with the predictor.
public enum TermDirection: String, Sendable, Codable, CaseIterable {
    /// The probability of churn may only rise, or only fall, with the predictor.
    case rising, falling

    /// The sign of its coefficients.
    var sign: Int { self == .rising ? 1 : -1 }
}

extension TrainingOptions {
    /// Refuses what does not go together: products are chosen on the rows that are learned from, so maximum likelihood's
    /// p-values would not be valid, and Jeffreys' prior has neither room for many columns nor for bounds.
    public func check() throws(TrainingError) {
        if terms.fixed?.hasPairs == true, !penalty.hasStrength {
            throw .data(
                "terms \(terms.rawValue) need a penalty other than \(penalty.rawValue): products are chosen on the rows they are fitted to, which a penalty must make up for"
            )
        }
        if [.firth, .groupLasso, .prior].contains(penalty), directions?.isEmpty == false {
            throw .data("directions need a penalty other than \(penalty.rawValue), which knows no bounds")
        }
        if directions?.isEmpty == false, solver != SolverKinds.auto, let kind = try? SolverKinds.named(solver),
            !kind.canSolve(PenaltyTerms(curvature: [1], target: [0], lower: [0]))
        {
            throw .data("solver \(solver) cannot hold a term to a direction; use auto or coordinate-descent")
        }
    }

    /// Refuses directions of predictors that are not there, or are no numbers.
    func checkDirections(_ frame: Frame) throws(TrainingError) {
        for name in (directions ?? [:]).keys.sorted() {
            guard let column = frame[name] else {
                throw .data(
                    "no column \"\(name)\" to hold to a direction" + NearestName.hint(for: name, among: frame.names))
            }
            guard case .numbers = column.values else {
                throw .data("\"\(name)\" is a category: only a number can be held to a direction")
            }
        }
    }

    /// Words for directed predictors whose every coefficient the data would carry beyond 0; nil where there is none.
    func directionNote(_ preparation: Preparation, _ fit: LogisticFit) -> String? {
        let held = preparation.predictors.map(\.name).filter { name in
            let places = preparation.columns.indices.filter {
                preparation.columns[$0].predictor == name && preparation.columns[$0].source.isMonotone
            }
            return directions?[name] != nil && !places.isEmpty && places.allSatisfy { fit.weights[$0 + 1] == 0 }
        }
        guard !held.isEmpty else { return nil }
        return
            "held at 0 by direction, because the data say otherwise or nothing: \(held.map { "\($0) (\(directions![$0]!.rawValue))" }.joined(separator: ", "))"
    }
}

extension TermDirection {
    /// The directions that signals.yaml gives the features of numbers: good ones can only lower the chance of loss, bad ones
    /// only raise it. Features without a direction, and categories, are free.
    public static func declared(_ features: [Feature]) -> [String: TermDirection] {
        var directions: [String: TermDirection] = [:]
        for feature in features where !feature.isCategory && feature.direction != .none {
            directions[feature.name] = feature.direction == .bad ? .rising : .falling
        }
        return directions
    }
}
