import Health
import Signals
import Testing

/// The reference names what the strict reader takes, all of it and nothing else.
@Suite struct ScorecardReferenceTests {
    private static let names: [(title: String, names: [String])] = [
        ("the file", Scorecard.fieldNames), ("groups", MeasureGroup.fieldNames), ("measures", Measure.fieldNames),
        ("profiles", Profile.fieldNames), ("bands", Band.fieldNames), ("caps", ScoreCap.fieldNames),
        ("overrides", ScoreOverride.fieldNames), ("states", DerivedState.Word.fieldNames),
        ("playbooks", PlaybookAction.fieldNames), ("triggers", Trigger.fieldNames),
        ("normal", OwnDeviation.fieldNames), ("capacity", PlaybookAction.Owner.allCases.map(\.rawValue)),
        ("tracking", TrackedFeatures.fieldNames), ("conditions", Condition.fieldNames),
    ]

    @Test func everyFieldIsInIt() {
        #expect(ScorecardReference.sections.map(\.title) == Self.names.map(\.title))
        for (section, expected) in zip(ScorecardReference.sections, Self.names) {
            #expect(section.fields.map(\.name).sorted() == expected.names.sorted(), "\(section.title)")
        }
    }

    @Test func everyMapIsInIt() {
        let reference = Scorecard.reference()
        for kind in RuleKinds.all {
            #expect(reference.contains("\n### \(kind.name)\n\n\(kind.summary).\n"), "\(kind.name)")
            for example in kind.examples { #expect(reference.contains("\n\(example.yaml)  # ")) }
        }
    }

    @Test func everyTableIsWhole() {
        for line in Scorecard.reference().split(separator: "\n") where line.hasPrefix("|") {
            #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 4, "\(line)")
        }
    }
}
