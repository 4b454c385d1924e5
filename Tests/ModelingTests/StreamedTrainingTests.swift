import Documents
import Foundation
import Metrics
import Modeling
import Regression
import Tables
import Testing

/// A table in memory, handed over in pieces of `rows` rows.
private struct PieceSource: FrameSource {
    let frame: Frame
    var rows = 700

    func open() throws -> Pieces { Pieces(source: self) }

    struct Pieces: FramePieces {
        let source: PieceSource
        var first = 0

        mutating func next() throws -> FramePiece? {
            guard first < source.frame.rowCount else { return nil }
            let end = min(first + source.rows, source.frame.rowCount)
            defer { first = end }
            return FramePiece(frame: source.frame.rows(Array(first..<end)), firstRow: first)
        }
    }
}

/// Training in pieces beside training in memory.
struct StreamedTrainingTests {
    private static let roles = ColumnRoles(outcome: "churned")

    /// Numbers with blanks (two with the same pattern), a constant, a category with rare levels and blanks, pending outcomes.
    private static func table(_ count: Int, seed: UInt64 = 3, hasRareLevels: Bool = true) -> Frame {
        var random = SeededGenerator(seed: seed)
        var (x, big, plan, outcome): ([Double], [Double], [String?], [String?]) = ([], [], [], [])
        for row in 0..<count {
            let isMissing = random.uniform() < 0.1
            let value = random.uniform() * 4 - 2
            x.append(isMissing ? .nan : value)
            big.append(isMissing ? .nan : 1e7 * random.uniform() + 1e9)
            let kind = random.below(40)
            plan.append(
                kind < 30
                    ? ["basic", "plus", "max"][kind % 3]
                    : kind == 39 ? nil : kind < 32 && hasRareLevels ? "odd\(row)" : "max")
            let eta = -0.5 + 0.9 * value + (plan[row] == "plus" ? 0.7 : 0) - 1e-7 * (isMissing ? 0 : big[row] - 1e9)
            outcome.append(row % 50 == 7 ? nil : random.uniform() < 1 / (1 + exp(-eta)) ? "yes" : "no")
        }
        return Frame(
            columns: [
                FrameColumn("x", .numbers(x)), FrameColumn("plan", .categories(Categories(plan))),
                FrameColumn("churned", .categories(Categories(outcome))), FrameColumn("big", .numbers(big)),
                FrameColumn("same", .numbers(x.map { _ in 5 })),
                FrameColumn("late", .numbers(x.indices.map { $0 % 9 == 2 ? .nan : Double($0 % 13) })),
            ], rowCount: count)
    }

    private func streamed(
        _ frame: Frame, roles: ColumnRoles = roles, rows: Int = 700, _ options: TrainingOptions = TrainingOptions(),
        threads: Int = 2
    ) throws -> StreamedTraining {
        let source = PieceSource(frame: frame, rows: rows)
        var survey = TableSurvey(roles: roles)
        var pieces = try source.open()
        while let piece = try pieces.next() { try survey.add(piece) }
        return try StreamedTraining(source, survey: survey, options: options, threads: threads)
    }

    private func inMemory(_ frame: Frame, _ options: TrainingOptions) throws -> ChurnModel {
        try Samples.train(try TableObservations(frame, roles: Self.roles).observations, options).model
    }

    private static let likelihood = TrainingOptions(
        terms: .linear, penalty: .none, solver: "sgd", calibration: "none")

