import Documents

/// A range of whole scores with a name; bands cover 0-100 without gap or overlap and are taken on the rounded integer.
public struct Band: Sendable, Equatable {
    public let name: String
    public let range: ClosedRange<Int>

    /// Critical 0-49, at-risk 50-79, healthy 80-100.
    public static let standard = [
        Band(name: "critical", range: 0...49), Band(name: "at-risk", range: 50...79), Band(name: "healthy", range: 80...100),
    ]

    static func list(_ field: Field) throws(DocumentError) -> [Band] {
        var bands: [Band] = []
        for item in try field.list() {
            let fields = try item.fields(["name", "from", "to"])
            let from = try fields.required("from").integer(in: 0...100)
            let to = try fields.required("to").integer(in: from...100)
            let expected = (bands.last?.range.upperBound ?? -1) + 1
            guard from == expected else {
                throw item.error("bands must cover 0-100 without gap or overlap: expected `from: \(expected)`, found \(from)")
            }
            bands.append(Band(name: try fields.required("name").text(), range: from...to))
        }
        guard let last = bands.last?.range.upperBound, last == 100 else { throw field.error("the last band must end at 100") }
        guard Set(bands.map(\.name)).count == bands.count else { throw field.error("band names must differ") }
        return bands
    }
}
