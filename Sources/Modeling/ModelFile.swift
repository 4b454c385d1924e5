import Crypto
import Documents
import Foundation

/// The model file: one JSON object, closed schema, with a SHA-256 of everything in it. It holds no account and no row, and
/// nothing in it can run. The same model is the same bytes.
public enum ModelFile {
    /// What the file calls itself; another word is another format.
    public static let format = "bellwether-model"
    /// Raised with every change of the schema; older versions are read by migration or refused.
    public static let version = 1

    static let memberNames = [
        "format", "version", "sha256", "description", "options", "lambda", "preparation", "fit", "calibration", "notes",
    ]

    /// The model as its file's text, with its checksum. Errors: numbers that are not finite.
    public static func text(_ model: ChurnModel) throws -> String {
        let body: [JSON.Member] = [
            .init("description", ModelSchema.json(model.description)),
            .init("options", try Coded.json(model.options)),
            .init("lambda", .optional(model.lambda)),
            .init("preparation", ModelSchema.json(model.preparation)),
            .init("fit", try Coded.json(model.fit)),
            .init("calibration", try Coded.json(model.calibration)),
            .init("notes", .strings(model.notes)),
        ]
        let head: [JSON.Member] = [
            .init("format", .string(format)), .init("version", .integer(version)),
            .init("sha256", .string(checksum(body))),
        ]
        return JSON.object(head + body).text() + "\n"
    }

    /// Reads a file strictly: unknown, missing or doubled members, another format or version, and any change to the bytes
    /// since it was written are refused.
    public static func read(_ bytes: [UInt8], file: String) throws(DocumentError) -> ChurnModel {
        try refuseOthers(bytes, file: file)
        let root = try Field.json(bytes, file: file)
        let fields = try root.fields(memberNames)
        try check(fields)
        let model = ChurnModel(
            description: try ModelSchema.description(try fields.required("description")),
            options: try Coded.value(try fields.required("options")),
            lambda: try fields["lambda"]?.number(in: 0...1e300),
            preparation: try ModelSchema.preparation(try fields.required("preparation")),
            fit: try Coded.value(try fields.required("fit")),
            calibration: try Coded.value(try fields.required("calibration")),
            notes: try ModelSchema.texts(try fields.required("notes")))
        guard model.fit.names.count == model.preparation.columns.count + 1 else {
            throw try fields.required("fit").error(
                "\(model.fit.names.count) names for \(model.preparation.columns.count) design columns and an intercept")
        }
        // What is read must be what would be written: no member hides in a place that no one reads.
        guard let again = try? text(model), Array(again.utf8) == bytes else {
            throw root.error("not as this program writes it; the file was changed by hand")
        }
        return model
    }

    private static func check(_ fields: Fields) throws(DocumentError) {
        guard try fields.required("format").text() == format else {
            throw try fields.required("format").error("expected \"\(format)\"")
        }
        let found = try fields.required("version").integer()
        guard found == version else {
            throw try fields.required("version").error(
                found > version
                    ? "the file is of format version \(found), this program reads up to \(version); use a newer bellwether"
                    : "unknown format version \(found)")
        }
        let body = try fields.field.entries().filter { !["format", "version", "sha256"].contains($0.name) }
        let sum = checksum(body.map { .init($0.name, JSON($0.value.node)) })
        guard try fields.required("sha256").text() == sum else {
            throw try fields.required("sha256").error("the checksum does not fit: the file was changed or damaged")
        }
    }

    /// Names what was handed over instead of a model.
    private static func refuseOthers(_ bytes: [UInt8], file: String) throws(DocumentError) {
        let known: [([UInt8], String)] = [
            ([0x80, 0x02], "a Python pickle"), ([0x80, 0x04], "a Python pickle"), ([0x80, 0x05], "a Python pickle"),
            ([0x50, 0x4B], "a zip archive"), ([0x1F, 0x8B], "a gzip file"), (Array("<?xml".utf8), "XML (PMML?)"),
            ([0x08, 0x07], "an ONNX file"),
        ]
        if let match = known.first(where: { bytes.starts(with: $0.0) }) {
            throw DocumentError(
                file: file, position: .start, message: "looks like \(match.1), expected a bellwether model (JSON)")
        }
    }

    package static func checksum(_ body: [JSON.Member]) -> String {
        SHA256.hash(data: Array(JSON.object(body).text(indented: false).utf8)).hexadecimal
    }
}

/// `Codable` values inside the model file.
enum Coded {
    static func json(_ value: some Encodable) throws -> JSON {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSON(try JSONReader.read(Array(try encoder.encode(value)), file: "model"))
    }

    static func value<Value: Decodable>(_ field: Field) throws(DocumentError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(JSON(field.node).text(indented: false).utf8))
        } catch let error as DecodingError {
            throw field.error(words(error))
        } catch {
            throw field.error("\(error)")
        }
    }

    private static func words(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context)): \"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return "\(path(context)): \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}

extension ChurnModel {
    /// What another program needs to score with it: preparation, weights (intercept first) and calibration, as in the model file.
    package var scorerJSON: JSON {
        .members([
            "preparation": ModelSchema.json(preparation), "weights": .numbers(fit.weights),
            // A calibration is made of finite numbers, which JSON holds.
            "calibration": (try? Coded.json(calibration)) ?? .null,
        ])
    }
}
