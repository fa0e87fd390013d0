import Foundation

/// A CSV file as RFC 4180 has it: quotes doubled inside quotes, rows ended by CRLF.
struct CSV {
    /// Cells by the header's names.
    let rows: [[String: String]]

    init(_ path: String) throws {
        var records: [[String]] = [[]]
        var cell: [UInt8] = []
        var isQuoted = false
        func text() -> String { String(decoding: cell, as: UTF8.self) }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                let isDoubled = isQuoted && index < bytes.count && bytes[index] == byte
                if isDoubled { cell.append(byte) }
                if isDoubled { index += 1 } else { isQuoted.toggle() }
            case UInt8(ascii: ",") where !isQuoted:
                records[records.count - 1].append(text())
                cell = []
            case UInt8(ascii: "\r") where !isQuoted: break
            case UInt8(ascii: "\n") where !isQuoted:
                records[records.count - 1].append(text())
                cell = []
                records.append([])
            default: cell.append(byte)
            }
        }
        let header = records[0]
        rows = records.dropFirst().filter { !$0.isEmpty }.map {
            Dictionary(uniqueKeysWithValues: zip(header, $0))
        }
    }
}
