import ArgumentParser

/// Every benchmark that needs no file, with its defaults.
struct AllBenchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Runs memory and coverage with their defaults (fit needs a matrix of yours).")

    func run() throws {
        let memory = try MemoryBenchmark.parse([])
        try memory.run()
        let coverage = try CoverageBenchmark.parse([])
        try coverage.run()
    }
}
