import Tables

/// SVG while it is written: everything from data goes through `escaped`, every number through `coordinate`.
enum SVGText {
    /// Text for an element or an attribute: no markup, no control or bidirectional characters, nothing that XML forbids.
    static func escaped(_ text: String) -> String { DisplayText.markup(text) }

    /// Rounded to a tenth of a pixel.
    static func coordinate(_ value: Double) -> String {
        let tenths = Int((max(-1e6, min(1e6, value)) * 10).rounded())
        let (whole, fraction) = (abs(tenths) / 10, abs(tenths) % 10)
        return (tenths < 0 ? "-" : "") + String(whole) + (fraction == 0 ? "" : ".\(fraction)")
    }

    static func point(_ point: Pixel) -> String { coordinate(point.x) + " " + coordinate(point.y) }

    static func path(_ css: String, _ d: String, title: String? = nil) -> String {
        guard !d.isEmpty else { return "" }
        let inside = title.map { "><title>\(escaped($0))</title></path>\n" } ?? "/>\n"
        return "<path class=\"\(css)\" d=\"\(d)\"\(inside)"
    }

    /// - Parameter anchor: `start`, `middle` or `end`.
    static func text(_ text: String, _ css: String, at place: Pixel, anchor: String = "start") -> String {
        let attribute = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
        return "<text class=\"\(css)\" x=\"\(coordinate(place.x))\" y=\"\(coordinate(place.y))\"\(attribute)>"
            + escaped(text) + "</text>\n"
    }

    static func rectangle(_ frame: Frame) -> String {
        "M\(coordinate(frame.left)) \(coordinate(frame.top))H\(coordinate(frame.right))V\(coordinate(frame.bottom))"
            + "H\(coordinate(frame.left))Z"
    }

    static func segment(_ from: Pixel, _ to: Pixel) -> String {
        "M" + point(from)
            + (from.y == to.y
                ? "H" + coordinate(to.x) : from.x == to.x ? "V" + coordinate(to.y) : "L" + point(to))
    }
}

package struct Pixel: Equatable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
}

struct Frame: Equatable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
}
