/// A picture file that stands alone: its style sheet is inside, nothing else is needed or asked for.
public struct SVGFormat: FigureFormat {
    public static let name = "svg"
    public static let summary = "a picture, light and dark by itself, with its style sheet inside"
    public static let fileExtensions = ["svg"]

    public init() {}

    public func text(_ figure: Figure) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + SVGDrawing(figure, id: "figure", styleSheet: FigureStyle.css).text
    }
}

extension Figure {
    /// A fragment for a page that holds `FigureStyle.css`: one `svg` element with a sentence as its label and classes for its
    /// looks; no colour, no style attribute, no script, no reference to anything outside.
    /// - Parameter id: id of the element, unique in the page.
    public func svg(id: String) -> String { SVGDrawing(self, id: id, styleSheet: nil).text }
}
