import Controllers
import Domain

/// What is wrong with a manifest or its files, as every command about them says it.
enum FaultText {
    /// The manifest, then each fault with what to do; nothing when there is none.
    static func lines(_ faults: [AppError], of reading: ManifestReading) -> [String] {
        guard !faults.isEmpty else { return [] }
        return ["\n\(Terminal.plain(reading.path))"]
            + faults.flatMap {
                ["  \(Terminal.red($0.sentence))", "    \($0.errorCode): \($0.remedy)"]
            }
    }

    /// The same for a program.
    static func json(_ faults: [AppError]) -> [[String: String]] {
        faults.map { ["code": $0.errorCode, "message": $0.sentence, "remedy": $0.remedy] }
    }
}
