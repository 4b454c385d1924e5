/// A tag of a mustache template: `{{name}}`, `{{{name}}}`, `{{#name}}`, `{{>name}}`.
struct TemplateTag: Equatable {
    enum Kind: Equatable {
        /// Escaped.
        case text
        /// As it is.
        case markup
        case section
        case partial
        /// `{{% ... }}`, `{{= ... =}}`, `{{$ ...}}`, `{{< ...}}`: what these templates do without.
        case foreign
    }

    let kind: Kind
    let name: String
    let line: Int

    /// All tags of a template, comments and closing tags left out, in order.
    static func all(_ template: String) -> [TemplateTag] {
        var (tags, rest, line) = ([TemplateTag](), Substring(template), 1)
        while let open = rest.firstRange(of: "{{") {
            line += rest[..<open.lowerBound].count { $0.isNewline }
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { break }
            if let tag = TemplateTag(rest[..<close.lowerBound], line: line) { tags.append(tag) }
            line += rest[..<close.lowerBound].count { $0.isNewline }
            rest = rest[close.upperBound...]
        }
        return tags
    }

    /// nil for comments and closing tags.
    private init?(_ body: Substring, line: Int) {
        let kinds: [Character: Kind] = [
            "{": .markup, "&": .markup, "#": .section, "^": .section, ">": .partial, "%": .foreign, "=": .foreign,
            "$": .foreign, "<": .foreign,
        ]
        guard let first = body.first, first != "!", first != "/" else { return nil }
        kind = kinds[first] ?? .text
        let rest = kinds[first] == nil ? body : body.dropFirst()
        name = String(rest.drop { $0 == " " }.prefix { $0 != " " && $0 != "}" })
        self.line = line
    }
}
