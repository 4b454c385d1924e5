import Metrics
import Tables

/// How much the figures of a model flatter it on the rows it learned from, and what is left of them: Harrell's bootstrap.
///
/// Each replicate draws accounts (rows where there are none) with replacement, repeats the whole training on them (choice of terms and
/// penalty, calibration) and judges the model on what it learned from and on all rows; the mean difference is the optimism:
///
///     corrected = apparent - mean over b of (model b on replicate b - model b on all rows)
///
/// Harrell, Lee and Mark, Statistics in Medicine 15 (1996); Efron, JASA 78 (1983). Interval, the wider at either end of two: the points
/// of the replicates' own figures about their mean, moved onto the corrected figure (the location-shifted interval of Noma et al.,
/// Statistics in Medicine 40, 2021, centred), and the basic limits of the difference between a model on its sample and on all rows (Davison
/// and Hinkley 1997, 5.2.1). The first alone would have no width for a calibration slope, which is 1 on a fit's own rows whatever was
/// drawn; the second alone is too narrow for a ranking. It says nothing of another time.
///
/// Left out are figures that samples inflate (`Metric.isInflated`): a replicate's repeated rows inflate them once more.
/// Not promised: freedom from optimism where terms are many and losses few; there the correction is too small (Steyerberg 2019, 5.3).
public struct OptimismBootstrap: Sendable {
    /// One metric: apparent, optimism, corrected, with an interval.
    public struct Figure: Sendable {
        /// The metric.
        public let metric: any Metric.Type
        /// On the rows learned from: too good.
        public let apparent: Double
        /// By how much it flatters.
        public let optimism: Double
        /// Apparent less optimism, with its 95% interval.
        public let corrected: Estimate
    }

    /// One a metric.
    public let figures: [Figure]
    /// Rows learned from.
    public let rows: Int
    /// Losses among them.
    public let events: Int
    /// Those whose training came through.
    public let replicates: Int
    /// Samples on which no model could be trained; they are left out.
    public let failed: Int
    /// Whether accounts, rather than rows, were drawn.
    public let isClustered: Bool

