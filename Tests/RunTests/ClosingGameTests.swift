import Domain
import Foundation
import TestSupport
import Testing

/// Twelve months of random events, closed one after the other, some of them reopened: what each pack says
/// against a book that is kept as naively as can be.
@Suite("Closing game") struct ClosingGameTests {
    @Test("continues every month from the approved one, and explains every difference to the cent")
    func game() throws {
        let dice = Dice()
        print("closing game: \(dice)")
        var game = try ClosingGame(dice)
        for month in 1...12 {
            try game.play(month)
            try game.close(through: month)
            if month % 4 == 0 { try game.reopen(before: month) }
            if month % 5 == 0 { try game.rerun(before: month) }
        }
        #expect(game.events >= 10_000)
        try game.expectWhole()
        try game.expectJournals()
    }
}
