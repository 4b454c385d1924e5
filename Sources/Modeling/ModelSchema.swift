import Documents
import Signals

/// Description and preparation of a model as JSON, and back.
enum ModelSchema {
    static func texts(_ field: Field) throws(DocumentError) -> [String] {
        var texts: [String] = []
        for element in try field.list() { texts.append(try element.text()) }
        return texts
    }

    static func json(_ description: ModelDescription) -> JSON {
        let origin: JSON =
            switch description.origin {
            case .table(let outcome, let positive):
                .members(["table": .members(["outcome": .string(outcome), "positive": .string(positive)])])
            case .portfolio(let daysBefore):
                .members(["portfolio": .members(["days_before": .array(daysBefore.map(JSON.integer))])])
            }
        return .members([
            "origin": origin, "features": .array(description.features.map(json)), "rows": .integer(description.rows),
            "events": .integer(description.events), "from": .optional(description.period?.lowerBound.description),
            "to": .optional(description.period?.upperBound.description),
            "held_out_from": .optional(description.heldOutFrom?.description),
        ])
    }

    private static func json(_ feature: FeatureDefinition) -> JSON {
        .members([
            "name": .string(feature.name), "description": .string(feature.description),
            "definition": .string(feature.definition), "dimension": .string(feature.dimension.rawValue),
            "category": .string(feature.category.rawValue), "direction": .string(feature.direction.rawValue),
        ])
    }

    static func description(_ field: Field) throws(DocumentError) -> ModelDescription {
        let fields = try field.fields(["origin", "features", "rows", "events", "from", "to", "held_out_from"])
        var features: [FeatureDefinition] = []
        for element in try fields.required("features").list() { features.append(try feature(element)) }
        var period: ClosedRange<Day>?
        if let from = try fields["from"].map(day), let to = try fields["to"].map(day), from <= to { period = from...to }
        return ModelDescription(
            origin: try origin(try fields.required("origin")), features: features,
            rows: try fields.required("rows").integer(in: 0...Int.max),
            events: try fields.required("events").integer(in: 0...Int.max), period: period,
            heldOutFrom: try fields["held_out_from"].map(day))
    }

    private static func day(_ field: Field) throws(DocumentError) -> Day {
        guard let day = Day(try field.text()) else { throw field.error("not a date (expected YYYY-MM-DD)") }
        return day
    }

    private static func origin(_ field: Field) throws(DocumentError) -> ModelDescription.Origin {
        let fields = try field.fields(["table", "portfolio"])
        if let table = fields["table"] {
            let members = try table.fields(["outcome", "positive"])
            return .table(
                outcome: try members.required("outcome").text(), positive: try members.required("positive").text())
        }
        var days: [Int] = []
        for element in try fields.required("portfolio").fields(["days_before"]).required("days_before").list() {
            days.append(try element.integer(in: 0...3660))
        }
        return .portfolio(daysBefore: days)
    }

    private static func feature(_ field: Field) throws(DocumentError) -> FeatureDefinition {
        let fields = try field.fields(["name", "description", "definition", "dimension", "category", "direction"])
        return FeatureDefinition(
            name: try fields.required("name").text(), description: try fields.required("description").text(),
            definition: try fields.required("definition").text(), dimension: try fields.required("dimension").choice(),
            category: try fields.required("category").choice(), direction: try fields.required("direction").choice())
    }

    static func json(_ preparation: Preparation) -> JSON {
        .members([
            "predictors": .array(preparation.predictors.map { json($0.name, $0.kind) }),
            "columns": .array(preparation.columns.map(json)), "notes": .strings(preparation.notes),
        ])
    }

    private static func json(_ name: String, _ kind: Preparation.Predictor) -> JSON {
        switch kind {
        case .number: .members(["name": .string(name)])
        case .category(let levels, let pooled):
            .members(["name": .string(name), "levels": .strings(levels), "pooled": .strings(pooled)])
        }
    }

    private static func json(_ column: DesignColumn) -> JSON {
        .members([
            "name": .string(column.name), "predictor": .string(column.predictor), "source": json(column.source),
            "mean": .number(column.mean), "scale": .number(column.scale),
        ])
    }

    private static func json(_ source: DesignColumn.Source) -> JSON {
        switch source {
        case .number(let fill): .members(["number": .members(["fill": .number(fill)])])
        case .spline(let knots, let place, let fill):
            .members([
                "spline": .members([
                    "knots": .array(knots.map(JSON.number)), "place": .integer(place), "fill": .number(fill),
                ])
            ])
        case .monotone(let knots, let place, let fill):
            .members([
                "monotone": .members([
                    "knots": .array(knots.map(JSON.number)), "place": .integer(place), "fill": .number(fill),
                ])
            ])
        case .step(let edge, let fill):
            .members(["step": .members(["edge": .number(edge), "fill": .number(fill)])])
        case .isMissing: .members(["is_missing": .bool(true)])
        case .level(let level, let share):
            .members(["level": .members(["name": .string(level), "share": .number(share)])])
        case .otherLevels(let share): .members(["other_levels": .members(["share": .number(share)])])
        case .product(let left, let right):
            .members(["product": .members(["left": json(left), "right": json(right)])])
        }
    }

