import SignalSources
import Tables
import Testing

@Suite struct CSVReadingTests {
    private let kinds: [CellRequest] = [CellRequest(.text), CellRequest(.number), CellRequest(.text)]

    private struct Sample {
        var text = "id,x,note\n"
        var ids: [String?] = []
        var numbers: [Double] = []
        var notes: [String?] = []
    }

    /// Fields of random bytes out of those that matter, quoted where they must be or at random.
    private func sample(_ seed: UInt64, rows: Int) -> Sample {
        var generator = SeededGenerator(seed: seed)
        var sample = Sample()
        let alphabet = ["a", "b", "Z", "é", "日", "\"", ",", "\n", "\r\n", " ", ";", "0", "longer piece of text"]
        func field() -> (String, String?) {
            let value = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            }.joined()
            let needsQuotes = value.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            let isQuoted = needsQuotes || Bool.random(using: &generator)
            let isBlank = value.allSatisfy { $0 == " " }
            return (isQuoted ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value, isBlank ? nil : value)
        }
        for _ in 0..<rows {
            let (id, note) = (field(), field())
            let number = Double(Int.random(in: -9999...9999, using: &generator)) / 16
            sample.text += "\(id.0),\(number),\(note.0)" + (Bool.random(using: &generator) ? "\r\n" : "\n")
            if Int.random(in: 0..<20, using: &generator) == 0 { sample.text += "\n" }
            sample.ids.append(id.1)
            sample.numbers.append(number)
            sample.notes.append(note.1)
        }
        return sample
    }

    private func texts(_ column: CellColumn) -> [String?] {
        guard case .texts(let codes, let levels) = column else { return [] }
        return Categories(codes: codes, levels: levels).texts
    }

    @Test(arguments: 1...40) func randomFieldsReadBackWhateverTheParts(seed: UInt64) throws {
        let sample = sample(seed, rows: 60)
        let file = try csv(sample.text)
        var first: CSVRows?
        for parts in [1, 2, 3, 7, 16] {
            let rows = try file.read(kinds, CSVReading(threads: 2, parts: parts))
            #expect(
                texts(rows.columns[0]).elementsEqual(sample.ids) {
                    $0.map { Array($0.utf8) } == $1.map { Array($0.utf8) }
                })
            guard case .numbers(let numbers) = rows.columns[1] else { return }
            #expect(numbers == sample.numbers)
            #expect(texts(rows.columns[2]) == sample.notes)
            if case .texts(let codes, let levels) = first?.columns[0], case .texts(let c, let l) = rows.columns[0] {
                #expect(codes == c && levels == l)
            }
            first = first ?? rows
            #expect(rows.blankLines == first?.blankLines)
        }
    }

    @Test(arguments: 1...60) func brokenFilesGiveTheSameErrorsWhateverTheParts(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 1000)
        var bytes = Array(sample(seed, rows: 40).text.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            bytes[Int.random(in: 10..<bytes.count, using: &generator)] = [0x22, 0x2C, 0x0A, 0x0D, 0xFF, 0x00, 0x41]
                .randomElement(using: &generator)!
        }
        let file = try CSVFile(InputBytes(bytes, path: "t.csv"))
        func outcome(_ parts: Int) -> String {
            do {
                let rows = try file.read(kinds, CSVReading(threads: 2, parts: parts))
                return "\(rows.rowCount) \(rows.columns)"
            } catch {
                return error.description
            }
        }
        let whole = outcome(1)
        for parts in [2, 3, 5, 11] { #expect(outcome(parts) == whole) }
    }

    @Test func linesOfRowsCountThroughQuotedLineFeedsAndBlankLines() throws {
        let file = try csv("id,x\n\"a\nb\",1\n\nc,2\nd,3")
        #expect(file.lines(ofRows: [0, 1, 2]) == [2, 5, 6])
        #expect(file.lines(ofRows: [2, 0]) == [6, 2])
    }

    @Test func errorsAreCollectedUpToTwentyAndCounted() throws {
        let file = try csv("x,y\n" + String(repeating: "bad,1\n", count: 50))
        for parts in [1, 4] {
            do {
                _ = try file.read([CellRequest(.number), CellRequest(.number)], CSVReading(parts: parts))
                Issue.record("read")
            } catch {
                #expect(error.errors.count == 20)
                #expect(error.count == 50)
                #expect(error.errors.map(\.line) == Array(2...21))
                #expect(error.description.hasSuffix("\nt.csv: 30 more errors"))
            }
        }
    }

    @Test func aRequiredFieldMayNotBeBlank() throws {
        let file = try csv("id,x\n,1\n")
        let message = errorText { () throws(SourceErrors) in
            _ = try file.read([CellRequest(.text, isRequired: true), CellRequest(.number)], CSVReading())
        }
        #expect(message == "t.csv:2: id is empty")
    }
}
