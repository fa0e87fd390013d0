/// Where something stands in a file, both from 1.
package struct FilePlace: Equatable, Sendable {
    package var line: Int
    /// The byte of the line; of XML the character.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