    @Test func preparationAndOptimumAreThoseOfTheTableInMemory() throws {
        for options in [
            Self.likelihood,
            TrainingOptions(terms: .linear, penalty: .ridge, lambda: 4, solver: "sgd", calibration: "none"),
        ] {
            // Of a level that a few rows have maximum likelihood is infinite.
            let frame = Self.table(6000, hasRareLevels: options.penalty == .ridge)
            let (a, b) = (try streamed(frame, options).model, try inMemory(frame, options))
            #expect(a.preparation.columns.map(\.name) == b.preparation.columns.map(\.name))
            #expect(a.preparation.notes == b.preparation.notes)
            for (x, y) in zip(a.preparation.columns, b.preparation.columns) {
                #expect(abs(x.mean - y.mean) <= 1e-12 * abs(y.mean) && abs(x.scale - y.scale) <= 1e-11 * y.scale)
            }
            #expect(abs(a.fit.logLikelihood - b.fit.logLikelihood) < 1e-6)
            #expect(a.fit.observations == 5880 && a.description.rows == b.description.rows)
            #expect(a.description.events == b.description.events && a.description.origin == b.description.origin)
            let errors = b.fit.standardErrors
            for j in b.fit.estimated { #expect(abs(a.fit.weights[j] - b.fit.weights[j]) < 1e-3 * errors[j]) }
            let (p, q) = (try a.predict(frame), try b.predict(frame))
            for row in stride(from: 0, to: 6000, by: 97) {
                #expect(abs(p.probabilities[row] - q.probabilities[row]) < 1e-5)
                #expect(abs(p.low[row] - q.low[row]) < 1e-4)
            }
        }
    }

    @Test func theModelFileIsOneAsAnyOther() throws {
        let model = try streamed(Self.table(3000)).model
        let text = try ModelFile.text(model)
        #expect(try ModelFile.text(ModelFile.read(Array(text.utf8), file: "m.json")) == text)
    }

    @Test func piecesAndThreadsDoNotMatter() throws {
        let frame = Self.table(4000)
        let base = try streamed(frame, rows: 4000)
        #expect(try ModelFile.text(streamed(frame, rows: 4000, threads: 1).model) == ModelFile.text(base.model))
        for rows in [1, 333] {
            let other = try streamed(frame, rows: rows).model.fit
            // Means differ by rounding.
            for (x, y) in zip(other.weights, base.model.fit.weights) { #expect(abs(x - y) < 1e-9 * max(1, abs(y))) }
        }
    }

    @Test func heldOutRowsAreScoredByAModelThatHasNotSeenThem() throws {
        let training = try streamed(Self.table(8000))
        let held = try #require(training.heldOut)
        // A twentieth of the decided rows, by chance.
        #expect(held.count > 300 && held.count < 480)
        #expect(AreaUnderCurve.value(held) > 0.7)
        #expect(training.model.notes.contains { $0.contains("held-out rows show no need") })
        #expect(training.model.lambda == 1)
        for word in ["gradient descent: ", "terms: linear", "penalty: ridge 1"] {
            #expect(training.model.notes.contains { $0.hasPrefix(word) }, "\(word)")
        }
    }

    @Test func calibrationIsLearnedWhereHeldOutRowsAskForIt() throws {
        let named = try streamed(Self.table(8000), TrainingOptions(solver: "sgd", calibration: "platt"))
        #expect(named.model.calibration.map.line?.slope != 1)
        // A ridge that holds the weights at a fraction of what they are.
        let flat = try streamed(Self.table(8000), TrainingOptions(penalty: .ridge, lambda: 5000, solver: "sgd"))
        #expect(try #require(flat.model.calibration.map.line).slope > 1.3)
        #expect(flat.model.notes.contains { $0.hasPrefix("calibrated on ") })
        let few = #expect(throws: TrainingError.self) {
            try streamed(Self.table(600), TrainingOptions(solver: "sgd", calibration: "platt"))
        }
        #expect(few?.description.contains("held-out rows of the rarer outcome") == true)
    }

    @Test func weightsCountRowsAndBadOnesAreNamed() throws {
        let frame = Self.table(3000, hasRareLevels: false)
        func weighted(_ weight: (Int) -> Double) -> Frame {
            Frame(
                columns: frame.columns + [FrameColumn("w", .numbers((0..<3000).map(weight)))], rowCount: 3000)
        }
        let roles = ColumnRoles(outcome: "churned", weight: "w")
        let fit = try streamed(weighted { $0 % 3 == 0 ? 2 : 1 }, roles: roles, Self.likelihood).model.fit
        let doubled = frame.rows((0..<3000).flatMap { $0 % 3 == 0 ? [$0, $0] : [$0] })
        let twice = try streamed(doubled, Self.likelihood).model.fit
        #expect(abs(fit.logLikelihood - twice.logLikelihood) < 1e-5)
        let bad = weighted { $0 == 1234 ? -1 : 1 }
        let known = #expect(throws: TrainingError.self) { try TableObservations(bad, roles: roles) }
        let error = #expect(throws: TrainingError.self) { try streamed(bad, roles: roles) }
        #expect(error?.description == known?.description && error?.description.contains("row 1235") == true)
    }

    @Test func outcomesAreRefusedInTheSameWords() throws {
        let frame = Self.table(500)
        for roles in [ColumnRoles(outcome: "plan"), ColumnRoles(outcome: "churned", positive: "yse")] {
            let known = #expect(throws: TrainingError.self) { try TableObservations(frame, roles: roles) }
            let error = #expect(throws: TrainingError.self) { try streamed(frame, roles: roles) }
            #expect(error?.description == known?.description)
        }
        let one = frame.rows((0..<500).filter { frame["churned"]?.values.text(at: $0) == "no" })
        let error = #expect(throws: TrainingError.self) {
            try streamed(one, roles: ColumnRoles(outcome: "churned", positive: "no"))
        }
        #expect(error?.description.contains("every outcome is 1") == true)
    }

    @Test func aColumnThatNamesRowsIsRefused() throws {
        let count = 110_000
        let names = Categories(codes: (0..<Int32(count)).map { $0 }, levels: (0..<count).map { "r\($0)" })
        let outcome = Categories((0..<count).map { $0 % 3 == 0 ? "yes" : "no" })
        let frame = Frame(
            columns: [FrameColumn("name", .categories(names)), FrameColumn("churned", .categories(outcome))],
            rowCount: count)
        let error = #expect(throws: TrainingError.self) { try streamed(frame, rows: 20_000) }
        #expect(error?.description.contains("--ignore name") == true)
    }

    @Test func whatNeedsRowsInMemoryIsRefused() {
        var (terms, penalty, errors) = (TrainingOptions(), TrainingOptions(), TrainingOptions())
        (terms.terms, penalty.penalty, errors.errors) = (.splines, .lasso, .cluster)
        let words = [terms, penalty, errors].map { StreamedTraining.refusal($0) ?? "" }
        #expect(words[0].contains("--terms splines") && words[1].contains("--penalty lasso"))
        #expect(words[2].contains("--errors cluster"))
        #expect(StreamedTraining.refusal(TrainingOptions(directions: ["x": .rising])) != nil)
        #expect(StreamedTraining.refusal(TrainingOptions()) == nil)
        #expect(StreamedTraining.refusal(Self.likelihood) == nil)
    }
}
