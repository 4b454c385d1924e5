import SignalSources
import Signals
import Tables

func csv(_ text: String, name: String = "t.csv") throws(SourceErrors) -> CSVFile {
    try CSVFile(InputBytes(Array(text.utf8), path: name))
}

/// The one column `x` of a file, as requested.
func column(_ fields: String, _ kind: CellKind, calendar: BusinessCalendar = .utc) throws(SourceErrors) -> CellColumn {
    let file = try csv("x,y\n" + fields.split(separator: "\n").map { "\($0),1\n" }.joined())
    return try file.read([CellRequest(kind), CellRequest(.skip)], CSVReading(calendar: calendar)).columns[0]
}

/// The single line of the error that `body` throws; nil where it throws none.
func errorText(_ body: () throws(SourceErrors) -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return error.description
    }
}

func tableError(_ text: String) -> String? {
    errorText { () throws(SourceErrors) in _ = try TableSource(bytes: Array(text.utf8), name: "t.csv").read() }
}

func frame(_ text: String, _ options: TableOptions = TableOptions()) throws(SourceErrors) -> Frame {
    try TableSource(bytes: Array(text.utf8), name: "t.csv").read(options).frame
}
