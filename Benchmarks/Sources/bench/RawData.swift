import ArgumentParser
import Documents
import LinearAlgebra
import Regression

/// A raw matrix with its outcomes, and how often and by how many threads something is done with it.
struct RawData: ParsableArguments {
    @Option(help: "Row-major little-endian float64 matrix.") var x: String
    @Option(help: "One byte an outcome, 0 or 1.") var y: String
    @Option var rows: Int
    @Option var columns: Int
    @Option var threads = Parallel.defaultThreads
    @Option(help: "How many times to repeat.") var `repeat` = 1

    func validate() throws {
        guard rows > 0, columns > 0, threads > 0, `repeat` > 0 else { throw ValidationError("counts are at least 1") }
    }

    var names: [String] { (1...columns).map { "x\($0)" } }

    func load() throws -> (x: Matrix, outcome: [Double]) {
        (try RawFile.matrix(x, rows: rows, columns: columns), try RawFile.bytes(y, count: rows).map(Double.init))
    }

    /// The first rows, enough to load all code that a fit needs.
    func head(_ matrix: Matrix, _ outcome: [Double]) -> (x: Matrix, outcome: [Double]) {
        let first = Array(0..<min(rows, 20 * columns))
        return (matrix.rows(first), first.map { outcome[$0] })
    }

    /// The last result, and the times of every run with the memory that they took beyond what was resident before.
    func measure<Result>(_ body: () throws -> Result) throws -> (Result, [(name: String, value: JSON)]) {
        var (seconds, processor): ([Double], [Double]) = ([], [])
        let memory = PeakMemory()
        var result: Result
        repeat {
            let clock = Stopwatch()
            result = try body()
            seconds.append(clock.wall)
            processor.append(clock.processor)
        } while seconds.count < `repeat`
        return (
            result,
            [
                ("seconds", .numbers(seconds)), ("cpu_seconds", .numbers(processor)),
                ("peak_extra_bytes", .integer(memory.extraBytes)), ("blas", .string(BLASInfo.description)),
                ("kernels", .string(KernelLevel.best.name)), ("threads", .integer(threads)),
            ]
        )
    }

    func report(_ members: [(name: String, value: JSON)]) {
        print(JSON.object(members.map { JSON.Member($0.name, $0.value) }).text())
    }
}
