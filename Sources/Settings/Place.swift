/// Where a setting stands, as an editor and a terminal jump to it.
package enum Place: Equatable, Sendable, CustomStringConvertible {
    /// The file as a whole.
    case file(String)
    /// A character of a file; line and column count from 1.
    case character(file: String, line: Int, column: Int)
    case environment
    /// Nowhere: the key is missing.
    case unset

    package var description: String {
        switch self {
        case .file(let name): name
        case .character(let name, let line, let column): "\(name):\(line):\(column)"
        case .environment: "environment"
        case .unset: "not set"
        }
    }
}
