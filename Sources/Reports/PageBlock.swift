import Figures
import Metrics
import Tables

/// A part of a section.
enum PageBlock {
    case paragraph(String)
    /// In small type.
    case note(String)
    /// The sentence that a section comes to.
    case finding(String)
    case tiles([PageTile])
    case table(PageContent)
    /// A table that is shown on demand, under its title.
    case folded(title: String, [String: PageContent])
    case figure(PageContent)

    private static let names = ["paragraph", "note", "verdict", "tiles", "table", "folded", "figure"]

    /// Every name is there, so that a tag of this block never means one further out.
    var content: PageContent {
        let (name, value): (String, PageContent) =
            switch self {
            case .paragraph(let text): ("paragraph", .list([.text(text)]))
            case .note(let text): ("note", .list([.text(text)]))
            case .finding(let text): ("verdict", .list([.text(text)]))
            case .tiles(let tiles): ("tiles", .list([.object(["items": .list(tiles.map(\.content))])]))
            case .table(let table): ("table", .list([table]))
            case .folded(let title, let table):
                ("folded", .list([.object(table.merging(["title": .text(title)]) { _, new in new })]))
            case .figure(let figure): ("figure", .list([figure]))
            }
        var members = Dictionary(uniqueKeysWithValues: PageBlock.names.map { ($0, PageContent.list([])) })
        members[name] = value
        return .object(members)
    }
}

/// A key figure.
struct PageTile {
    let title: String
    let value: String
    let range: String?

    init(_ title: String, _ value: String, _ range: String? = nil) {
        (self.title, self.value, self.range) = (title, value, range)
    }

    /// An estimate with its 95% interval.
    init(_ title: String, _ estimate: Estimate, _ words: (Double) -> String) {
        let range = estimate.low.flatMap { low in estimate.high.map { "\(words(low)) to \(words($0)), 95%" } }
        self.init(title, estimate.isDefined ? words(estimate.value) : NumberFormat.missing, range)
    }

    var content: PageContent {
        .object(["title": .text(title), "value": .text(value), "range": .optional(range)])
    }
}

/// A part of a page with a heading.
struct PageSection {
    let id: String
    let title: String
    let blocks: [PageBlock]

    init(_ id: String, _ title: String, _ blocks: [PageBlock]) {
        (self.id, self.title, self.blocks) = (id, title, blocks)
    }

    var content: PageContent {
        .object(["id": .text(id), "title": .text(title), "blocks": .list(blocks.map(\.content))])
    }
}
