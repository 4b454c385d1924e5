/// Points of equal area, one a style, so that series differ without colour.
enum Symbol {
    static func path(_ style: Figure.Style, at place: Pixel, radius r: Double = 4) -> String {
        switch style {
        case .series(let number): path((number - 1) % Figure.Style.seriesCount, place, r)
        case .bad: path(3, place, r)
        case .good: path(4, place, r)
        case .muted, .reference, .ink, .shade: path(0, place, r)
        }
    }

    private static func path(_ index: Int, _ place: Pixel, _ r: Double) -> String {
        switch index {
        case 0: circle(place, r)
        case 1: polygon(place, [(0, -1.3 * r), (1.3 * r, 0), (0, 1.3 * r), (-1.3 * r, 0)])
        case 2: polygon(place, [(-0.9 * r, -0.9 * r), (0.9 * r, -0.9 * r), (0.9 * r, 0.9 * r), (-0.9 * r, 0.9 * r)])
        case 3: polygon(place, [(0, -1.3 * r), (1.2 * r, 0.9 * r), (-1.2 * r, 0.9 * r)])
        case 4: polygon(place, [(0, 1.3 * r), (1.2 * r, -0.9 * r), (-1.2 * r, -0.9 * r)])
        default: polygon(place, cross.map { ($0 * r, $1 * r) })
        }
    }

    private static let cross: [(Double, Double)] = [
        (-0.45, -1.2), (0.45, -1.2), (0.45, -0.45), (1.2, -0.45), (1.2, 0.45), (0.45, 0.45), (0.45, 1.2), (-0.45, 1.2),
        (-0.45, 0.45), (-1.2, 0.45), (-1.2, -0.45), (-0.45, -0.45),
    ]

    private static func circle(_ place: Pixel, _ r: Double) -> String {
        let (radius, across) = (SVGText.coordinate(r), SVGText.coordinate(2 * r))
        return "M\(SVGText.point(Pixel(x: place.x - r, y: place.y)))a\(radius) \(radius) 0 1 0 \(across) 0"
            + "a\(radius) \(radius) 0 1 0 -\(across) 0Z"
    }

    private static func polygon(_ place: Pixel, _ corners: [(Double, Double)]) -> String {
        "M" + corners.map { SVGText.point(Pixel(x: place.x + $0, y: place.y + $1)) }.joined(separator: "L") + "Z"
    }
}
