/// A pattern over the text of a bank entry: `*` is any text, even none.
///
/// ASCII case does not matter, a run of blanks is as one, and none count at either end. A text is
/// looked at once, whatever the pattern: time grows with its length alone.
struct NarrationGlob: Hashable, Sendable {
    /// What stands between stars, and where to go on when it breaks off (Knuth, Morris and Pratt).
    private struct Piece: Hashable {
        let bytes: [UInt8]
        /// By how many bytes fit before one that does not: how many then still do.
        let rests: [Int]

        init(_ bytes: some Sequence<UInt8>) {
            self.bytes = Array(bytes)
            var rests = Array(repeating: 0, count: self.bytes.count)
            var fit = 0
            for place in self.bytes.indices.dropFirst() {
                while fit > 0, self.bytes[fit] != self.bytes[place] { fit = rests[fit - 1] }
                if self.bytes[fit] == self.bytes[place] { fit += 1 }
                rests[place] = fit
            }
            self.rests = rests
        }
    }

    /// The first one begins the text and the last one ends it; either may be empty, no other is.
    private let pieces: [Piece]

    init(_ pattern: String) {
        var plain: [UInt8] = []
        Self.eachPlain(pattern.utf8) { byte in
            plain.append(byte)
            return nil
        }
        let parts = plain.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        let last = parts.count - 1
        pieces = parts.enumerated().filter { place, part in
            place == 0 || place == last || !part.isEmpty
        }.map { Piece($1) }
    }

    /// How far a text has been followed.
    private struct Place {
        var piece = 0
        var fit = 0
    }

    /// Whether a whole text is as the pattern says.
    func holds(_ text: some Sequence<UInt8>) -> Bool {
        var place = Place()
        if pieces[0].bytes.isEmpty, pieces.count > 1 { place.piece = 1 }
        let early = Self.eachPlain(text) { follow($0, &place) }
        return early
            ?? (place.piece == pieces.count - 1 && place.fit == pieces[place.piece].bytes.count)
    }

    /// Takes one more byte; the verdict, once no further one can change it.
    private func follow(_ byte: UInt8, _ place: inout Place) -> Bool? {
        let piece = pieces[place.piece]
        let isLast = place.piece == pieces.count - 1
        if place.piece == 0 {
            guard place.fit < piece.bytes.count, piece.bytes[place.fit] == byte else {
                return false
            }
            place.fit += 1
        } else {
            guard !piece.bytes.isEmpty else { return true }
            while place.fit > 0,
                place.fit == piece.bytes.count || piece.bytes[place.fit] != byte
            { place.fit = piece.rests[place.fit - 1] }
            if piece.bytes[place.fit] == byte { place.fit += 1 }
        }
        guard place.fit == piece.bytes.count, !isLast else { return nil }
        place = Place(piece: place.piece + 1)
        return place.piece == pieces.count - 1 && pieces[place.piece].bytes.isEmpty ? true : nil
    }

    /// Hands over a text's bytes in lower case, with one blank for a run and none at its ends.
    ///
    /// - Returns: what `take` returned before the end, which ends it.
    @discardableResult
    private static func eachPlain(
        _ text: some Sequence<UInt8>, _ take: (UInt8) -> Bool?
    ) -> Bool? {
        var (hasBegun, isBlankDue) = (false, false)
        for byte in text {
            if byte == 32 || (9...13).contains(byte) {
                isBlankDue = hasBegun
                continue
            }
            if isBlankDue, let verdict = take(32) { return verdict }
            (hasBegun, isBlankDue) = (true, false)
            let isCapital = (65...90).contains(byte)
            if let verdict = take(isCapital ? byte + 32 : byte) { return verdict }
        }
        return nil
    }
}
