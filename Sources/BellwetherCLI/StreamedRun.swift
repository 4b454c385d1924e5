import ArgumentParser
import Bellwether

/// `train --table FILE --solver sgd`: learns from rows that stay on disk.
struct StreamedRun {
    let training: StreamedTraining
    private let evaluation: Evaluation?

    /// Refuses what a stream cannot serve, as an error of usage.
    static func check(_ table: TableArguments, _ options: TrainingOptions, holdsOut: Bool) throws {
        if table.table == "-" {
            throw ValidationError("--solver sgd reads its table several times: give a file instead of standard input")
        }
        if holdsOut {
            throw ValidationError(
                "--solver sgd holds rows out by itself; check its model by validate on another table, without --hold-out"
            )
        }
        if table.hazard != nil {
            throw ValidationError("--hazard needs all rows in memory, to check that periods follow each other")
        }
        if let words = StreamedTraining.refusal(options) { throw ValidationError(words) }
    }

    init(_ table: TableArguments, options: TrainingOptions, verbosity: Verbosity) throws {
        let roles = try table.roles()
        let source = try TableSource(path: table.table ?? "-")
        // Columns that streaming has no use for are checked to be there, and not read.
        let unused = Set([roles.id, roles.time, roles.group, roles.amount].compactMap(\.self))
        let reading = table.options(roles, ignoring: unused)
        let meter = StreamMeter(verbosity)
        let (survey, types) = try verbosity.step("read the table once: types, means, levels") {
            try source.fold(reading, rows: StreamedRun.pieceRows(source), from: TableSurvey(roles: roles)) {
                survey, chunk, share in
                try survey.add(FramePiece(chunk))
                meter.show(survey: share, rows: chunk.firstRow + chunk.frame.rowCount)
            }
        }
        let rows = TableRows(
            source: source, options: TableOptions(types: types, missingMarkers: reading.missingMarkers),
            pieceRows: StreamedRun.pieceRows(source))
        let training = try verbosity.step("gradient descent and correction") {
            try StreamedTraining(rows, survey: survey, options: options) { meter.show($0) }
        }
        meter.done()
        self.training = training
        evaluation = training.heldOut.map {
            Evaluation(
                $0, metrics: MetricKinds.headline, bootstrap: Bootstrap(replicates: 200, seed: options.seed))
        }
    }

    /// Pieces of about 32 MB of numbers.
    private static func pieceRows(_ source: TableSource) -> Int {
        min(65_536, max(256, (1 << 22) / max(1, source.columnNames.count)))
    }

    /// What `train` shows.
    var results: Results {
        var results = Results()
        let model = training.model
        let about = model.description
        let share = NumberFormat.percent(1).text(about.eventRate)
        results.line(
            "learned on  \(NumberFormat.grouped(about.rows)) rows, \(NumberFormat.grouped(about.events)) lost (\(share)), streamed from disk"
        )
        if let held = training.streamed.heldOut {
            results.line(
                "checked on  \(NumberFormat.grouped(held.outcomes.count)) of them, held out until the last passes")
        }
        TrainingReport.addFit(model, to: &results)
        results.value("epochs", .integer(training.streamed.epochs))
        results.value("corrections", .integer(training.streamed.corrections))
        results.value("log_loss_gap", .number(training.streamed.gap))
        let weights = WeightTable(model)
        results.table(weights.table, isMain: true)
        results.line(weights.note)
        if let evaluation {
            results.table(TrainingReport.quality(evaluation, learned: nil, title: "held out"))
            TrainingReport.addFindings(evaluation, to: &results)
        }
        for note in model.notes { results.line("note: \(note)") }
        return results
    }
}

/// A table on disk, opened anew for every reading.
private struct TableRows: FrameSource {
    let source: TableSource
    let options: TableOptions
    let pieceRows: Int

    func open() throws -> Pieces { Pieces(chunks: try source.chunks(options, rows: pieceRows)) }

    struct Pieces: FramePieces {
        var chunks: TableChunks

        mutating func next() throws -> FramePiece? { try chunks.next().map { FramePiece($0) } }
    }
}

extension FramePiece {
    fileprivate init(_ chunk: TableChunk) { self.init(frame: chunk.frame, firstRow: chunk.firstRow) }
}

/// Progress of reads on standard error: one line rewritten on a terminal; with `-v` elsewhere a line each tenth of a read.
private final class StreamMeter {
    private let progress: Progress
    private let isLogging: Bool
    private var start = ContinuousClock.now
    private var stage = ""
    private var lastShown = ContinuousClock.now
    private var lastTenth = 0

    init(_ verbosity: Verbosity) {
        progress = Progress(quiet: verbosity.quiet)
        isLogging = verbosity.verbose && !progress.isShown
    }

    func show(survey share: Double, rows: Int) { show("first read", share: share, rows: rows, loss: nil) }

    func show(_ now: DescentProgress) {
        let stage =
            switch now.stage {
            case .epoch(let number): "epoch \(number)"
            case .correction(let number): "correction \(number)"
            }
        show(
            stage, share: Double(now.rowsRead) / Double(max(1, now.rows)), rows: now.rowsRead, loss: now.heldOutLoss)
    }

    func done() { progress.done() }

    private func show(_ stage: String, share: Double, rows: Int, loss: Double?) {
        if stage != self.stage { (self.stage, start, lastTenth) = (stage, .now, 0) }
        let (share, tenth) = (min(1, share), Int(min(1, share) * 10))
        if isLogging, tenth > lastTenth {
            StandardError.write(line(share, rows, loss))
        } else if progress.isShown, lastShown.duration(to: .now) > .milliseconds(200) {
            progress.step(line(share, rows, loss))
            lastShown = .now
        }
        lastTenth = tenth
    }

    private func line(_ share: Double, _ rows: Int, _ loss: Double?) -> String {
        let seconds = max(1e-6, Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000)
        let left = Int((seconds * (1 - share) / max(share, 1e-6)).rounded(.up))
        return "\(stage): \(Int(share * 100))%, \(NumberFormat.grouped(rows)) rows, "
            + "\(NumberFormat.grouped(Int(Double(rows) / seconds))) rows/s"
            + (loss.map { ", held-out log loss \(NumberFormat.fixed($0, 5))" } ?? "")
            + ", \(left / 60):\(left % 60 < 10 ? "0" : "")\(left % 60) left"
    }
}
