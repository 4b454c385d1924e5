import Documents
import Foundation
import Testing

@Suite struct DecimalTextTests {
    private func text(_ value: Double) -> String {
        var bytes: [UInt8] = []
        DecimalText.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The standard library's shortest digits, whole numbers without a point.
    private func reference(_ value: Double) -> String {
        let isWhole = value == value.rounded() && abs(value) < 1e15 && !(value == 0 && value.sign == .minus)
        return isWhole ? String(Int(value)) : value.description
    }

    @Test(arguments: [
        0, -0.0, 1, -1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 123_456_789, 999_999_999_999_999, 1e15, 1e16, 0.1, 0.5,
        0.25, 1.05, 100.001, 0.001, 0.0009999, 0.0001, 1e-5, 12.3456, 12.34567, 0.30000000000000004,
        99_999_999_999.9999, 1e11 + 0.5, 5e-324, 1.7976931348623157e308, -12.5, -0.001,
        2.0000000000000004, 1.9999999999999998,
    ])
    func writesWhatTheStandardLibraryWrites(value: Double) {
        #expect(text(value) == reference(value))
    }

    @Test func agreesOnAnyBitsAndOnAmounts() {
        var state: UInt64 = 7
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
        var wrong: [Double] = []
        for _ in 0..<200_000 {
            let bits = Double(bitPattern: next())
            let scale: Double = [1, 10, 100, 1000, 1e4, 1e5][Int(next() % 6)]
            let amount = Double(Int64(truncatingIfNeeded: next()) % 10_000_000) / scale
            let finite = [bits, amount, amount + 0.1, amount / 3].filter(\.isFinite)
            wrong += finite.filter { text($0) != reference($0) }
        }
        #expect(wrong.isEmpty)
    }

    @Test func numbersThatAreNoneGiveNothing() {
        #expect(text(.nan) == "" && text(.infinity) == "")
        #expect(JSON.text(of: .nan) == "null")
    }

    @Test(arguments: [0, 7, -7, 10_000, 10_001, 12_345_678, Int.max, Int.min])
    func integersKeepEveryDigit(value: Int) {
        var bytes: [UInt8] = []
        DecimalText.append(value, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == String(value))
    }
}
