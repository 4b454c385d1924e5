// The library in one walk: learn, check on what came later, score everyone.
// README shows the lines between the marks; a test compares them.

// snippet.show
import Bellwether

let portfolio = try Portfolio(folder: "datasets/acme")
let table = portfolio.table(daysBefore: [90])
let data = table.observations(portfolio.features)
let split = data.split(at: Day("2025-07-01")!)!  // by time, with purge

let training = try Training(
    data.rows(split.learned),
    description: ModelDescription(
        origin: .portfolio(daysBefore: [90]), features: portfolio.liveFeatures.features, observations: data),
    options: TrainingOptions(penalty: .auto))
let check = Evaluation(try training.model.scored(data.rows(split.checked)))
print(check["auc"]!)  // Estimate(value, low, high)

let today = portfolio.table(asOf: Day("2026-06-30")!)
let scores = try BatchScorer(model: training.model, scorecard: portfolio.scorecard).score(today)
print(scores.filter { $0.disagreement != nil }.map(\.accountID))
// snippet.hide
