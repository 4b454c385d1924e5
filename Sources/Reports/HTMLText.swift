import Tables

/// Text from data made safe for HTML, in elements and in quoted attributes.
///
/// Works on Unicode scalars, not on characters: a quote that is followed by a combining mark is one character to Swift, but a
/// quote to a browser. Control characters and bidirectional overrides are shown, not obeyed (`DisplayText`).
public enum HTMLText {
    /// A text as HTML shows it: `& < > " '` escaped, control and bidirectional characters made visible.
    public static func escaped(_ text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in DisplayText.escaped(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
