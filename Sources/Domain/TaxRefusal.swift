/// A document whose tax cannot be computed, and why; the others are computed.
package struct TaxRefusal: Hashable, Sendable {
    package let documentID: Int64
    package let document: String
    /// Position of the line; `nil` where the document itself is at fault.
    package let line: Int32?
    /// Names the document and the line.
    package let error: AppError

    package init(documentID: Int64, document: String, line: Int32?, error: AppError) {
        self.documentID = documentID
        self.document = document
        self.line = line
        self.error = error
    }

    /// By document number, then id.
    package static func precedes(_ left: TaxRefusal, _ right: TaxRefusal) -> Bool {
        (left.document, left.documentID) < (right.document, right.documentID)
    }
}
