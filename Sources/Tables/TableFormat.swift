/// A way to write `Results` as text. Formats are listed in `TableFormats`; adding one is a new file in `Formats/` and a
/// line there.
public protocol TableFormat: Sendable {
    /// The word behind `--format`.
    static var name: String { get }
    /// One line for `bellwether list formats`.
    static var summary: String { get }
    /// File name endings that choose this format, without the dot.
    static var fileExtensions: [String] { get }

    /// Formats have no options: what they write depends on the results alone.
    init()

    /// The whole text, ending in a newline. The same results give the same bytes.
    func text(_ results: Results) -> String
}
