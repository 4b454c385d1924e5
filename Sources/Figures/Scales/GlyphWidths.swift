import Tables

/// How wide a label is before anything is drawn. Advances of DejaVu Sans 2.37 in thousandths of the font size: the widest of the
/// fonts that the style sheet names, so that what is parted here stays parted in the others.
package enum GlyphWidths {
    private static let ascii: [Int] = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636,
        636,
        636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557,
        863,
        748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550,
        635,
        615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525,
        636,
        337, 636, 838,
    ]
    private static let other = 670
    private static let ellipsis = "\u{2026}"

    package static func width(_ text: String, size: Double) -> Double {
        Double(text.reduce(0) { $0 + thousandths($1) }) / 1000 * size
    }

    private static func thousandths(_ character: Character) -> Int {
        if let code = character.asciiValue, code >= 32, code < 127 { return ascii[Int(code) - 32] }
        return DisplayText.width(String(character)) == 2 ? 1000 : other
    }

    /// The text, or its beginning and an ellipsis where it is wider than `room`.
    package static func fitted(_ text: String, size: Double, room: Double) -> String {
        // Nothing longer fits into any picture; measuring a megabyte would take its time.
        let text = DisplayText.escaped(String(text.prefix(400)))
        guard width(text, size: size) > room else { return text }
        var (kept, used) = ("", width(ellipsis, size: size))
        for character in text {
            used += Double(thousandths(character)) / 1000 * size
            if used > room { break }
            kept.append(character)
        }
        while kept.last == " " { kept.removeLast() }
        return kept + ellipsis
    }

    /// Lines of whole words no wider than `room`, at most `most`; the last takes an ellipsis.
    package static func wrapped(_ text: String, size: Double, room: Double, most: Int = 3) -> [String] {
        var lines: [String] = []
        for word in text.prefix(1000).split(separator: " ") {
            if let last = lines.last, width(last + " " + word, size: size) <= room || lines.count == most {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { fitted($0, size: size, room: room) }
    }
}
