import Domain

/// Reads a file in whichever format it is in.
package enum BankReader {
    /// Tells the format by how a file begins.
    ///
    /// - Parameter start: the first bytes of the file, a few hundred or all of it.
    /// - Returns: `nil` when it begins like none; CSV begins like anything and is never told.
    package static func format(of start: [UInt8]) -> BankFormat? {
        let text = BankText.string(start.prefix(4096)).drop { $0 == "\u{FEFF}" || $0.isWhitespace }
        let upper = text.prefix(2048).uppercased()
        if upper.hasPrefix("OFXHEADER") || upper.hasPrefix("<OFX") || upper.contains("<?OFX") {
            return .ofx
        }
        if text.hasPrefix("<") {
            let isCamt = upper.contains("CAMT.05") || upper.contains("BKTOCSTMR")
            return isCamt ? .camt : upper.contains("<OFX>") ? .ofx : nil
        }
        if text.hasPrefix("01,") { return .bai2 }
        let isSwift = text.hasPrefix("{1:") || text.hasPrefix(":20:")
        return isSwift || upper.contains(/:(?:20|25|28C?|60[FM]):/) ? .mt940 : nil
    }

    /// Reads a file, and hands on what it says.
    ///
    /// - Parameters:
    ///   - feed: from its beginning.
    ///   - format: which reader.
    ///   - mapping: of a CSV.
    ///   - hand: takes each event, and may refuse it.
    /// - Throws: `BankFault` with the place, or what `hand` throws.
    package static func read(
        _ feed: ByteFeed, as format: BankFormat, by mapping: BankMapping? = nil, to hand: BankHand
    ) throws(BankFault) {
        switch format {
        case .camt: try CamtReader.read(feed, to: hand)
        case .mt940: try MT940Reader.read(feed, to: hand)
        case .ofx: try OFXReader.read(feed, to: hand)
        case .bai2: try BAI2Reader.read(feed, to: hand)
        case .csv:
            guard let mapping else {
                throw BankFault("CSV needs a mapping", line: 0, code: .bankFormatUnknown)
            }
            try CSVReader.read(feed, by: mapping, to: hand)
        }
    }
}
