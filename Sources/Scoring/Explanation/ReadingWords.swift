import Features
import Foundation
import Modeling
import Tables

/// Readings of predictors as people write them: a logarithm as the number it is of, a count without decimals.
struct ReadingWords: Sendable {
    private let model: ChurnModel
    private let features: [String: Feature]

    init(_ model: ChurnModel, _ features: [Feature]) {
        self.model = model
        self.features = Dictionary(features.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a term is: the description of its predictor, or of both.
    func name(ofTerm term: String) -> String {
        joined(model.preparation.predictors(ofTerm: term).map { name($0) })
    }

    /// `logins (log) in 90 days` without the mark, as the value that is shown is no logarithm.
    func name(_ predictor: String) -> String {
        let words = model.description.words(for: predictor)
        return features[predictor]?.isLogarithmic == true ? words.replacing(" (log)", with: "") : words
    }

    /// The row's readings of a term's predictors.
    func value(ofTerm term: String, _ frame: Frame, row: Int) -> String {
        joined(model.preparation.predictors(ofTerm: term).map { value($0, frame, row: row) })
    }

    func value(_ predictor: String, _ frame: Frame, row: Int) -> String {
        switch frame[predictor]?.values {
        case .numbers(let values): text(predictor, values[row])
        case .categories(let values): values.level(at: row) ?? ReadingWords.notKnown
        case nil: ReadingWords.notKnown
        }
    }

    /// The reading of the average row learned from; nil where the term has a predictor that is no number.
    func average(ofTerm term: String) -> String? {
        let all = model.preparation.predictors(ofTerm: term).map { average($0) }
        return all.contains(nil) ? nil : joined(all.compactMap(\.self))
    }

    private func average(_ predictor: String) -> String? {
        model.preparation.columns.first { column in
            if case .number = column.source { column.predictor == predictor } else { false }
        }.map { text(predictor, $0.mean) }
    }

    func text(_ predictor: String, _ value: Double) -> String {
        guard !value.isNaN else { return ReadingWords.notKnown }
        let natural = features[predictor]?.natural(value) ?? value
        let whole = natural.rounded()
        let isWhole = abs(natural - whole) < 1e-6 && abs(whole) < 1e15
        if isWhole || abs(natural) >= 100 { return NumberFormat.grouped.text(whole) }
        return NumberFormat.significant(2).text(natural)
    }

    private func joined(_ words: [String]) -> String { words.joined(separator: " × ") }

    static let notKnown = "not known"
}