    /// - Parameters:
    ///   - data: the rows that are learned from.
    ///   - options: of the training, which is repeated whole.
    ///   - replicates: how many samples are drawn.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - stakes: of the rows; metrics that need what is not given are left out.
    ///   - progress: told from several threads how many replicates begin.
    /// - Throws: `TrainingError` where all rows cannot be learned from, or more than a tenth of the replicates cannot.
    public init(
        _ data: Observations, stakes: Stakes = Stakes(), options: TrainingOptions, replicates: Int, seed: UInt64 = 42,
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws(TrainingError) {
        let metrics = MetricKinds.all.filter {
            ($0.isHeadline || $0.needs != .nothing) && !$0.isInflated && $0.needs.isMet(stakes)
        }
        let judge = Judge(data, stakes, metrics, options)
        let apparent = try judge.values(of: judge.model(data), data, stakes)
        let drawn = concurrentMap(replicates) { replicate -> Pair? in
            progress(replicate)
            return try? judge.pair(replicate, seed: seed)
        }.compactMap(\.self)
        guard drawn.count * 10 >= replicates * 9, drawn.count > 1 else {
            throw .data(
                "\(replicates - drawn.count) of \(replicates) bootstrap samples could not be learned from: too few rows or losses for --optimism"
            )
        }
        figures = metrics.indices.map { place in
            Figure(metrics[place], apparent[place], drawn.map { ($0.own[place], $0.all[place]) })
        }
        (rows, events) = (data.count, data.eventCount)
        (self.replicates, failed) = (drawn.count, replicates - drawn.count)
        isClustered = data.groups != nil
    }

    /// What one replicate's model makes of its own rows and of all.
    private struct Pair: Sendable {
        let own: [Double]
        let all: [Double]
    }

    private struct Judge: Sendable {
        let data: Observations
        let stakes: Stakes
        let metrics: [any Metric.Type]
        let options: TrainingOptions
        /// The rows of each cluster.
        let clusters: [[Int]]

        init(_ data: Observations, _ stakes: Stakes, _ metrics: [any Metric.Type], _ options: TrainingOptions) {
            (self.data, self.stakes, self.metrics, self.options) = (data, stakes, metrics, options)
            let groups = data.groups ?? (0..<data.count).map(Int32.init)
            let members = Dictionary(grouping: data.outcomes.indices) { groups[$0] }
            clusters = members.sorted { $0.key < $1.key }.map(\.value)
        }

        func model(_ rows: Observations) throws(TrainingError) -> ChurnModel {
            let description = ModelDescription(origin: .portfolio(daysBefore: []), features: [], observations: rows)
            return try Training(rows, description: description, options: options).model
        }

        func values(
            of model: ChurnModel, _ rows: Observations, _ stakes: Stakes
        ) throws(TrainingError) -> [Double] {
            let scored: ScoredOutcomes
            do { scored = try model.scored(rows).with(stakes) } catch let error as TrainingError { throw error } catch {
                throw .data("\(error)")
            }
            return metrics.map { $0.value(scored) }
        }

        /// Replicate r uses stream r. Copies of a row stay in one account, so that no fold learns from a copy of what it holds out.
        func pair(_ replicate: Int, seed: UInt64) throws(TrainingError) -> Pair {
            var random = SeededGenerator(seed: seed, stream: UInt64(replicate))
            var (rows, groups) = ([Int](), [Int32]())
            for _ in clusters.indices {
                let cluster = random.below(clusters.count)
                rows += clusters[cluster]
                groups += clusters[cluster].map { _ in Int32(cluster) }
            }
            let sample = data.rows(rows).grouped(by: groups)
            let model = try model(sample)
            return Pair(
                own: try values(of: model, sample, stakes.rows(rows)), all: try values(of: model, data, stakes))
        }
    }
}

extension OptimismBootstrap.Figure {
    fileprivate init(_ metric: any Metric.Type, _ apparent: Double, _ drawn: [(own: Double, all: Double)]) {
        let known = drawn.filter { $0.own.isFinite && $0.all.isFinite }
        (self.metric, self.apparent) = (metric, apparent)
        guard apparent.isFinite, known.count * 10 >= drawn.count * 9 else {
            (optimism, corrected) = (.nan, .undefined)
            return
        }
        let differences = known.map { $0.own - $0.all }
        optimism = differences.reduce(0, +) / Double(differences.count)
        let value = apparent - optimism
        let own = known.map(\.own)
        let mean = own.reduce(0, +) / Double(own.count)
        let (spread, basic) = (Quantile.percentileInterval(own), Quantile.percentileInterval(differences))
        corrected = Estimate(
            value, low: min(value, value + spread.lowerBound - mean, apparent - basic.upperBound),
            high: max(value, value + spread.upperBound - mean, apparent - basic.lowerBound))
    }
}

extension OptimismBootstrap {
    /// The corrected estimate of the metric of this name.
    public subscript(_ name: String) -> Estimate? { figures.first { $0.metric.name == name }?.corrected }

    /// Columns metric, apparent, optimism, corrected, low, high, meaning.
    public var table: Table {
        Table(
            "optimism",
            columns: [
                .init("metric"), .init("apparent", .decimals(4)), .init("optimism", .decimals(4)),
                .init("corrected", .decimals(4)), .init("low", .decimals(4)), .init("high", .decimals(4)),
                .init("meaning"),
            ],
            rows: figures.map { figure in
                [
                    .text(figure.metric.title), .number(figure.apparent),
                    figure.optimism.isFinite ? .number(figure.optimism) : .missing,
                ] + figure.corrected.cells + [.text(figure.metric.summary)]
            })
    }

    /// In words how far the AUC was flattered, and what is left of it.
    public var verdict: String {
        guard let auc = figures.first(where: { $0.metric.name == AreaUnderCurve.name }), auc.corrected.isDefined else {
            return "one outcome is missing, so ranking cannot be judged."
        }
        let slope = self[CalibrationSlope.name].flatMap { slope in
            slope.isDefined ? "; the calibration slope to expect of new rows is \(slope.words(.decimals(2)))" : nil
        }
        let chance = (auc.corrected.low ?? 0) > 0.5 ? "better than chance" : "no better than chance may"
        let flattery =
            auc.optimism < 0.0005 ? "does not flatter" : "flatters by \(NumberFormat.fixed(auc.optimism, 3))"
        return "the AUC on its own rows \(flattery); corrected it is "
            + "\(auc.corrected.words(.decimals(3))), \(chance)\(slope ?? "")."
    }
}
