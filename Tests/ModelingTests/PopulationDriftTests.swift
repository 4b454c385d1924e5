import Foundation
import Metrics
import Modeling
import Tables
import Testing

@Suite struct PopulationDriftTests {
    /// Normal, skewed, whole numbers, three tenths missing, and a category, by turns.
    /// - Parameter shift: of the first column, in standard deviations.
    private func sample(
        _ count: Int, features: Int = 20, shift: Double = 0, _ random: inout SeededGenerator
    ) -> Frame {
        var columns: [FrameColumn] = []
        for number in 0..<features {
            let values = (0..<count).map { _ in random.normal() + (number == 0 ? shift : 0) }
            switch number % 5 {
            case 1: columns.append(.init("f\(number)", .numbers(values.map { exp(1.5 * $0) })))
            case 2: columns.append(.init("f\(number)", .numbers(values.map { max(0, (2 * $0).rounded()) })))
            case 3: columns.append(.init("f\(number)", .numbers(values.map { random.uniform() < 0.3 ? .nan : $0 })))
            case 4:
                let texts = values.map { "level \(Int(($0 + 10).rounded()))" as String? }
                columns.append(.init("f\(number)", .categories(Categories(texts))))
            default: columns.append(.init("f\(number)", .numbers(values)))
            }
        }
        return Frame(columns: columns, rowCount: count)
    }

    /// 500 clean months of 20 features of 100 accounts: any alarm in at most 5% of them.
    @Test func cleanMonthsAreSeldomTold() throws {
        let alarms = concurrentMap(500) { run in
            var random = SeededGenerator(seed: 17, stream: UInt64(run))
            let (before, now) = (sample(100, &random), sample(100, &random))
            let drift = try? PopulationDrift(reference: before, current: now)
            return drift.map { !$0.drifted.isEmpty } ?? true
        }
        let count = alarms.count { $0 }
        #expect(count <= 25, "\(count)")
    }

    /// A shift of half a standard deviation in one of 20 features of 1 000 accounts is told, of that feature, in 90% of months.
    @Test func shiftsOfHalfADeviationAreTold() throws {
        let told = concurrentMap(500) { run in
            var random = SeededGenerator(seed: 18, stream: UInt64(run))
            let (before, now) = (sample(1000, &random), sample(1000, shift: 0.5, &random))
            let drift = try? PopulationDrift(reference: before, current: now)
            return drift.map { $0.columns[0].name == "f0" && $0.columns[0].hasMoved } ?? false
        }
        let count = told.count { $0 }
        #expect(count >= 450, "\(count)")
    }

    private func frame(_ columns: [(String, FrameValues)]) -> Frame {
        Frame(columns: columns.map { FrameColumn($0.0, $0.1) }, rowCount: columns[0].1.count)
    }

    private func levels(_ counts: [(String?, Int)]) -> FrameValues {
        .categories(Categories(counts.flatMap { Array(repeating: $0.0, count: $0.1) }))
    }

    @Test func newLevelsAndMissingSharesAreNamed() throws {
        let steady = FrameValues.numbers((0..<200).map { Double($0 % 20) })
        let holes = FrameValues.numbers((0..<200).map { $0 % 4 == 0 ? .nan : Double($0 % 20) })
        let one = FrameValues.numbers([Double](repeating: 3, count: 200))
        let before = frame([
            ("use", steady), ("plan", levels([("basic", 150), ("plus", 50)])), ("nps", steady), ("flag", one),
        ])
        let now = frame([
            ("flag", one), ("nps", holes), ("use", steady),
            ("plan", levels([("plus", 45), ("trial", 31), ("basic", 120), ("free", 4)])),
        ])
        let drift = try PopulationDrift(reference: before, current: now)
        #expect(drift.score == nil && drift.meanProbability == nil && drift.rows == (200, 200))
        func column(_ name: String) throws -> ColumnShift { try #require(drift.columns.first { $0.name == name }) }
        let plan = try column("plan")
        #expect(plan.newLevels.map(\.name) == ["trial", "free"] && plan.newLevels.map(\.rows) == [31, 4])
        #expect(plan.hasMoved && plan.words == "moved, new: trial (31), free (4)")
        #expect(plan.level?.name == "trial" && plan.level?.reference == 0 && plan.level?.current == 0.155)
        let nps = try column("nps")
        #expect(nps.isMissingOtherwise && nps.missing == (0, 0.25) && nps.words.hasSuffix("missing more often"))
        #expect(try column("flag").words == "constant" && column("flag").stability == nil)
        #expect(try column("use").words == "steady" && column("use").difference == 0)
        #expect(drift.verdict.hasPrefix("2 of 4 features drifted beyond chance: nps ("))
    }

    /// Whatever was rejected, an index lies above its threshold just where it is told to have moved.
    @Test func thresholdsPartWhatMoved() throws {
        for run in 0..<40 {
            var random = SeededGenerator(seed: 19, stream: UInt64(run))
            let shift = Double(run) / 40
            let drift = try PopulationDrift(
                reference: sample(300, &random), current: sample(200, shift: shift, &random))
            for column in drift.columns {
                guard let stability = column.stability, let threshold = column.threshold else { continue }
                #expect((stability.index > threshold) == column.hasMoved, "\(run) \(column.name)")
            }
            let beyond = Set(drift.exceeding(0.2).map(\.name))
            #expect(beyond == Set(drift.columns.filter { $0.hasMoved && $0.stability!.index > 0.2 }.map(\.name)))
        }
    }

    @Test func tooFewRowsAreRefused() throws {
        var random = SeededGenerator(seed: 1)
        let (few, many) = (sample(19, &random), sample(100, &random))
        let reason = #expect(throws: TrainingError.self) { try PopulationDrift(reference: many, current: few) }
        #expect(reason?.description == "the sample to compare has 19 rows, too few to tell drift from chance (20)")
        let other = #expect(throws: TrainingError.self) { try PopulationDrift(reference: few, current: many) }
        #expect(other?.description == "the reference has 19 rows, too few to tell drift from chance (20)")
    }

    private func model() throws -> ChurnModel {
        let data = Samples.observations(1500)
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1)
        let description = ModelDescription(
            origin: .table(outcome: "y", positive: "1"), features: [], observations: data)
        return try Training(data, description: description, options: options).model
    }

