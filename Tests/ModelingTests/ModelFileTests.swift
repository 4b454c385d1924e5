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

    @Test func everyTruncationIsRefused() {
        let bytes = Array(Self.text.utf8)
        #expect(!bytes.isEmpty)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: DocumentError.self) { try ModelFile.read(Array(bytes[..<count]), file: "model.json") }
        }
        #expect(throws: DocumentError.self) { try ModelFile.read(Array(bytes.dropLast()), file: "model.json") }
    }

    @Test func everyBitFlipIsRefused() {
        var generator = SeededGenerator(seed: 3)
        let bytes = Array(Self.text.utf8)
        for _ in 0..<500 {
            var changed = bytes
            changed[generator.below(bytes.count)] ^= 1 << UInt8(generator.below(8))
            #expect(throws: DocumentError.self) { try ModelFile.read(changed, file: "model.json") }
        }
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

    @Test func holdsNoRowOfTheData() {
        // 17 digits of a value that stands in no summary of the column.
        guard case .numbers(let x)? = Samples.observations(260).predictors["x"]?.values else { return }
        for value in x { #expect(!Self.text.contains(JSON.text(of: value))) }
    }
}
