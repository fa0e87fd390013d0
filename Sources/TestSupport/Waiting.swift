import Domain
import Glibc

/// Looks again and again, a hundred times a second, until something holds.
///
/// - Throws: `unexpected` after a minute, or what looking throws.
package func waitUntil(_ what: String, _ holds: () throws -> Bool) throws {
    let until = Clock.steady.now.adding(seconds: 60)
    while try !holds() {
        guard Clock.steady.now < until else { throw AppError(.unexpected, "not seen: \(what)") }
        usleep(10_000)
    }
}

/// Lets other processes work for a while: for games, whose blows fall at random moments.
package func letPass(microseconds: UInt32) { usleep(microseconds) }
