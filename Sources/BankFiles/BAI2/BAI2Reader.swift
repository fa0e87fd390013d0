/// BAI2, Cash Management Balance Reporting Specifications version 2.
///
/// An account is a statement. Totals and counts that do not hold are discrepancies; a header or
/// trailer that is missing is a fault.
package enum BAI2Reader {
    /// Hands on what a file says.
    ///
    /// - Parameters:
    ///   - feed: the file.
    ///   - hand: takes the events.
    /// - Throws: `BankFault` with the place of what cannot be read.
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {
        var lines = LineFeed(feed)
        var file = BAI2File()
        var open: BAI2Record?
        while let line = try lines.next() {
            var at = BAI2Line.start(of: line)
            while at < line.count {
                let piece = try BAI2Line.piece(
                    of: line, at: at, number: lines.number, goesOn: open?.code)
                at = piece.end
                if piece.goesOn {
                    guard try open?.add(piece) != nil else {
                        throw BankFault("nothing to be continued", line: lines.number, tag: "88")
                    }
                } else {
                    if let whole = open { try file.take(whole, to: hand) }
                    open = try BAI2Record(piece)
                }
            }
        }
        if let whole = open { try file.take(whole, to: hand) }
        try file.end(at: lines.number)
    }
}
