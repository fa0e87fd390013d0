package import Domain

/// Why a file from a bank is refused, and where in it the reason stands.
///
/// The context of the error begins with the place: “line 12, column 5, :61:”.
package struct BankFault: Error, Equatable, Sendable {
    package let error: AppError
    /// From 1; 0 when the reason is no line's, such as a file that is empty.
    package let line: Int
    /// The byte of the line, from 1; 0 when it is the whole line's.
    package let column: Int
    /// The tag, element, record or field, such as `:61:`, `Ntry/Amt`, `16` or `DTPOSTED`.
    package let tag: String?

    /// What cannot be read.
    ///
    /// - Parameters:
    ///   - what: a sentence without its full stop; text of the file in it is quoted by
    ///     `AppError.quoted`.
    ///   - line: from 1, or 0.
    ///   - column: from 1, or 0.
    ///   - tag: what it stands in.
    ///   - code: of the error.
    package init(
        _ what: String, line: Int, column: Int = 0, tag: String? = nil,
        code: AppError.Code = .bankFileInvalid
    ) {
        let place = [
            line > 0 ? "line \(line)" : nil, column > 0 ? "column \(column)" : nil, tag,
        ]
        let where_ = place.compactMap { $0 }.joined(separator: ", ")
        error = AppError(code, where_.isEmpty ? what : "\(where_): \(what)")
        (self.line, self.column, self.tag) = (line, column, tag)
    }

    /// What cannot be read, at a place.
    package init(_ what: String, at place: FilePlace, tag: String? = nil) {
        self.init(what, line: place.line, column: place.column, tag: tag)
    }

    /// What keeps a file from being read at all.
    package init(_ error: AppError) {
        self.error = error
        (line, column, tag) = (0, 0, nil)
    }
}
