/// Reads an aligned text table: a header, then one row a line, cells two or more spaces apart.
func table(_ text: String) -> [[String]] {
    text.split(separator: "\n").dropFirst().map { line in
        line.split(separator: /\s{2,}/).map(String.init)
    }
}

/// The text that a cell shows with `⏎`, `␍`, `⇥` and `␠` for what would spoil the table.
func decoded(_ cell: String) -> String {
    let signs = ["⏎": "\n", "␍": "\r", "⇥": "\t", "␠": " ", "␀": "\0", "∅": ""]
    return cell.map { signs[String($0)] ?? String($0) }.joined()
}
