import Documents

/// A range of whole scores with a name. The bands of a scorecard rise from 0 to 100 without gap or overlap and are taken
/// on the rounded score, so that 79.5 is in the band of 80 and 79.49 in that of 79.
public struct Band: Sendable, Equatable {
    /// As people and playbooks say it.
    public let name: String
    /// Whole scores, both ends included.
    public let range: ClosedRange<Int>

    /// Critical 0-49, at-risk 50-79, healthy 80-100: what most health-score products begin with.
    public static let standard = [
        Band(name: "critical", range: 0...49), Band(name: "at-risk", range: 50...79),
        Band(name: "healthy", range: 80...100),
    ]

    /// The word for accounts in no band, which no band may have as its name.
    public static let unscored = "unscored"

    package static let fieldNames = ["name", "from", "to"]

    /// - Throws: where a band does not begin right after the one before it, the first not at 0, the last does not end at
    ///   100, or two have one name.
    static func list(_ field: Field) throws(DocumentError) -> [Band] {
        var bands: [Band] = []
        for item in try field.list() {
            let band = try Band(item, after: bands.last)
            if bands.contains(where: { $0.name == band.name }) {
                throw item.error("a band named \"\(band.name)\" stands above")
            }
            bands.append(band)
        }
        guard bands.last?.range.upperBound == 100 else { throw field.error("the last band must end at 100") }
        return bands
    }

    private init(_ item: Field, after last: Band?) throws(DocumentError) {
        let fields = try item.fields(Band.fieldNames)
        let from = try fields.required("from").integer(in: 0...100)
        let to = try fields.required("to").integer(in: from...100)
        let expected = (last?.range.upperBound ?? -1) + 1
        guard from == expected else {
            throw item.error(
                "bands must rise from 0 to 100 without gap or overlap: expected `from: \(expected)`, found \(from)")
        }
        let name = try fields.required("name")
        self.name = try name.text()
        if self.name == Band.unscored {
            throw name.error("\"\(Band.unscored)\" is the word for accounts in no band")
        }
        range = from...to
    }

    init(name: String, range: ClosedRange<Int>) { (self.name, self.range) = (name, range) }
}
