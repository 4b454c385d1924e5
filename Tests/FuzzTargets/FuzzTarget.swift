import Bellwether
import Documents
import Foundation
import Glibc

/// What is fed with arbitrary bytes. Beyond "no crash, no hang" each has a law that an independent reading checks.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// A table: the reader against RFC 4180 read character by character, and against itself on other threads.
    case csv
    /// A model file: bytes as they are, and with the checksum made to fit, so that the checks behind it are reached.
    case model
    /// `signals.yaml` and `scorecard.yaml`: whatever they hold, an error or a value, and the same twice.
    case yaml
    /// Instants and days against the C library's calendar.
    case time
    /// Decimal numbers against the standard library, bit for bit.
    case number
    /// Names and texts in SQL and CSV: what is between the quotes is what was meant.
    case quoting

    /// What is wrong with the reading of these bytes; nil where nothing is.
    public func finding(_ bytes: [UInt8]) -> String? {
        switch self {
        case .csv: TableLaw.finding(bytes)
        case .model: ModelLaw.finding(bytes)
        case .yaml: ConfigurationLaw.finding(bytes)
        case .time: CellLaw.finding(bytes, .time, TimeReference.nanoseconds)
        case .number: CellLaw.finding(bytes, .number, NumberReference.bits)
        case .quoting: QuotingLaw.finding(bytes)
        }
    }
}

extension Collection<UInt8> {
    var text: String { String(decoding: self, as: UTF8.self) }
}
