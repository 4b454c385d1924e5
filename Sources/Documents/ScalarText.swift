extension String {
    /// The text with one scalar written otherwise everywhere, as escapes need it. `replacing` compares characters, and a quote
    /// that a combining mark follows is one character that is no quote: it would stay as it is.
    public func writing(_ scalar: Unicode.Scalar, as text: String) -> String {
        var out = String.UnicodeScalarView()
        for each in unicodeScalars {
            if each == scalar { out.append(contentsOf: text.unicodeScalars) } else { out.append(each) }
        }
        return String(out)
    }
}
