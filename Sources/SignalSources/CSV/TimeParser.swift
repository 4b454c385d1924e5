import Signals

/// Days and instants from text, by the rules of the data folder: `YYYY-MM-DD` is midnight in the business calendar; an
/// instant is `YYYY-MM-DD`, `T` or a blank, `hh:mm[:ss[.f]]` with up to nine decimals, and `Z` or an offset `+hh:mm`,
/// `+hhmm` or `+hh` of at most 14 hours. 23:59:60 UTC is the next second; 24:00 is refused.
struct TimeParser {
    let calendar: BusinessCalendar
    /// Whether an instant without an offset is UTC; else it is an error, because it could be any of 38 instants.
    let assumesUTC: Bool
    private var lastDay = Day(number: .min)
    private var lastMidnight = Instant.distantPast
    /// The text of the day that was read last and what it means: a log is written in time order, so most days come again.
    private var lastText: (head: UInt64, tail: UInt16) = (0, 0)
    private var lastTextDay = Day(number: .min)

    init(calendar: BusinessCalendar, assumesUTC: Bool = false) {
        (self.calendar, self.assumesUTC) = (calendar, assumesUTC)
    }

    /// Stands for "none" in a column of times; no text gives it.
    static let missingTime = Int64.min
    static let missingDay = Int32.min
    /// Earlier instants do not fit 64 bits of nanoseconds.
    private static let firstDay = Day(year: 1678, month: 1, day: 1)!

    enum Outcome: Equatable {
        case value(Int64)
        case fault(TimeFault)
    }

    /// A day, as its number. Invariant: `count` readable bytes.
    static func day(_ text: UnsafePointer<UInt8>, _ count: Int) -> Result<Day, TimeFault> {
        guard count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let century = two(text), let year = two(text + 2), let month = two(text + 5), let day = two(text + 8)
        else { return .failure(TimeFault(text, count)) }
        guard let value = Day(year: century * 100 + year, month: month, day: day) else { return .failure(.noSuchDay) }
        return value < firstDay ? .failure(.tooEarly) : .success(value)
    }

    /// Nanoseconds since 1970. Invariant: `count` readable bytes.
    mutating func time(_ text: UnsafePointer<UInt8>, _ count: Int) -> Outcome {
        let day: Day
        switch cachedDay(text, count) {
        case .success(let value): day = value
        case .failure(let fault): return .fault(count > 10 && fault == .form ? TimeFault(text, count) : fault)
        }
        if count == 10 { return .value(midnight(of: day).nanoseconds) }
        return clock(text, count, day)
    }

    /// The day of the first ten bytes.
    @inline(__always)
    private mutating func cachedDay(_ text: UnsafePointer<UInt8>, _ count: Int) -> Result<Day, TimeFault> {
        guard count >= 10 else { return TimeParser.day(text, count) }
        // Invariant: eight readable bytes behind every byte of the text.
        let (head, tail) = (text.word(at: 0), UInt16(truncatingIfNeeded: text.word(at: 8)))
        if head == lastText.head, tail == lastText.tail { return .success(lastTextDay) }
        let day = TimeParser.day(text, 10)
        if case .success(let value) = day { (lastText, lastTextDay) = ((head, tail), value) }
        return day
    }

    private mutating func midnight(of day: Day) -> Instant {
        if day != lastDay { (lastDay, lastMidnight) = (day, calendar.midnight(of: day)) }
        return lastMidnight
    }

    private func clock(_ text: UnsafePointer<UInt8>, _ count: Int, _ day: Day) -> Outcome {
        guard count >= 16, text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), let hour = TimeParser.two(text + 11), let minute = TimeParser.two(text + 14)
        else { return .fault(.form) }
        var index = 16
        var (second, nanoseconds) = (0, 0)
        if index + 2 < count, text[index] == UInt8(ascii: ":") {
            guard let value = TimeParser.two(text + index + 1) else { return .fault(.form) }
            (second, index) = (value, index + 3)
            if index < count, text[index] == UInt8(ascii: ".") {
                guard let fraction = TimeParser.fraction(text, count, &index) else { return .fault(.decimals) }
                nanoseconds = fraction
            }
        }
        guard hour < 24, minute < 60, second <= 60 else { return .fault(.noSuchTime) }
        guard let offset = offset(text, count, index) else { return .fault(index == count ? .noZone : .badOffset) }
        let local = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        let utc = local - Int64(offset)
        // A leap second stands only before midnight UTC.
        if second == 60, utc % 86_400 != 0 { return .fault(.noSuchTime) }
        return .value(Instant(seconds: utc, nanoseconds: Int64(nanoseconds)).nanoseconds)
    }

    private static func fraction(_ text: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int) -> Int? {
        index += 1
        let start = index
        var (value, scale) = (0, 1_000_000_000)
        while index < count, text[index] &- 0x30 < 10, index - start < 9 {
            value = value * 10 + Int(text[index] &- 0x30)
            scale /= 10
            index += 1
        }
        guard index > start, index == count || text[index] &- 0x30 >= 10 else { return nil }
        return value * scale
    }

    /// Seconds east of UTC; nil where the rest of the text is no offset.
    private func offset(_ text: UnsafePointer<UInt8>, _ count: Int, _ start: Int) -> Int? {
        if start == count { return assumesUTC ? 0 : nil }
        if text[start] | 0x20 == UInt8(ascii: "z") { return start + 1 == count ? 0 : nil }
        guard text[start] == UInt8(ascii: "+") || text[start] == UInt8(ascii: "-") else { return nil }
        let digits = text + start + 1
        let hasColon = count - start == 6
        guard hasColon || count - start == 5 || count - start == 3, !hasColon || digits[2] == UInt8(ascii: ":") else {
            return nil
        }
        guard let hours = TimeParser.two(digits) else { return nil }
        var minutes = 0
        if count - start > 3 {
            guard let value = TimeParser.two(digits + (hasColon ? 3 : 2)) else { return nil }
            minutes = value
        }
        guard minutes < 60, hours * 60 + minutes <= 14 * 60 else { return nil }
        return (text[start] == UInt8(ascii: "-") ? -60 : 60) * (hours * 60 + minutes)
    }

    @inline(__always)
    private static func two(_ text: UnsafePointer<UInt8>) -> Int? {
        let (tens, ones) = (text[0] &- 0x30, text[1] &- 0x30)
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }
}

/// Why a text is no day or instant, as precisely as a hint needs it.
enum TimeFault: Error, Equatable {
    case form, noSuchDay, noSuchTime, tooEarly, noZone, badOffset, decimals, serialNumber, epoch

    /// Classifies a text that has not the form of a date.
    init(_ text: UnsafePointer<UInt8>, _ count: Int) {
        let isDigits = count > 0 && (0..<count).allSatisfy { text[$0] &- 0x30 < 10 || text[$0] == UInt8(ascii: ".") }
        switch count {
        case 5...6 where isDigits: self = .serialNumber
        case 10... where isDigits: self = .epoch
        default: self = .form
        }
    }

    var detail: String? {
        switch self {
        case .form: nil
        case .noSuchDay: "no such day"
        case .noSuchTime: "no such time of day"
        case .tooEarly: "before 1678"
        case .noZone: "no time zone"
        case .badOffset: "no such offset"
        case .decimals: "one to nine decimals of a second"
        case .serialNumber: "it looks like a spreadsheet's day number"
        case .epoch: "it looks like a count of seconds or milliseconds"
        }
    }
}
