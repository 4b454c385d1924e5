/// The line of `FigureOptions.reference`, with its words.
enum Reference {
    /// Words at `top`; nothing where no reference is given.
    static func vertical(_ options: FigureOptions, _ scale: Figure.Scale, top: Double, _ words: String) -> [Figure.Mark]
    {
        guard let value = options.reference, (0...1).contains(scale.position(value)) else { return [] }
        let isRight = scale.position(value) > 0.6
        return [
            .vertical(value),
            .text(options.referenceLabel ?? words, x: value, y: top, .muted, isRight ? .left : .right),
        ]
    }

    /// Words above the line from x on.
    static func horizontal(_ options: FigureOptions, at x: Double) -> [Figure.Mark] {
        guard let value = options.reference else { return [] }
        let line = Figure.Mark.horizontal(value)
        guard let label = options.referenceLabel else { return [line] }
        return [line, .text(label, x: x, y: value, .muted, .above)]
    }
}
