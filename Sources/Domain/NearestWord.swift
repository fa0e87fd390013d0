/// The known word that a mistyped one most likely stands for.
///
/// - Returns: `nil` when none is within two letters, or a third of its own if that is more. Ties go
///   to the first known.
package func nearestWord(to word: String, among known: some Sequence<String>) -> String? {
    var best: (word: String, distance: Int)?
    for candidate in known {
        let distance = editDistance(Array(word.utf8), Array(candidate.utf8))
        guard distance <= max(2, candidate.utf8.count / 3), distance < best?.distance ?? .max
        else { continue }
        best = (candidate, distance)
    }
    return best?.word
}

/// What an error about an unknown word ends with: `, did you mean` and the nearest known one, behind the
/// mark that such words are written with, or nothing.
package func nearestHint(
    to word: String, among known: some Sequence<String>, mark: String = ""
) -> String {
    nearestWord(to: word, among: known).map { ", did you mean \(mark)\($0)" } ?? ""
}

/// Insertions, deletions and replacements that turn one text into the other (Levenshtein, 1966).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in right.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
