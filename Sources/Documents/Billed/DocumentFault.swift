package import Domain

/// Why a document cannot be computed, and where in it the reason stands.
package struct DocumentFault: Error, Sendable {
    package let error: AppError
    /// The line's id, or its number with a `#`.
    package var line: String?
    package var member: String?
    /// The byte of the text where it stands.
    package var position: Int?

    package init(_ error: AppError, line: String? = nil, member: String? = nil) {
        self.error = error
        self.line = line
        self.member = member
    }

    package init(
        _ code: AppError.Code, _ context: String, line: String? = nil,
        member: String? = nil, position: Int? = nil
    ) {
        error = AppError(code, context)
        self.line = line
        self.member = member
        self.position = position
    }

    /// What makes no sense in a document.
    init(_ context: String, line: String? = nil, member: String? = nil) {
        self.init(.taxDocumentInvalid, context, line: line, member: member)
    }

    static func beyond(_ what: String, line: String? = nil) -> DocumentFault {
        DocumentFault(
            .numericOutOfRange, "\(what) reaches 10^18 minor units", line: line, member: what)
    }
}
