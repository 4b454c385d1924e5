import Bellwether
import Documents
import Modeling

/// Model files: nothing but the bytes that the program writes is read.
enum ModelLaw {
    static func finding(_ bytes: [UInt8]) -> String? {
        if let fault = check(bytes) { return fault }
        return resealed(bytes).flatMap(check)
    }

    private static func check(_ bytes: [UInt8]) -> String? {
        guard let model = try? ModelFile.read(bytes, file: "m.json") else { return nil }
        guard let text = try? ModelFile.text(model), Array(text.utf8) == bytes else {
            return "read, but written otherwise"
        }
        // What is read must be usable.
        let row = Frame(
            columns: model.preparation.predictors.map { name, kind in
                FrameColumn(name, kind == .number ? .numbers([1]) : .categories(Categories(["a"])))
            }, rowCount: 1)
        guard let p = try? model.predict(row).probabilities else { return nil }
        return p.allSatisfy { (0...1).contains($0) } ? nil : "a probability of \(p)"
    }

    /// The same members under a checksum that fits.
    private static func resealed(_ bytes: [UInt8]) -> [UInt8]? {
        guard let root = try? Field.json(bytes, file: "m.json"), let entries = try? root.entries() else { return nil }
        let members = entries.map { JSON.Member($0.name, JSON($0.value.node)) }
        let body = members.filter { !["format", "version", "sha256"].contains($0.name) }
        let sum = JSON.Member("sha256", .string(ModelFile.checksum(body)))
        return Array((JSON.object(members.map { $0.name == "sha256" ? sum : $0 }).text() + "\n").utf8)
    }
}

/// Configuration: a value or an error, the same twice.
enum ConfigurationLaw {
    static func finding(_ bytes: [UInt8]) -> String? {
        let (first, second) = (words(bytes), words(bytes))
        return first == second ? nil : "read twice: \(first), then \(second)"
    }

    private static func words(_ bytes: [UInt8]) -> String {
        do {
            let root = try Field.yaml(bytes, file: "x.yaml")
            let features = try? FeatureSet(root)
            let card = try? Scorecard(root, features: [])
            return "\(features?.features.count ?? -1) \(card == nil)"
        } catch {
            return error.description
        }
    }
}

/// Quotes: doubled marks stand for themselves, nothing ends early.
enum QuotingLaw {
    static func finding(_ bytes: [UInt8]) -> String? {
        let text = bytes.text
        for dialect in SQLDialects.all {
            let (name, word) = (dialect.identifier(text), dialect.text(text))
            for (quoted, escapes) in [(name, Self.nameEscapes), (word, Self.textEscapes)] {
                let inside = inside(quoted, escapes[dialect.name] ?? .doubling)
                guard let inside else { return "\(dialect.name): \(quoted) is not one token" }
                if Array(inside.utf8) != Array(text.utf8) { return "\(dialect.name): \(quoted) is read as \(inside)" }
            }
        }
        let cell = CSVText.prepared(text)
        guard !text.utf8.contains(0), !cell.isEmpty else { return nil }
        let table = Array("a,b\n".utf8) + cell + Array(",1\n".utf8)
        let options = TableOptions(types: ["a": .category], threads: 1)
        guard let source = try? TableSource(bytes: table, name: "t.csv"), let frame = try? source.read(options).frame
        else {
            return nil
        }
        let read = frame.columns[0].values.text(at: 0) ?? ""
        // A cell of blanks is a missing value.
        if read.isEmpty, text.allSatisfy({ $0 == " " || $0 == "\t" }) { return nil }
        return [text, "'" + text].contains { Array($0.utf8) == Array(read.utf8) } ? nil : "CSV gives \(read)"
    }

    /// What stands for a mark inside quotes, by the manuals of the engines.
    private enum Escapes { case doubling, backslash, both }
    private static let nameEscapes = ["bigquery": Escapes.backslash]
    private static let textEscapes = ["bigquery": Escapes.backslash, "spark": .backslash, "snowflake": .both]

    private static func inside(_ quoted: String, _ escapes: Escapes) -> String? {
        var scalars = Array(quoted.unicodeScalars)[...]
        guard let mark = scalars.popFirst(), scalars.popLast() == mark else { return nil }
        var text = String.UnicodeScalarView()
        while let scalar = scalars.popFirst() {
            if scalar == "\\", escapes != .doubling {
                guard let next = scalars.popFirst() else { return nil }
                text.append(next)
                continue
            }
            if scalar == mark, escapes == .backslash || scalars.popFirst() != mark { return nil }
            text.append(scalar)
        }
        return String(text)
    }
}
