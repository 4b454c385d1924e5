import Documents
import Figures
import Tables

/// A picture of real data: which figure, and the table that it is drawn from. The report and `bellwether plot` draw the same.
/// Adding one is a new file in `Pictures/` and a line in `PictureKinds`.
public protocol PictureKind: Sendable {
    /// The word behind `bellwether plot`.
    static var name: String { get }
    /// The kind of figure that draws it.
    static var figure: any FigureKind.Type { get }
    /// Over the picture, where nobody gives another.
    static var title: String { get }
    /// What is to be seen, in one line: for `bellwether list pictures` and below the title.
    static var summary: String { get }
    /// What has to be computed for it.
    static var needs: Set<EvidencePart> { get }

    /// nil where the data cannot carry it.
    static func picture(_ evidence: ReportEvidence) -> Picture?
}

/// A table that is to be drawn.
public struct Picture: Sendable, Equatable {
    /// What it is drawn from: the picture shows no other number.
    public let table: Table
    /// How it looks.
    public var options: FigureOptions
    /// Under the title, from the data; nil where the summary serves.
    public let words: String?

    /// A table, what is to be seen in it, and how it looks.
    public init(_ table: Table, words: String? = nil, options: FigureOptions = FigureOptions()) {
        (self.table, self.words, self.options) = (table, words, options)
    }
}

extension PictureKind {
    /// The figure, with the picture's title where the caller gives none; nil where there is nothing to draw.
    /// - Throws: `FigureError` where the table is not what the figure needs: a defect of the picture.
    public static func figure(
        _ evidence: ReportEvidence, _ options: FigureOptions? = nil
    ) throws(FigureError) -> Figure? {
        guard let picture = picture(evidence) else { return nil }
        var chosen = picture.options
        if let options {
            (chosen.width, chosen.height) = (options.width, options.height)
            chosen.subtitle = options.subtitle ?? chosen.subtitle
            chosen.reference = options.reference ?? chosen.reference
            chosen.referenceLabel = options.referenceLabel ?? chosen.referenceLabel
        }
        chosen.title = options?.title ?? chosen.title ?? title
        return try figure.init().figure(picture.table, chosen)
    }
}
