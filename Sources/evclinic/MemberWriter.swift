import BankFiles
import Domain

/// A JSON object written member by member.
struct MemberWriter {
    var bytes: [UInt8] = []

    mutating func flush() throws(BankFault) {
        do throws(AppError) { try StandardOutput.write(&bytes) } catch {
            throw BankFault(error)
        }
    }

    mutating func member(_ name: String, _ text: String?, isFirst: Bool = false) {
        if !isFirst { bytes += ",".utf8 }
        bytes.append(quoted: name)
        bytes += ":".utf8
        if let text { bytes.append(quoted: text) } else { bytes += "null".utf8 }
    }

    mutating func number(_ name: String, _ number: Int) {
        bytes += ",".utf8
        bytes.append(quoted: name)
        bytes += ":\(number)".utf8
    }

    mutating func truth(_ name: String, _ truth: Bool?) {
        bytes += ",".utf8
        bytes.append(quoted: name)
        bytes += ":\(truth.map { "\($0)" } ?? "null")".utf8
    }
}
