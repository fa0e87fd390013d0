import Documents
import Domain

/// Results on standard output, written as they come.
struct TaxAnswers {
    private var writer: JSONWriter
    private static let bufferMax = 1 << 16

    init(_ writer: JSONWriter = JSONWriter()) { self.writer = writer }

    /// Computes a document and writes its result; `false` when it was refused.
    ///
    /// - Throws: `outputUnwritable` when nobody reads the results.
    mutating func answer(
        _ one: CaseFile.Case, _ file: inout CaseFile
    ) throws(AppError) -> Bool {
        var isComputed = true
        do {
            writer.write(try ComputedDocument(try one.document.get()))
        } catch {
            isComputed = false
            let place = (error.position ?? one.position).map { file.place(of: $0) }
            writer.write(error, id: one.id, at: place)
        }
        if writer.bytes.count > Self.bufferMax { try flush() }
        return isComputed
    }

    /// Writes what is waiting.
    ///
    /// - Throws: `outputUnwritable` when nobody reads it.
    mutating func flush() throws(AppError) {
        try StandardOutput.write(&writer.bytes)
    }
}
