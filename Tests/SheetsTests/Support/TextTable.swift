/// Reads an aligned text table, which swift-format leaves alone: a header, then one row a line.
///
/// Cells stand two or more blanks apart, so a cell may hold single blanks.
func textTable(_ text: String) -> [[String]] {
    text.split(separator: "\n").dropFirst().map { line in
        line.split(separator: /\s{2,}/).map(String.init)
    }
}
