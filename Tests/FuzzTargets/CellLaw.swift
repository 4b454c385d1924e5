import Bellwether
import Foundation
import Glibc
import SignalSources

/// Cells of one column, a line each, against a reading of each alone.
enum CellLaw {
    /// - Parameter reference: what a text means; nil where it means nothing.
    static func finding(_ bytes: [UInt8], _ kind: CellKind, _ reference: (String) -> Int64?) -> String? {
        let cells = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let special: Set<UInt8> = [0x22, 0x2C, 0x0D, 0x3B, 0x09, 0]
        for cell in cells where !cell.contains(where: special.contains) {
            // Blanks around a number or a date are no part of it; nothing but blanks is a missing value.
            let bare = cell.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
            if bare.isEmpty { continue }
            let (read, expected) = (value(cell, kind), reference(Array(bare).text))
            if read != expected { return "\"\(cell.text)\" is \(read as Any), expected \(expected as Any)" }
        }
        return nil
    }

    private static func value(_ cell: [UInt8], _ kind: CellKind) -> Int64? {
        let bytes = Array("x,y\n".utf8) + cell + Array(",1\n".utf8)
        guard let file = try? CSVFile(InputBytes(bytes, path: "t.csv")),
            let columns = try? file.read([CellRequest(kind), CellRequest(.skip)], CSVReading(threads: 1)).columns
        else { return nil }
        switch columns[0] {
        case .numbers(let values): return Int64(bitPattern: values[0].bitPattern)
        case .times(let values): return values[0]
        default: return nil
        }
    }
}

/// The grammar `[+-] digits [. digits] [e [+-] digits]` and the standard library's value.
enum NumberReference {
    static func bits(_ text: String) -> Int64? {
        guard isNumber(Array(text.utf8)), let value = Double(text), value.isFinite else { return nil }
        return Int64(bitPattern: value.bitPattern)
    }

    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        func sign() { if rest.first == 0x2B || rest.first == 0x2D { rest.removeFirst() } }
        sign()
        var count = digits()
        if rest.first == 0x2E {
            rest.removeFirst()
            count += digits()
        }
        guard count > 0 else { return false }
        if let letter = rest.first, letter | 0x20 == 0x65 {
            rest.removeFirst()
            sign()
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

/// `YYYY-MM-DD[Thh:mm[:ss[.f]](Z|±hh[[:]mm])]` by the C library's calendar.
enum TimeReference {
    static func nanoseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let day = day(bytes) else { return nil }
        if bytes.count == 10 { return instant(day, 0, 0) }
        guard bytes.count >= 16, [0x54, 0x74, 0x20].contains(bytes[10]), bytes[13] == 0x3A,
            let hour = two(bytes, 11), let minute = two(bytes, 14)
        else { return nil }
        var rest = bytes[16...]
        var (second, fraction) = (0, Int64(0))
        if rest.count >= 3, rest.first == 0x3A {
            guard let value = two(bytes, 17) else { return nil }
            (second, rest) = (value, rest.dropFirst(3))
            if rest.first == 0x2E {
                let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
                guard (1...9).contains(digits.count) else { return nil }
                fraction = Int64((digits.text + "000000000").prefix(9))!
                rest = rest.dropFirst(1 + digits.count)
            }
        }
        guard let offset = offset(Array(rest)), hour < 24, minute < 60 else { return nil }
        let utc = day * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset)
        if second == 60 { return (utc % 86_400 + 86_400) % 86_400 == 0 ? instant(utc / 86_400, 0, fraction) : nil }
        guard second < 60 else { return nil }
        return instant(0, utc, fraction)
    }

    private static func instant(_ day: Int64, _ second: Int64, _ fraction: Int64) -> Int64? {
        let seconds = day * 86_400 + second
        // What does not fit 64 bits is after every cut-off.
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBeyond) = whole.addingReportingOverflow(fraction)
        return overflows || isBeyond ? .max : sum
    }

    private static func day(_ b: [UInt8]) -> Int64? {
        guard b[4] == 0x2D, b[7] == 0x2D, let century = two(b, 0), let year = two(b, 2), let month = two(b, 5),
            let day = two(b, 8)
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (
            Int32(century * 100 + year - 1900), Int32(month - 1), Int32(day)
        )
        let seconds = unsafe timegm(&parts)
        guard parts.tm_mon == Int32(month - 1), parts.tm_mday == Int32(day), century * 100 + year >= 1678 else {
            return nil
        }
        return Int64(seconds) / 86_400
    }

    private static func offset(_ b: [UInt8]) -> Int? {
        if b.count == 1 { return b[0] | 0x20 == 0x7A ? 0 : nil }
        guard [3, 5, 6].contains(b.count), b[0] == 0x2B || b[0] == 0x2D, let hours = two(b, 1) else { return nil }
        if b.count == 6, b[3] != 0x3A { return nil }
        guard let minutes = b.count == 3 ? 0 : two(b, b.count - 2), minutes < 60, hours * 60 + minutes <= 840 else {
            return nil
        }
        return (b[0] == 0x2D ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static func two(_ b: [UInt8], _ at: Int) -> Int? {
        guard at + 1 < b.count, (0x30...0x39).contains(b[at]), (0x30...0x39).contains(b[at + 1]) else { return nil }
        return Int(b[at] - 0x30) * 10 + Int(b[at + 1] - 0x30)
    }
}
