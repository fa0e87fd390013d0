/// Reads OFX.
package enum OFXReader {
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {}
}
