import Bellwether
import Foundation
import FuzzTargets
import Testing

/// The kept corpora and every past find, and seeded mutations of them; `make fuzz` goes on from there with libFuzzer.
@Suite struct FuzzTargetTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    private static func corpus(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = folder.appending(path: target.rawValue)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            ($0, Array(try Data(contentsOf: folder.appending(path: $0))))
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func theCorpusHasNoFinding(target: FuzzTarget) throws {
        let corpus = try Self.corpus(target)
        #expect(corpus.count >= 5)
        for (name, bytes) in corpus {
            let finding = target.finding(bytes)
            #expect(finding == nil, "\(target) \(name): \(finding ?? "")")
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func mutationsHaveNoFinding(target: FuzzTarget) throws {
        let corpus = try Self.corpus(target).map(\.bytes).filter { $0.count < 20_000 }
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<(target == .model ? 60 : 1500) {
            let bytes = Self.mutated(corpus, &generator)
            let finding = target.finding(bytes)
            #expect(finding == nil, "\(target) \(bytes): \(finding ?? "")")
        }
    }

    /// One to four flips, insertions, removals and splices.
    private static func mutated(_ corpus: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = corpus.randomElement(using: &generator)!
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 2 where place < bytes.count: bytes.remove(at: place)
            default:
                let other = corpus.randomElement(using: &generator)!
                bytes = Array(bytes[..<place]) + other.dropFirst(Int.random(in: 0...other.count, using: &generator))
            }
        }
        return bytes
    }

    /// The laws can fail: what stands for a wrong reading is found.
    @Test func theReferencesAreIndependent() {
        #expect(FuzzTarget.number.finding(Array("1.5\n0x1F\n1e400\n-0\n".utf8)) == nil)
        #expect(FuzzTarget.time.finding(Array("2024-02-30\n2016-12-31T23:59:60Z\n1678-01-01\n".utf8)) == nil)
    }
}
