import Figures
import Foundation
import Testing

/// Contrast by WCAG 2.2 (relative luminance of sRGB): text 4.5 : 1, marks 3 : 1.
struct FigureStyleTests {
    private func luminance(_ colour: String) throws -> Double {
        let value = try #require(Int(colour.dropFirst(), radix: 16))
        let parts = [value >> 16, value >> 8 & 255, value & 255].map { byte -> Double in
            let part = Double(byte) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func contrast(_ a: String, _ b: String) throws -> Double {
        let (x, y) = (try luminance(a) + 0.05, try luminance(b) + 0.05)
        return max(x, y) / min(x, y)
    }

    @Test(arguments: [FigureStyle.light, FigureStyle.dark])
    func contrasts(colours: [String]) throws {
        let named = Dictionary(uniqueKeysWithValues: zip(FigureStyle.names, colours))
        let paper = try #require(named["paper"])
        // Series, bad and good are text as well: numbers beside their lines.
        for name in ["ink", "soft", "1", "2", "3", "4", "5", "6", "bad", "good"] {
            #expect(try contrast(try #require(named[name]), paper) >= 4.5, "\(name)")
        }
        for name in ["muted", "axis", "shade-4"] {
            #expect(try contrast(try #require(named[name]), paper) >= 3, "\(name)")
        }
        for level in 0...4 {
            let (ground, ink) = (try #require(named["shade-\(level)"]), try #require(named["on-\(level)"]))
            #expect(try contrast(ink, ground) >= 4.5, "shade \(level)")
        }
        let shades = try (0...4).map { try contrast(try #require(named["shade-\($0)"]), paper) }
        #expect(shades == shades.sorted(), "shades lead away from the ground")
    }

    @Test func everyNameHasAColourOnBothGrounds() {
        #expect(FigureStyle.names.count == FigureStyle.light.count && FigureStyle.names.count == FigureStyle.dark.count)
        let css = FigureStyle.css
        for style in Figure.Style.all { #expect(css.contains(".\(style.cssClass){"), "\(style)") }
        #expect(css.contains("prefers-color-scheme:dark") && css.contains("@media print"))
        for word in ["url(", "@import", "<", "&"] { #expect(!css.contains(word)) }
    }
}
