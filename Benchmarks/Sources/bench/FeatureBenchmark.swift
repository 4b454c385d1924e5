import ArgumentParser
import Bellwether

/// `bench features`: from a folder of CSV files to a feature file, step by step.
struct FeatureBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "features")

    @Argument var folder: String
    @Argument var output: String

    func run() throws {
        var watch = Stopwatch()
        func lap(_ name: String) {
            print(name, watch.wall, watch.processor, ProcessMemory.bytes("VmHWM") >> 20, ProcessMemory.bytes("RssAnon") >> 20)
            watch = Stopwatch()
        }
        let set = try FeatureSet(Field.yaml(InputFile.bytes(folder + "/signals.yaml"), file: "signals.yaml"))
        let history = try CSVFolder(folder).read(SourceOptions(assumesUTC: true, catalog: set.declarations.signals)).history
        lap("read")
        let anchors = history.anchors(daysBefore: [0])
        lap("anchors")
        var file = try AtomicFile(path: output)
        try file.write("account_id,as_of,renewal_date,lead_days,outcome," + set.features.map(\.name).joined(separator: ",") + "\n")
        try FeatureExtraction(set, of: history, at: anchors).forEachChunk(\.csvRows) { bytes in try file.write(bytes) }
        lap("extract and format")
        try file.commit()
        lap("commit")
    }
}
