import Modeling

/// PMML 4.4 (Data Mining Group): the steps as derived fields, and a regression model that hands on the last one.
///
/// Only built-in functions (`+ - * / min max exp ln if lessThan lessOrEqual isMissing`) and `MapValues` are used, with two arguments
/// each, so that every evaluator of the standard reads it. Numbers have the shortest digits that read back as the same bits.
public struct PMMLExport: ExportKind {
    public static let name = "pmml"
    public static let summary = "PMML 4.4: derived fields and a regression model; output p_churn"
    public static let examples = ["bellwether export --model model.json --to pmml -o model.pmml"]

    public init() {}

    public func bytes(_ model: ChurnModel, _ options: ExportOptions) throws(ExportError) -> [UInt8] {
        let program = try ScoreProgram(model)
        try PMMLExport.check(program)
        let root = XMLElement(
            "PMML", ["xmlns": "http://www.dmg.org/PMML-4_4", "version": "4.4"],
            [
                XMLElement(
                    "Header", ["description": "P(churn) of a bellwether model"],
                    [
                        XMLElement("Application", ["name": "bellwether"])
                    ]),
                dictionary(program), regression(program),
            ])
        return Array(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.text()).utf8)
    }

    private func dictionary(_ program: ScoreProgram) -> XMLElement {
        XMLElement(
            "DataDictionary", [:],
            program.inputs.map { input in
                XMLElement(
                    "DataField",
                    input.kind == .number
                        ? ["name": input.name, "optype": "continuous", "dataType": "double"]
                        : ["name": input.name, "optype": "categorical", "dataType": "string"])
            })
    }

    private func regression(_ program: ScoreProgram) -> XMLElement {
        let schema = program.inputs.map {
            XMLElement(
                "MiningField",
                [
                    "name": $0.name, "usageType": "active", "missingValueTreatment": "asIs",
                    "invalidValueTreatment": "asIs",
                ])
        }
        let output = XMLElement(
            "OutputField",
            [
                "name": ScoreProgram.result, "optype": "continuous", "dataType": "double", "feature": "predictedValue",
            ])
        let value = XMLElement("NumericPredictor", ["name": ScoreProgram.prefix + "result", "coefficient": "1"])
        return XMLElement(
            "RegressionModel", ["functionName": "regression", "normalizationMethod": "none"],
            [
                XMLElement("MiningSchema", [:], schema), XMLElement("Output", [:], [output]),
                XMLElement("LocalTransformations", [:], program.steps.map(derived)),
                XMLElement("RegressionTable", ["intercept": "0"], [value]),
            ])
    }

    private func derived(_ step: ScoreProgram.Step) -> XMLElement {
        // The output field has the result's name.
        let name = step.name == ScoreProgram.result ? ScoreProgram.prefix + "result" : step.name
        return XMLElement(
            "DerivedField", ["name": name, "optype": "continuous", "dataType": "double"],
            [PMMLExport.element(step.expression)])
    }

    private static func check(_ program: ScoreProgram) throws(ExportError) {
        for text in program.inputs.map(\.name) + program.levels {
            if text.unicodeScalars.contains(where: { XMLElement.isForbidden($0) }) {
                throw ExportError("a name or level holds a control character, which XML cannot")
            }
        }
        let own = Set(program.steps.map(\.name) + [ScoreProgram.prefix + "result"])
        if let twin = program.inputs.first(where: { own.contains($0.name) }) {
            throw ExportError("a predictor is called \"\(twin.name)\", as the document calls a field of its own")
        }
    }
}

extension PMMLExport {
    static func element(_ expression: ScoreExpression) -> XMLElement {
        switch expression {
        case .constant(let value): constant(value)
        case .step(let name): field(name)
        case .number(let input, let fill):
            held(apply("if", [condition(.isMissing(input: input)), constant(fill), field(input)]))
        case .level(let input, let values, let missing, let other): map(input, values, missing, other)
        case .sum(let parts): sum(parts[...])
        case .difference(let a, let b): apply("-", [element(a), element(b)])
        case .product(let a, let b): apply("*", [element(a), element(b)])
        case .quotient(let a, let b): apply("/", [element(a), element(b)])
        case .exponential(let a): apply("exp", [element(a)])
        case .logarithm(let a): apply("ln", [element(a)])
        case .choice(let test, let a, let b): apply("if", [condition(test), element(a), element(b)])
        }
    }

    private static func held(_ number: XMLElement) -> XMLElement {
        let limit = DesignColumn.Source.numberLimit
        return apply("max", [constant(-limit), apply("min", [constant(limit), number])])
    }

    private static func condition(_ condition: ScoreCondition) -> XMLElement {
        switch condition {
        case .isMissing(let input): apply("isMissing", [field(input)])
        case .less(let a, let b): apply("lessThan", [element(a), element(b)])
        case .atMost(let a, let b): apply("lessOrEqual", [element(a), element(b)])
        }
    }

    /// By halves, since `+` takes two.
    private static func sum(_ parts: ArraySlice<ScoreExpression>) -> XMLElement {
        guard parts.count > 1 else { return parts.first.map(element) ?? constant(0) }
        let middle = parts.startIndex + parts.count / 2
        return apply("+", [sum(parts[..<middle]), sum(parts[middle...])])
    }

    private static func map(
        _ input: String, _ values: [ScoreExpression.LevelValue], _ missing: Double, _ other: Double
    ) -> XMLElement {
        let rows = values.map {
            XMLElement(
                "row", [:], [XMLElement("level", text: $0.level), XMLElement("value", text: $0.value.description)])
        }
        return XMLElement(
            "MapValues",
            [
                "outputColumn": "value", "dataType": "double", "mapMissingTo": missing.description,
                "defaultValue": other.description,
            ],
            [XMLElement("FieldColumnPair", ["field": input, "column": "level"]), XMLElement("InlineTable", [:], rows)])
    }

    private static func apply(_ function: String, _ arguments: [XMLElement]) -> XMLElement {
        XMLElement("Apply", ["function": function], arguments)
    }

    private static func field(_ name: String) -> XMLElement { XMLElement("FieldRef", ["field": name]) }

    private static func constant(_ value: Double) -> XMLElement {
        XMLElement("Constant", ["dataType": "double"], text: value.description)
    }
}
