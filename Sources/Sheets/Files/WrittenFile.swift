/// A file that is complete and on disk.
package struct WrittenFile: Equatable, Sendable {
    package let path: String
    /// 64 lowercase hexadecimal digits.
    package let sha256: String
    package let bytes: Int64
    /// Rows of data: no header, no total.
    package let rows: Int

    package init(path: String, sha256: String, bytes: Int64, rows: Int) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.rows = rows
    }
}
