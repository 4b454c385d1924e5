import Bellwether
import Foundation
import Testing

/// Laws of every picture in the registry, on the shipped portfolio.
@Suite struct PictureKindConformanceTests {
    private static let kinds = PictureKinds.all

    @Test func namesAreUniqueAndEachSaysWhatIsToBeSeen() {
        let names = Self.kinds.map { $0.name }
        #expect(Set(names).count == names.count)
        for kind in Self.kinds {
            let (title, summary) = (kind.title, kind.summary)
            #expect(!title.isEmpty && !summary.isEmpty)
        }
    }

    @Test func everyFileIsRegistered() throws {
        let folder = Acme.root.appending(path: "Sources/Reports/Pictures")
        let registered = Set(Self.kinds.map { "\($0)" })
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /public enum (\w+): PictureKind/) {
                #expect(registered.contains(String(match.output.1)), "\(match.output.1) is not registered")
            }
        }
    }

    @Test func everyPictureIsDrawnFromItsTableAlone() throws {
        let evidence = try Acme.evidence.get()
        for kind in Self.kinds {
            let (name, picture) = (kind.name, kind.picture(evidence))
            let drawn = try kind.figure(evidence)
            let (table, figure) = try (#require(picture, "\(name): nothing to draw").table, #require(drawn))
            #expect(figure.table == table && !table.rows.isEmpty, "\(name)")
            let again = try kind.figure.init().figure(table, picture?.options ?? FigureOptions())
            #expect(again.description == figure.description, "\(name)")
            #expect(figure.notice == nil, "\(name): \(figure.notice ?? "")")
        }
    }

    /// A picture needs what it says: with its parts alone it is the same, and without any it is none.
    @Test func needsAreWhatIsNeeded() throws {
        let (whole, bare) = try (Acme.evidence.get(), Acme.evidence([]))
        for needs in Set(Self.kinds.map { $0.needs }) {
            let part = try Acme.evidence(needs)
            for kind in Self.kinds where kind.needs == needs {
                let (alone, full, none) = (kind.picture(part), kind.picture(whole), kind.picture(bare))
                let name = kind.name
                #expect(alone?.table == full?.table, "\(name)")
                #expect(none == nil, "\(name)")
            }
        }
    }
}
