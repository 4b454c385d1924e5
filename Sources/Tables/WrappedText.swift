/// A text broken into lines that fit a column of a terminal.
enum WrappedText {
    static let ellipsis = "…"

    /// Lines of at most `width` terminal columns, broken at blanks; words that are longer after `_`, `,`, `/` or `-`, else
    /// anywhere. At most `limit` lines: what does not fit ends in an ellipsis.
    static func lines(_ text: String, width: Int, limit: Int) -> [String] {
        guard DisplayText.width(text) > width else { return [text] }
        let all = filled(pieces(text, width: width), width: width, upTo: limit + 1)
        guard all.count > limit else { return all }
        return all.prefix(limit - 1) + [shortened(all[limit - 1] + ellipsis, width: width)]
    }

    /// The text with its end replaced by an ellipsis where it is too wide.
    static func shortened(_ text: String, width: Int) -> String {
        guard DisplayText.width(text) > width else { return text }
        var kept = text
        if kept.hasSuffix(ellipsis) { kept.removeLast() }
        while !kept.isEmpty, DisplayText.width(kept) > width - 1 { kept.removeLast() }
        return kept + ellipsis
    }

    /// Terminal columns of the longest word.
    static func longestWord(_ text: String) -> Int {
        text.split(separator: " ").map { DisplayText.width(String($0)) }.max() ?? 0
    }

    /// A piece of a line, and whether a blank stands before it.
    private struct Piece {
        let text: String
        let width: Int
        let isWordStart: Bool
    }

    private static func pieces(_ text: String, width: Int) -> [Piece] {
        text.split(separator: " ").flatMap { word -> [Piece] in
            let parts = DisplayText.width(String(word)) > width ? parts(of: word, width: width) : [String(word)]
            return parts.enumerated().map { Piece(text: $1, width: DisplayText.width($1), isWordStart: $0 == 0) }
        }
    }

    /// A word cut after joints, and where there are none, anywhere.
    private static func parts(of word: Substring, width: Int) -> [String] {
        var (parts, current, used) = ([String](), "", 0)
        for character in word {
            let size = DisplayText.width(String(character))
            if used + size > width || (used > width / 2 && current.last.map(joints.contains) == true) {
                parts.append(current)
                (current, used) = ("", 0)
            }
            current.append(character)
            used += size
        }
        return current.isEmpty ? parts : parts + [current]
    }

    private static let joints: Set<Character> = ["_", ",", "/", "-"]

    private static func filled(_ pieces: [Piece], width: Int, upTo limit: Int) -> [String] {
        var (lines, line, used) = ([String](), "", 0)
        for piece in pieces where lines.count < limit {
            let blank = piece.isWordStart && !line.isEmpty ? 1 : 0
            if used + blank + piece.width > width, !line.isEmpty {
                lines.append(line)
                (line, used) = (piece.text, piece.width)
            } else {
                line += (blank == 1 ? " " : "") + piece.text
                used += blank + piece.width
            }
        }
        return lines.count < limit && !line.isEmpty ? lines + [line] : lines
    }
}