    /// `x` one up: what it moves, and what it does to the score.
    private func moved(_ count: Int, seed: UInt64) throws -> Frame {
        let frame = Samples.observations(count, seed: seed).predictors
        guard case .numbers(let x)? = frame["x"]?.values else { throw TrainingError.data("no x") }
        return Frame(
            columns: [FrameColumn("x", .numbers(x.map { $0 + 1 }))] + frame.columns.filter { $0.name != "x" },
            rowCount: count)
    }

    @Test func effectsAddUpToTheScoresShift() throws {
        let model = try model()
        let (before, now) = (Samples.observations(400, seed: 2).predictors, try moved(300, seed: 3))
        let drift = try PopulationDrift(model, reference: before, current: now)
        func mean(_ frame: Frame) throws -> Double {
            let scores = try model.logOdds(frame)
            return scores.reduce(0, +) / Double(scores.count)
        }
        let total = drift.columns.compactMap(\.effect).reduce(0, +)
        let shift = try mean(now) - mean(before)
        #expect(abs(total - shift) < 1e-9)
        #expect(drift.columns[0].name == "x" && drift.columns[0].effect! > 0.8)
        #expect(drift.score?.hasMoved == true && drift.meanProbability!.current > drift.meanProbability!.reference)
        #expect(drift.all.count == drift.columns.count + 1)
    }

    @Test func golden() throws {
        let model = try model()
        let past = Samples.observations(700, seed: 4)
        let review = try DriftReview(
            model, reference: Samples.observations(400, seed: 2).predictors, current: moved(300, seed: 3),
            outcomes: [(90, try model.scored(past))])
        let text = TextFormat().text(review.results(opening: "300 accounts against 400", remarks: ["a remark"]))
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/drift.table")
        // `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    /// A count that is 0 in 19 of 20 rows, and in 4 of 5 now: all its tenths are 0.
    @Test func rareCountsAreTold() throws {
        var (rare, often) = ([Double](repeating: 0, count: 400), [Double](repeating: 0, count: 400))
        for row in stride(from: 0, to: 400, by: 20) { rare[row] = 2 }
        for row in stride(from: 0, to: 400, by: 5) { often[row] = 1 }
        let (before, now) = (frame([("tickets", .numbers(rare))]), frame([("tickets", .numbers(often))]))
        let tickets = try #require(try PopulationDrift(reference: before, current: now).columns.first)
        #expect(tickets.hasMoved && !tickets.isConstant && tickets.stability?.bins == 2)
    }

    /// Days since what six in ten never did, capped by the days since anyone counted: the cap moves by the day, the customers do not.
    @Test func aCapThatMovesIsNoDriftButAConstantThatMovesIs() throws {
        func days(_ cap: Double) -> FrameValues { .numbers((0..<300).map { $0 % 5 < 2 ? Double($0 % 100) : cap }) }
        let capped = try PopulationDrift(
            reference: frame([("days", days(800))]), current: frame([("days", days(1200))]))
        #expect(capped.drifted.isEmpty)
        let (zero, one) = ([Double](repeating: 0, count: 100), [Double](repeating: 1, count: 100))
        let moved = try PopulationDrift(
            reference: frame([("flag", .numbers(zero))]), current: frame([("flag", .numbers(one))]))
        #expect(moved.columns[0].words == "moved")
    }

    @Test func theTableHoldsAllThatDrifted() throws {
        var random = SeededGenerator(seed: 20)
        let drift = try PopulationDrift(
            reference: sample(1000, &random), current: sample(1000, shift: 0.5, &random))
        #expect(drift.table(top: 0).rows.count == 1 && drift.table(top: 4).rows.count == 4)
        #expect(drift.table().rows.count == 20)
    }

    @Test func withoutOutcomesNothingIsClaimed() throws {
        let frame = Samples.observations(100, seed: 2).predictors
        let review = try DriftReview(try model(), reference: frame, current: frame, outcomes: [])
        #expect(review.maturedVerdict.hasPrefix("no outcome is known yet"))
        #expect(review.promised.reference == review.promised.current)
        #expect(review.population.verdict.hasPrefix("no drift beyond chance in"))
        let tables = review.results(opening: "").tables.map(\.name)
        #expect(tables == ["drift", "promised"])
    }
}
