import Documents
import Features
import Foundation
import Signals
import Testing

/// The reference says all that the strict reader takes, and what it says is true.
@Suite struct FeatureReferenceTests {
    private let reference = FeatureSet.reference()

    /// The lines of one kind.
    private func section(_ kind: any FeatureKind.Type) -> [String] {
        let lines = reference.components(separatedBy: "\n")
        guard let start = lines.firstIndex(of: "### \(kind.name)") else { return [] }
        let rest = lines[(start + 1)...]
        return Array(rest[..<(rest.firstIndex { $0.hasPrefix("### ") } ?? rest.endIndex)])
    }

    @Test func everyKindAndOptionIsInIt() {
        for kind in FeatureKinds.all {
            let lines = section(kind)
            #expect(lines.contains(kind.summary + ".") && lines.contains(kind.details), "\(kind.name)")
            for option in kind.options {
                let row = lines.filter { $0.hasPrefix("| \(option.name) ") }
                #expect(row.count == 1, "\(kind.name) \(option.name)")
                #expect(
                    row.allSatisfy { $0.contains("(required)") == option.isRequired }, "\(kind.name) \(option.name)")
            }
            for example in kind.examples { #expect(lines.contains { $0.hasSuffix(": " + example) }, "\(kind.name)") }
        }
    }

    @Test func everyFieldOfADeclarationIsInIt() {
        let fields = [
            "category", "dimension", "direction", "unit", "actionable", "status", "description", "range",
            "tracked_since",
        ]
        for (section, extra) in [("signals", []), ("facts", ["values"]), ("attributes", ["values", "undated"])] {
            let text = reference.components(separatedBy: "## \(section)\n")[1].components(separatedBy: "\n## ")[0]
            for field in fields + extra { #expect(text.contains("\n| \(field) "), "\(section) \(field)") }
        }
    }

    @Test func everyTableIsWhole() {
        for line in reference.components(separatedBy: "\n") where line.hasPrefix("|") {
            #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 4, "\(line)")
        }
    }

    @Test func aKindIsDescribedByBeingInTheRegistry() {
        #expect(!reference.contains("breaks a law on purpose"))
        #expect(FeatureSet.reference(kinds: [MutantKind.self]).contains("### mutant\n\nbreaks a law on purpose.\n"))
    }

    /// What an option is where the entry does not say, as the definition tells it.
    private func unsaid(_ entry: String) throws -> [(option: String, value: String)] {
        let definition = try featureSet(entry).features[0].definition
        let inner = definition.drop { $0 != "(" }.dropFirst().prefix { _ in true }
        var (depth, parts) = (0, [""])
        for character in inner.hasSuffix(" log") ? inner.dropLast(5) : inner.dropLast() {
            if "([".contains(character) { depth += 1 }
            if ")]".contains(character) { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.compactMap { part in
            let pair = part.trimmingCharacters(in: .whitespaces).components(separatedBy: ": ")
            let isSaid = entry.contains("\(pair[0]):") || (pair[0] == "window" && entry.contains("windows:"))
            return pair.count < 2 || isSaid ? nil : (pair[0], pair.dropFirst().joined(separator: ": "))
        }
    }

    /// The examples, and the least that a kind can be: all it requires (a share needs a filter as well).
    private func entries(_ kind: any FeatureKind.Type) -> [String] {
        let required = kind.options.filter(\.isRequired).map { ", \($0.name): \(Portfolio.exampleValue($0))" }.joined()
        return kind.examples + (kind.name == "share" ? [] : ["{kind: \(kind.name)\(required)}"])
    }

    @Test func statedDefaultsAreTrue() throws {
        var checked = 0
        for kind in FeatureKinds.all {
            for entry in entries(kind) {
                for (option, value) in try unsaid(entry) {
                    let summary = try #require(kind.options.first { $0.name == option }?.summary)
                    let stated = summary.components(separatedBy: "default ").last ?? ""
                    let words = stated.split { " ,;".contains($0) }.map(String.init)
                    #expect(words.contains(value) || stated == value, "\(kind.name) \(option): \(value)")
                    checked += 1
                }
            }
        }
        #expect(checked > 100)
    }

    @Test func everyOptionalOptionStatesADefault() {
        for kind in FeatureKinds.all {
            for option in kind.options where !option.isRequired {
                #expect(option.summary.contains("default "), "\(kind.name) \(option.name)")
            }
        }
    }
}
