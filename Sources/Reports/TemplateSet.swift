import Mustache
import Tables

/// The templates of all pages: those that come with the program, and a user's own in place of some.
///
/// Values are escaped by `DisplayText.markup`, whatever the template; only what the program made itself (`TemplateWords`, markup) can be
/// put in as it is. A tag that no page fills is an error, not a gap.
public struct TemplateSet: Sendable {
    /// Whole pages and the partials they are made of; `style` is the style sheet.
    public static let names = ["report", "account", "editor", "page", "block", "figure", "table", "slider"]

    /// The style sheet of the pages; that of the pictures goes before it.
    let style: String
    private let library: MustacheLibrary

    /// The program's own.
    public static let standard: TemplateSet = {
        // Precondition: the templates that come with the program are sound; a test renders each.
        do { return try TemplateSet(replacing: [:]) } catch { preconditionFailure("\(error)") }
    }()

    /// - Parameters:
    ///   - own: texts of templates by name, in place of the program's.
    ///   - style: a style sheet in place of the program's.
    /// - Throws: where a template does not parse, has an unknown tag, or a style sheet would end its element.
    public init(replacing own: [String: String], style: String? = nil) throws(TemplateError) {
        TemplateSet.registerEscaping()
        var library = MustacheLibrary()
        for name in TemplateSet.names {
            let text = own[name] ?? TemplateSet.embedded(name)
            try TemplateWords.check(text, name: name, partials: TemplateSet.names)
            do { try library.register(TemplateSet.escaping + text, named: name) } catch {
                throw TemplateError(description: "\(name).mustache: \(error)")
            }
        }
        if let style, style.lowercased().contains("</style") {
            throw TemplateError(description: "style.css: \"</style\" would end the style element")
        }
        self.library = library
        self.style = style ?? String(decoding: PackageResources.style_css, as: UTF8.self)
    }

    package func render(_ name: String, _ content: PageContent) -> String {
        // Precondition: `names` holds it, and `init` registered every name.
        library.render(content.value, withTemplate: name) ?? ""
    }

    /// A template that comes with the program.
    package static func embedded(_ name: String) -> String {
        let bytes =
            switch name {
            case "report": PackageResources.report_mustache
            case "account": PackageResources.account_mustache
            case "editor": PackageResources.editor_mustache
            case "page": PackageResources.page_mustache
            case "block": PackageResources.block_mustache
            case "figure": PackageResources.figure_mustache
            case "slider": PackageResources.slider_mustache
            default: PackageResources.table_mustache
            }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TemplateSet {
    /// Said at the head of every template, partials too: they do not inherit it.
    private static let escaping = "{{% CONTENT_TYPE: \(ScalarHTML.name)}}"

    private static func registerEscaping() { MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name) }
}

/// The engine's own escaping goes by characters and misses a quote with a combining mark.
private struct ScalarHTML: MustacheContentType {
    static let name = "BELLWETHER_HTML"

    func escapeText(_ text: String) -> String { DisplayText.markup(text) }
}
