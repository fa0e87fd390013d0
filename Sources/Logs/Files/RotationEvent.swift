/// What happened to a log's files; names are those in the folder.
package enum RotationEvent: Equatable, Sendable {
    case new(String)
    case rotate(from: String, to: String)
    case archive(String)
    case removed(String)
    /// In a sentence.
    case error(String)
}
