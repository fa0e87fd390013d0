/// A failure the worker knows how to answer for.
///
/// An operational error is the world misbehaving: it is recorded and, by policy, retried. One that
/// is not operational is us being wrong: the run stops and a person is told. `context` names ids
/// and codes, never row contents, so a description may be logged (I9).
package struct AppError: Error, Hashable, CustomStringConvertible {
    package let code: Code
    package let context: String

    package init(_ code: Code, _ context: String = "") {
        self.code = code
        self.context = context
    }

    package var errorCode: String { code.rawValue }
    package var isOperational: Bool { statusCode != 500 }

    /// The HTTP status that a portal answers with.
    package var statusCode: Int { code.answer.status }

    /// The exit status of the command line (RUNS, *Command line*; sysexits.h where it has one).
    package var exitCode: Int32 { code.answer.exit }

    /// What went wrong, in words.
    package var sentence: String {
        context.isEmpty ? code.answer.sentence : "\(code.answer.sentence): \(context)"
    }

    /// What to do next.
    package var remedy: String { code.answer.remedy }

    package var description: String { context.isEmpty ? errorCode : "\(errorCode) \(context)" }

    /// Text from outside as an error may show it: quoted, on one line, at most 60 characters.
    package static func quoted(_ text: String) -> String {
        let visible = text.unicodeScalars.map { isPlain($0) ? String($0) : "?" }
        let shown = visible.prefix(60).joined()
        return "“\(shown)\(visible.count > 60 ? "…" : "")”"
    }

    /// Whether a scalar neither moves the terminal's cursor nor turns the direction of the text.
    package static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isBidiControl
        }
    }
}
