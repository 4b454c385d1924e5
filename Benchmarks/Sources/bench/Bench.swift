import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures Bellwether.",
        subcommands: [
            FitBenchmark.self, PathBenchmark.self, DescentBenchmark.self, FeatureBenchmark.self,
            CoverageBenchmark.self, MetricsBenchmark.self, MetricsCoverageBenchmark.self, MemoryBenchmark.self,
            HealthBenchmark.self, ShareCoverageBenchmark.self, VerdictBenchmark.self, ReadBenchmark.self,
            AllBenchmarks.self,
        ])
}
