/// What a template is filled with.
public indirect enum PageContent: Sendable, Equatable {
    /// Text from data or from this program: always escaped.
    case text(String)
    /// HTML, SVG, CSS or JavaScript that this program made, put in as it is by `{{{name}}}`.
    case markup(String)
    /// Whether a section is shown.
    case flag(Bool)
    /// A section once for each.
    case list([PageContent])
    /// Tags by name.
    case object([String: PageContent])

    /// A text that may be missing: `{{#name}}...{{/name}}` is then left out.
    static func optional(_ text: String?) -> PageContent { text.map { .list([.text($0)]) } ?? .list([]) }

    /// An object that may be missing.
    static func optional(_ content: PageContent?) -> PageContent { .list(content.map { [$0] } ?? []) }

    static func texts(_ texts: [String]) -> PageContent { .list(texts.map(PageContent.text)) }

    /// As the template engine wants it.
    var value: Any {
        switch self {
        case .text(let text), .markup(let text): text
        case .flag(let flag): flag
        case .list(let items): items.map(\.value)
        case .object(let members): members.mapValues(\.value)
        }
    }
}
