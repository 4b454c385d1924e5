/// A way to write a figure as text. Adding one is a new file in `Formats/` and a line in `FigureFormats`.
public protocol FigureFormat: Sendable {
    /// The word behind `plot --format`.
    static var name: String { get }
    /// What it is for, in a line.
    static var summary: String { get }
    /// File name endings that choose this format, without the dot.
    static var fileExtensions: [String] { get }

    /// Formats have no options.
    init()

    /// The whole text, ending in a newline. The same figure gives the same bytes.
    func text(_ figure: Figure) -> String
}

/// The registry of figure formats; the first is the default.
public enum FigureFormats {
    /// Every figure format; the first is written where nobody asks.
    public static let all: [any FigureFormat.Type] = [
        SVGFormat.self,
        DataFormat.self,
        VegaFormat.self,
    ]

    /// The format of this name; nil where there is none.
    public static func named(_ name: String) -> (any FigureFormat.Type)? { all.first { $0.name == name } }

    /// By the longest ending that fits: `.vl.json` before `.json`.
    public static func forFile(_ path: String) -> (any FigureFormat.Type)? {
        let path = path.lowercased()
        return all.first { $0.fileExtensions.contains { path.hasSuffix("." + $0) } }
    }
}
