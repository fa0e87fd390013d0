enum CamtReader { static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {} }
enum OFXReader { static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {} }