    private static func json(_ factor: DesignColumn.Factor) -> JSON {
        .members([
            "predictor": .string(factor.predictor), "source": json(factor.source), "center": .number(factor.center),
        ])
    }

    static func preparation(_ field: Field) throws(DocumentError) -> Preparation {
        let fields = try field.fields(["predictors", "columns", "notes"])
        var predictors: [(name: String, kind: Preparation.Predictor)] = []
        for element in try fields.required("predictors").list() { predictors.append(try predictor(element)) }
        let names = Set(predictors.map(\.name))
        var columns: [DesignColumn] = []
        for element in try fields.required("columns").list() {
            let column = try column(element)
            if let unknown = ([column.predictor] + column.predictors).first(where: { !names.contains($0) }) {
                throw element.error("unknown predictor \"\(unknown)\"")
            }
            columns.append(column)
        }
        return Preparation(predictors: predictors, columns: columns, notes: try texts(try fields.required("notes")))
    }

    private static func predictor(_ field: Field) throws(DocumentError) -> (name: String, kind: Preparation.Predictor) {
        let fields = try field.fields(["name", "levels", "pooled"])
        let name = try fields.required("name").text()
        guard let levels = fields["levels"] else { return (name, .number) }
        return (name, .category(levels: try texts(levels), pooled: try texts(try fields.required("pooled"))))
    }

    private static func column(_ field: Field) throws(DocumentError) -> DesignColumn {
        let fields = try field.fields(["name", "predictor", "source", "mean", "scale"])
        return DesignColumn(
            name: try fields.required("name").text(), predictor: try fields.required("predictor").text(),
            source: try source(try fields.required("source")), mean: try fields.required("mean").number(),
            scale: try fields.required("scale").number(in: 0...Double.greatestFiniteMagnitude))
    }

    private static let sourceNames = [
        "number", "spline", "monotone", "step", "is_missing", "level", "other_levels", "product",
    ]

    private static func source(_ field: Field) throws(DocumentError) -> DesignColumn.Source {
        let fields = try field.fields(sourceNames)
        if let product = fields["product"] { return try self.product(product) }
        if let spline = fields["monotone"] { return try monotone(spline) }
        if let number = fields["number"] { return .number(fill: try number.fields(["fill"]).required("fill").number()) }
        if let spline = fields["spline"] { return try self.spline(spline) }
        if let step = fields["step"] {
            let members = try step.fields(["edge", "fill"])
            return .step(edge: try members.required("edge").number(), fill: try members.required("fill").number())
        }
        if let level = fields["level"] {
            let members = try level.fields(["name", "share"])
            return .level(try members.required("name").text(), share: try members.required("share").number(in: 0...1))
        }
        if let other = fields["other_levels"] {
            return .otherLevels(share: try other.fields(["share"]).required("share").number(in: 0...1))
        }
        guard try fields.required("is_missing").flag() else { throw field.error("expected true") }
        return .isMissing
    }

    private static func spline(_ field: Field) throws(DocumentError) -> DesignColumn.Source {
        let (knots, place, fill) = try knotted(field, least: 3)
        return .spline(knots: knots, place: place, fill: fill)
    }

    private static func monotone(_ field: Field) throws(DocumentError) -> DesignColumn.Source {
        let (knots, place, fill) = try knotted(field, least: 2)
        return .monotone(knots: knots, place: place, fill: fill)
    }

    /// Two factors of different predictors, none of them a product: a file cannot nest them without end.
    private static func product(_ field: Field) throws(DocumentError) -> DesignColumn.Source {
        let fields = try field.fields(["left", "right"])
        let left = try factor(try fields.required("left"))
        let right = try factor(try fields.required("right"))
        guard left.predictor != right.predictor else { throw field.error("a product of two different predictors") }
        return .product(left, right)
    }

    private static func factor(_ field: Field) throws(DocumentError) -> DesignColumn.Factor {
        let fields = try field.fields(["predictor", "source", "center"])
        let source = try fields.required("source")
        if try source.fields(sourceNames)["product"] != nil { throw source.error("a product of a product") }
        return DesignColumn.Factor(
            predictor: try fields.required("predictor").text(), source: try self.source(source),
            center: try fields.required("center").number())
    }

    private static func knotted(
        _ field: Field, least: Int
    ) throws(DocumentError) -> (knots: [Double], place: Int, fill: Double) {
        let fields = try field.fields(["knots", "place", "fill"])
        var knots: [Double] = []
        for element in try fields.required("knots").list() {
            let knot = try element.number()
            guard knots.last.map({ $0 < knot }) ?? true else { throw element.error("knots must rise") }
            knots.append(knot)
        }
        guard knots.count >= least else { throw try fields.required("knots").error("expected \(least) knots or more") }
        return (
            knots, try fields.required("place").integer(in: 0...knots.count - 1),
            try fields.required("fill").number()
        )
    }
}
