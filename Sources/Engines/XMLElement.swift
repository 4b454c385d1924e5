/// An element of XML for output: attributes in the order in which they were given, and either elements or a text within.
struct XMLElement {
    let name: String
    let attributes: [(name: String, value: String)]
    let children: [XMLElement]
    let content: String?

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [XMLElement] = [],
        text: String? = nil
    ) {
        (self.name, self.children, content) = (name, children, text)
        self.attributes = attributes.map { ($0.key, $0.value) }
    }

    /// Indented by a space a level; ends with a line feed.
    func text() -> String {
        var out = ""
        write(to: &out, indent: "")
        return out
    }

    private func write(to out: inout String, indent: String) {
        out += indent + "<" + name
        for attribute in attributes { out += " \(attribute.name)=\"\(XMLElement.escaped(attribute.value))\"" }
        if let content {
            out += ">\(XMLElement.escaped(content))</\(name)>\n"
        } else if children.isEmpty {
            out += "/>\n"
        } else {
            out += ">\n"
            for child in children { child.write(to: &out, indent: indent + " ") }
            out += indent + "</\(name)>\n"
        }
    }

    /// Tab and line ends as numbers, since readers make spaces of them in attributes.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\t", "\n", "\r": out += "&#\(scalar.value);"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// What XML 1.0 cannot hold, escaped or not.
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 32 && !"\t\n\r".unicodeScalars.contains(scalar)) || (0xFFFE...0xFFFF).contains(scalar.value)
    }
}
