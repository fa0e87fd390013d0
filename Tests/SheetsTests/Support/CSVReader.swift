/// A reader of RFC 4180 that knows nothing of our writer.
enum CSVReader {
    static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var (isQuoted, isStarted) = (false, false)
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && bytes.first == UInt8(ascii: "\""):
                field.append(byte)
                bytes = bytes.dropFirst()
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                isStarted = true
            case UInt8(ascii: ",") where !isQuoted:
                record.append(String(decoding: field, as: UTF8.self))
                (field, isStarted) = ([], true)
            case 13 where !isQuoted && bytes.first == 10: break
            case 10 where !isQuoted:
                record.append(String(decoding: field, as: UTF8.self))
                records.append(record)
                (record, field, isStarted) = ([], [], false)
            default:
                field.append(byte)
                isStarted = true
            }
        }
        guard isStarted || !record.isEmpty else { return records }
        return records + [record + [String(decoding: field, as: UTF8.self)]]
    }
}
