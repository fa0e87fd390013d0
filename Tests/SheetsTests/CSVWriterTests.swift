import Digests
import Domain
import Foundation
import TestSupport
import Testing

@testable import Sheets

@Suite("CSV writer") struct CSVWriterTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("writes header and rows, details too, but no headings") func golden() throws {
        let sheet = Sheet(
            name: "Summary", slug: "summary", title: "Summary", columns: Samples.summary.columns,
            rows: [SheetRow([.text("Sales")], mark: .heading)]
                + (try Samples.summary.rows.values().prefix(2)))
        let file = try CSVWriter.write(sheet, to: scratch.path("summary.csv"))
        let bytes = try scratch.bytes("summary.csv")

        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "Tax code,Component,Base,Documents\r\nGST5,,1000.10,3\r\n,CGST,1000.10,\r\n")
        #expect(file.rows == 2)
        #expect(file.bytes == Int64(bytes.count))
        #expect(file.sha256 == SHA256.hex(of: bytes))
    }

    @Test("writes a header alone for no rows") func noRows() throws {
        let file = try CSVWriter.write(Samples.texts([]), to: scratch.path("none.csv"))
        #expect(String(decoding: try scratch.bytes("none.csv"), as: UTF8.self) == "Text\r\n")
        #expect(file.rows == 0)
    }

    @Test("flushes long files piece by piece") func longFile() throws {
        let words = (0..<60_000).map { "row \($0), with a comma" }
        let file = try CSVWriter.write(Samples.texts(words), to: scratch.path("long.csv"))
        let bytes = try scratch.bytes("long.csv")
        let records = CSVReader.records(String(decoding: bytes, as: UTF8.self))

        #expect(records == [["Text"]] + words.map { [$0] })
        #expect(file.sha256 == SHA256.hex(of: bytes))
    }

    @Test("gives back the records of csv-spectrum") func spectrum() throws {
        struct Index: Decodable {
            struct File: Decodable {
                let expected: String
                let columns: [String]
                let exact: Bool
            }
            let files: [File]
        }
        guard let index = Vectors.data("csv/index.json") else { return }
        for file in try JSONDecoder().decode(Index.self, from: index).files where file.exact {
            guard let data = Vectors.data(file.expected) else { return }
            let expected = try JSONDecoder().decode([[String: String]].self, from: data)
            let rows = expected.map { record in file.columns.map { record[$0] ?? "missing" } }
            let sheet = Sheet(
                name: "Spectrum", slug: "spectrum", title: file.expected,
                columns: file.columns.map { Column($0) },
                rows: rows.map { SheetRow($0.map { .text($0) }) })
            let name = UUID().uuidString
            _ = try CSVWriter.write(sheet, to: scratch.path(name))
            let text = String(decoding: try scratch.bytes(name), as: UTF8.self)
            #expect(CSVReader.records(text) == [file.columns] + rows)
        }
    }

    @Test("is read by Python as it was meant, naughty strings and formulas included")
    func naughty() throws {
        guard let python = Tool.python, let naughty = try Vectors.naughtyStrings(),
            let formulas = try Vectors.formulas()
        else { return }
        let words = naughty + formulas
        _ = try CSVWriter.write(Samples.texts(words), to: scratch.path("naughty.csv"))
        let script = """
            import csv, json, sys
            csv.field_size_limit(10**9)
            rows = list(csv.reader(open(sys.argv[1], encoding='utf-8', newline='')))
            print(json.dumps(rows[1:]))
            """
        let read = try Tool.json(
            [[String]].self, python: python, script, scratch.path("naughty.csv"))

        #expect(read.count == words.count)
        for (row, word) in zip(read, words) {
            #expect(row == [word] || row == ["'" + word])
            let first = row.first?.unicodeScalars.first { !$0.properties.isWhitespace }
            #expect(!(first.map { "=+-@\t\r＝＋－＠".unicodeScalars.contains($0) } ?? false))
        }
    }
}
