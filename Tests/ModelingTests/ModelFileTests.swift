import Documents
import Modeling
import Tables
import Testing

struct ModelFileTests {
    private static let text: String = {
        let options = TrainingOptions(penalty: .ridge, lambda: 2)
        guard let training = try? Samples.train(Samples.observations(260), options),
            let text = try? ModelFile.text(training.model)
        else { return "" }
        return text
    }()

    private func read(_ text: String) throws -> ChurnModel { try ModelFile.read(Array(text.utf8), file: "model.json") }

    private func message(_ text: String) -> String {
        do {
            _ = try read(text)
            return "accepted"
        } catch { return "\(error)" }
    }

    @Test func readsBackToTheSameBytesAndScores() throws {
        let data = Samples.observations(260)
        let model = try Samples.train(data, TrainingOptions(penalty: .ridge, lambda: 2)).model
        let back = try read(Self.text)
        #expect(try ModelFile.text(back) == Self.text)
        #expect(try back.predict(data.predictors).probabilities == model.predict(data.predictors).probabilities)
        #expect(try back.predict(data.predictors).low == model.predict(data.predictors).low)
    }

    private func isAccepted(_ bytes: [UInt8]) -> Bool { (try? ModelFile.read(bytes, file: "model.json")) != nil }

    @Test func everyTruncationIsRefused() {
        let bytes = Array(Self.text.utf8)
        #expect(isAccepted(bytes))
        let accepted = concurrentMap(bytes.count) { isAccepted(Array(bytes[..<$0])) }
        #expect(accepted.firstIndex(of: true) == nil)
    }

    /// Flipped bits, bytes put in and bytes taken out, in turn.
    @Test func everyDamageIsRefused() {
        let bytes = Array(Self.text.utf8)
        let accepted = concurrentMap(10_000) { number in
            var generator = SeededGenerator(seed: 3, stream: UInt64(number))
            var changed = bytes
            switch number % 3 {
            case 0: changed[generator.below(bytes.count)] ^= 1 << UInt8(generator.below(8))
            case 1: changed.insert(UInt8(generator.below(256)), at: generator.below(bytes.count + 1))
            default: changed.remove(at: generator.below(bytes.count))
            }
            return isAccepted(changed)
        }
        #expect(accepted.firstIndex(of: true) == nil)
    }

    @Test func handEditsNewerVersionsAndOtherFilesAreNamed() {
        #expect(
            message(Self.text.replacing("\"lambda\": 2", with: "\"lambda\": 3")).contains("the checksum does not fit"))
        #expect(
            message(Self.text.replacing("\"version\": 1", with: "\"version\": 2")).contains("use a newer bellwether"))
        #expect(
            message(Self.text.replacing("\"notes\":", with: "\"note\":")).contains(
                "unknown name \"note\", did you mean \"notes\"?"))
        #expect(
            message(Self.text.replacing("bellwether-model", with: "other")).contains("expected \"bellwether-model\""))
        #expect(message(Self.text + "{}").contains("after the end of the document"))
        #expect(message("  " + Self.text).contains("changed by hand"))
        #expect(throws: DocumentError.self) { try ModelFile.read([0x80, 0x04, 0x95], file: "m.pkl") }
        #expect(message("PK\u{3}\u{4}").contains("a zip archive"))
    }

    /// The text with an edit whose checksum fits, so that only the schema can refuse it.
    private func forged(_ old: String, _ new: String) throws -> String {
        let edited = Self.text.replacing(old, with: new, maxReplacements: 1)
        let members = try Field.json(Array(edited.utf8), file: "model.json").entries()
        let body = members.filter { !["format", "version", "sha256"].contains($0.name) }
        let sum = ModelFile.checksum(body.map { .init($0.name, JSON($0.value.node)) })
        return edited.replacing(try members[2].value.text(), with: sum)
    }

    @Test(arguments: [
        ("\"predictor\": \"x\"", "\"predictor\": \"q\"", "unknown predictor \"q\""),
        ("\"is_missing\": true", "\"is_missing\": false", "expected true"),
        ("\"held_out_from\": null", "\"held_out_from\": \"31 June\"", "not a date (expected YYYY-MM-DD)"),
        ("\"observations\": 260", "\"observations\": \"many\"", "observations: "),
        ("\"(Intercept)\",", "\"(Intercept)\", \"z\",", " design columns and an intercept"),
    ])
    func forgeriesWithTheirChecksumAreRefused(old: String, new: String, words: String) throws {
        #expect(message(try forged(old, old)) == "accepted")
        #expect(Self.text.contains(old))
        let said = message(try forged(old, new))
        #expect(said.contains(words), "\(said)")
    }

    @Test func holdsNoRowOfTheData() {
        // 17 digits of a value that stands in no summary of the column.
        guard case .numbers(let x)? = Samples.observations(260).predictors["x"]?.values else { return }
        for value in x { #expect(!Self.text.contains(JSON.text(of: value))) }
    }
}
