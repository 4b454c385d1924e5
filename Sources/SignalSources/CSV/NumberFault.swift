/// Why a text is no number, as precisely as a hint needs it. Numbers are `[+-] digits [. digits] [e [+-] digits]`;
/// spaces around them are trimmed. Everything else is refused, never guessed.
enum NumberFault: Equatable {
    case outOfRange, notFinite, hexadecimal, thousands, decimalComma, currency, percent, missingWord, foreignDigits
    case text

    /// A column that also holds numbers is meant as numbers; only plain text makes it a category.
    var isPlainText: Bool { self == .text }

    var problem: String { self == .outOfRange ? "is out of range" : "is not a number" }

    var hint: String? {
        switch self {
        case .outOfRange: "a Double holds up to 1.8e308"
        case .notFinite: "leave a missing value empty"
        case .hexadecimal: "write it in decimal"
        case .thousands: "write it without thousands separators"
        case .decimalComma: "write a decimal point"
        case .currency: "write the amount without the currency"
        case .percent: "write the number without the per-cent sign"
        case .missingWord: "leave a missing value empty, or name the word as a missing marker"
        case .foreignDigits: "write plain digits and the sign -"
        case .text: nil
        }
    }

    static let missingWords: Set<String> = ["na", "n/a", "#n/a", "null", "none", "nil", "-", "--", "?", "."]

    /// Classifies a text that the parser refused.
    init(_ text: String) {
        let trimmed = text.trimmedSpaces
        let word = trimmed.lowercased()
        let unsigned = word.first.map { "+-".contains($0) } == true ? String(word.dropFirst()) : word
        if ["nan", "inf", "infinity", "1.#inf", "1.#qnan"].contains(unsigned) {
            self = .notFinite
        } else if NumberFault.missingWords.contains(word) {
            self = .missingWord
        } else if unsigned.hasPrefix("0x"), unsigned.count > 2, unsigned.dropFirst(2).allSatisfy(\.isHexDigit) {
            self = .hexadecimal
        } else if let value = Double(trimmed), value.isInfinite {
            self = .outOfRange
        } else {
            self = NumberFault.ofForm(word, unsigned: unsigned)
        }
    }

    private static func ofForm(_ word: String, unsigned: String) -> NumberFault {
        let scalars = word.unicodeScalars
        let currencies = CharacterSet.currencySigns
        let bare = unsigned.filter { !$0.unicodeScalars.allSatisfy(currencies.contains) && $0 != " " }
        if scalars.contains(where: currencies.contains), isAmount(bare) { return .currency }
        if unsigned.hasSuffix("%"), isAmount(String(unsigned.dropLast()).trimmedSpaces) { return .percent }
        if isGrouped(unsigned) { return .thousands }
        if isAmount(unsigned), unsigned.contains(",") { return .decimalComma }
        let plain = String(String.UnicodeScalarView(scalars.map(asciiTwin)))
        if plain != word, Double(plain) != nil { return .foreignDigits }
        return .text
    }

    private enum CharacterSet {
        static let currencySigns = Set("$€£¥₹₽₩₺₪฿¢".unicodeScalars)
    }

    /// Digits with at most separators between them, beginning and ending in a digit.
    private static func isAmount(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last, isDigit(first), isDigit(last) else { return false }
        let rest = text.filter { !isDigit($0) }
        return rest.allSatisfy { ",.'_ ".contains($0) } && rest.count { $0 == "." } <= 1
            && rest.count { $0 == "," } <= 1
            || isGrouped(text)
    }

    /// `1,234`, `1 234 567`, `1'234.50`, `1.234,50`.
    private static func isGrouped(_ text: String) -> Bool {
        for (separator, point) in [
            (",", "."), (" ", "."), (" ", ","), ("'", "."), ("_", "."), (".", ","), ("\u{A0}", ","),
        ] {
            let whole = text.split(separator: Character(point), omittingEmptySubsequences: false)
            guard whole.count <= 2, whole.dropFirst().allSatisfy({ $0.allSatisfy(isDigit) && !$0.isEmpty }) else {
                continue
            }
            // 1.234 is a number, so points group only where a comma shows that they do.
            if separator == ".", whole.count == 1 { continue }
            let groups = whole[0].split(separator: Character(separator), omittingEmptySubsequences: false)
            guard groups.count > 1, (1...3).contains(groups[0].count), groups[0].allSatisfy(isDigit) else { continue }
            if groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(isDigit) }) { return true }
        }
        return false
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// Full-width digits and signs, Arabic-Indic digits and the minus sign U+2212 as ASCII.
    private static func asciiTwin(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
        case 0x0660...0x0669: Unicode.Scalar(UInt8(scalar.value - 0x0660 + 0x30))
        case 0x2212, 0x2013: "-"
        default: scalar
        }
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    var trimmedSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
