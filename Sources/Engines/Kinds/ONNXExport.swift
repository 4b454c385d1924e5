import Modeling

/// ONNX: a graph of plain float64 operators, not `ai.onnx.ml.LinearClassifier`, which computes in float32.
///
/// One input a predictor, a vector of rows: `double` with NaN for missing, or `string` with the empty text for missing. Output:
/// `p_churn`, a `double` a row. Operator sets: ai.onnx 16 and ai.onnx.ml 2 (`LabelEncoder` from texts to places).
public struct ONNXExport: ExportKind {
    public static let name = "onnx"
    public static let summary = "ONNX: a plain float64 graph; one input a predictor, NaN or empty text is missing"
    public static let examples = ["bellwether export --model model.json --to onnx -o model.onnx"]

    public init() {}

    public func bytes(_ model: ChurnModel, _ options: ExportOptions) throws(ExportError) -> [UInt8] {
        let program = try ScoreProgram(model)
        try ONNXExport.check(program)
        var graph = ONNXGraph()
        for step in program.steps { graph.add(step) }
        var file = ProtocolBuffer()
        file.integer(1, 8)  // IR version of ONNX 1.10
        file.text(2, "bellwether")
        file.message(7) { graph.write(inputs: program.inputs, output: ScoreProgram.result, to: &$0) }
        file.message(8) { $0.integer(2, 16) }
        file.message(8) {
            $0.text(1, "ai.onnx.ml")
            $0.integer(2, 2)
        }
        return file.bytes
    }

    private static func check(_ program: ScoreProgram) throws(ExportError) {
        guard !program.inputs.isEmpty else {
            throw ExportError(
                "the model has no predictor with a weight: a graph has no input then, P(churn) is one number")
        }
        if program.levels.contains("") {
            throw ExportError("a level is the empty text, which stands for a missing one in the graph")
        }
        let own = Set(program.steps.map(\.name))
        if let twin = program.inputs.first(where: { own.contains($0.name) || $0.name.hasPrefix(ONNXGraph.prefix) }) {
            throw ExportError("a predictor is called \"\(twin.name)\", as the graph calls a value of its own")
        }
    }
}

/// Nodes and constants of a graph; values are known by name.
struct ONNXGraph {
    static let prefix = "_"
    private var nodes: [ProtocolBuffer] = []
    private var tensors: [ProtocolBuffer] = []
    /// Names of constants by their bits.
    private var constants: [UInt64: String] = [:]
    /// Names of places of levels, by input.
    private var places: [String: (known: [String], value: String)] = [:]
    private var count = 0

    mutating func add(_ step: ScoreProgram.Step) {
        let value = value(step.expression)
        _ = node("Identity", [value], output: step.name)
    }

    private mutating func value(_ expression: ScoreExpression) -> String {
        switch expression {
        case .constant(let value): return constant(value)
        case .step(let name): return name
        case .number(let input, let fill):
            let limit = DesignColumn.Source.numberLimit
            let filled = node("Where", [node("IsNaN", [input]), constant(fill), input])
            return node("Max", [constant(-limit), node("Min", [constant(limit), filled])])
        case .level(let input, let values, let missing, let other): return level(input, values, missing, other)
        case .sum(let parts): return parts.dropFirst().reduce(value(parts[0])) { node("Add", [$0, value($1)]) }
        case .difference(let a, let b): return node("Sub", [value(a), value(b)])
        case .product(let a, let b): return node("Mul", [value(a), value(b)])
        case .quotient(let a, let b): return node("Div", [value(a), value(b)])
        case .exponential(let a): return node("Exp", [value(a)])
        case .logarithm(let a): return node("Log", [value(a)])
        case .choice(let test, let a, let b): return node("Where", [condition(test), value(a), value(b)])
        }
    }

    private mutating func condition(_ condition: ScoreCondition) -> String {
        switch condition {
        case .isMissing(let input): node("IsNaN", [input])
        case .less(let a, let b): node("Less", [value(a), value(b)])
        case .atMost(let a, let b): node("LessOrEqual", [value(a), value(b)])
        }
    }

    /// A place for each level, the last two for a missing one and for others; then the number at that place.
    private mutating func level(
        _ input: String, _ values: [ScoreExpression.LevelValue], _ missing: Double, _ other: Double
    ) -> String {
        let table = tensor(values.map(\.value) + [missing, other])
        return node("Gather", [table, place(input, values.map(\.level))])
    }

    private mutating func place(_ input: String, _ known: [String]) -> String {
        if let found = places[input], found.known == known { return found.value }
        let value = node("LabelEncoder", [input], domain: "ai.onnx.ml") { node in
            ONNXGraph.attribute("keys_strings", type: 8, &node) { for key in known + [""] { $0.text(9, key) } }
            ONNXGraph.attribute("values_int64s", type: 7, &node) { $0.integers(8, Array(0...known.count)) }
            ONNXGraph.attribute("default_int64", type: 2, &node) { $0.integer(3, known.count + 1) }
        }
        places[input] = (known, value)
        return value
    }

    private static func attribute(
        _ name: String, type: Int, _ node: inout ProtocolBuffer, _ content: (inout ProtocolBuffer) -> Void
    ) {
        node.message(5) {
            $0.text(1, name)
            content(&$0)
            $0.integer(20, type)
        }
    }

    private mutating func node(
        _ operation: String, _ inputs: [String], output: String? = nil, domain: String? = nil,
        attributes: (inout ProtocolBuffer) -> Void = { _ in }
    ) -> String {
        let name = output ?? fresh()
        var node = ProtocolBuffer()
        for input in inputs { node.text(1, input) }
        node.text(2, name)
        node.text(4, operation)
        attributes(&node)
        if let domain { node.text(7, domain) }
        nodes.append(node)
        return name
    }

    private mutating func fresh() -> String {
        count += 1
        return "\(ONNXGraph.prefix)\(count)"
    }

    private mutating func constant(_ value: Double) -> String {
        if let known = constants[value.bitPattern] { return known }
        let name = tensor([value], isScalar: true)
        constants[value.bitPattern] = name
        return name
    }

    private mutating func tensor(_ values: [Double], isScalar: Bool = false) -> String {
        let name = fresh()
        var tensor = ProtocolBuffer()
        if !isScalar { tensor.integers(1, [values.count]) }
        tensor.integer(2, ONNXGraph.double)
        tensor.text(8, name)
        tensor.doubles(10, values)
        tensors.append(tensor)
        return name
    }

    private static let (double, string) = (11, 8)

    func write(inputs: [ScoreProgram.Input], output: String, to graph: inout ProtocolBuffer) {
        for node in nodes { graph.embed(1, node) }
        graph.text(2, "bellwether")
        for tensor in tensors { graph.embed(5, tensor) }
        for input in inputs {
            ONNXGraph.value(11, input.name, input.kind == .number ? ONNXGraph.double : ONNXGraph.string, &graph)
        }
        ONNXGraph.value(12, output, ONNXGraph.double, &graph)
    }

    /// A vector of `rows` elements.
    private static func value(_ field: Int, _ name: String, _ type: Int, _ graph: inout ProtocolBuffer) {
        graph.message(field) {
            $0.text(1, name)
            $0.message(2) {
                $0.message(1) {
                    $0.integer(1, type)
                    $0.message(2) { $0.message(1) { $0.text(2, "rows") } }
                }
            }
        }
    }
}
