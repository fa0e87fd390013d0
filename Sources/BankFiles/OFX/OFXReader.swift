import Domain

/// Reads OFX 1 (SGML, most tags never close) and OFX 2 (XML): accounts of banks and credit cards,
/// and of investments what moves their cash as a bank's transaction (`INVBANKTRAN`).
///
/// A file with a status `ERROR` is refused: there is nothing to import, or not all.
package enum OFXReader {
    /// Reads a file to its end, and hands on what it says.
    ///
    /// - Parameters:
    ///   - feed: the bytes of the file.
    ///   - hand: takes the events as they are read.
    /// - Throws: `BankFault` for what is no OFX, is not whole or cannot be understood; nothing that was
    ///   handed on before may be kept then.
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {
        var tokens = OFXTokens(feed)
        var message = OFXMessage()
        while let token = try tokens.next() { try message.take(token, to: hand) }
        try message.end(tokens.place)
    }
}
