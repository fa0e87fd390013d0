/// The text that a table's cell stands for: `⏎ ␍ ⇥ ␠ ␀ ∅` are what would spoil the table.
func decoded(_ cell: String) -> String {
    let signs: [Character: String] = [
        "⏎": "\n", "␍": "\r", "⇥": "\t", "␠": " ", "␀": "\0", "∅": "",
    ]
    return cell.map { signs[$0] ?? String($0) }.joined()
}
