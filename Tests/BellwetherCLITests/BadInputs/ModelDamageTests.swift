import Bellwether
import Foundation
import Testing

/// The demo's model file with every damage that bytes can take: none of it passes for a model. All of it is asked where
/// `BELLWETHER_DAMAGE` is set (`make damage`: minutes), else a part; a smaller model file is damaged in full in
/// `ModelingTests/ModelFileTests`.
@Suite struct ModelDamageTests {
    private static let bytes: [UInt8]? = AcmeModel.path.flatMap { path in
        (try? Data(contentsOf: URL(filePath: path))).map(Array.init)
    }

    private static let isAsked = ProcessInfo.processInfo.environment["BELLWETHER_DAMAGE"] != nil

    private func isAccepted(_ bytes: [UInt8]) -> Bool { (try? ModelFile.read(bytes, file: "model.json")) != nil }

    /// The first of many damages that is taken for a model.
    private func accepted(_ count: Int, _ damaged: @Sendable (Int) -> [UInt8]) -> Int? {
        concurrentMap(count) { isAccepted(damaged($0)) }.firstIndex(of: true)
    }

    @Test func `M01 M02 truncations of the demo's model are refused`() throws {
        let bytes = try #require(Self.bytes)
        #expect(isAccepted(bytes))
        // The last ones first: they are the likeliest to pass.
        let lengths = Self.isAsked ? Array(0..<bytes.count) : (1...50).map { bytes.count - $0 }
        #expect(accepted(lengths.count) { Array(bytes[..<lengths[$0]]) } == nil)
    }

    enum Damage: UInt64, CaseIterable {
        case flip, insertion, deletion

        func done(to bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
            var damaged = bytes
            switch self {
            case .flip: damaged[generator.below(bytes.count)] ^= 1 << UInt8(generator.below(8))
            case .insertion: damaged.insert(UInt8(generator.below(256)), at: generator.below(bytes.count + 1))
            case .deletion: damaged.remove(at: generator.below(bytes.count))
            }
            return damaged
        }
    }

    @Test(arguments: Damage.allCases)
    func `M02 flips, insertions and deletions in the demo's model are refused`(damage: Damage) throws {
        let bytes = try #require(Self.bytes)
        let found = accepted(Self.isAsked ? 10_000 : 100) { number in
            var generator = SeededGenerator(seed: 100 + damage.rawValue, stream: UInt64(number))
            return damage.done(to: bytes, &generator)
        }
        #expect(found == nil, "\(damage) \(found ?? 0) is taken for a model")
    }
}
