enum CamtReader { static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {} }
enum MT940Reader { static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {} }
enum OFXReader { static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {} }
enum BAI2Reader { static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {} }
