import Controllers
import Domain
import Logging
import Persistence

/// Publishes what an earlier process recorded and did not live to publish.
struct Recovery {
    private var told: Set<String> = []
    private var nextAt = Clock.steady.now

    /// A file that is in the way stays there for longer than a minute.
    private static let pauseSeconds: Int64 = 60

    /// Looks at most once a minute, and tells each file once.
    mutating func publish(on primary: PrimaryServer, _ log: ProgramLog) {
        guard Clock.steady.now >= nextAt else { return }
        nextAt = Clock.steady.now.adding(seconds: Self.pauseSeconds)
        for file in (try? Publisher().recover(on: primary)) ?? [] {
            switch file {
            case .published(let name):
                log.say(.notice, "published \(name), which was recorded earlier")
            case .gone(let name):
                log.say(.warning, "\(name) was recorded and is gone; a rerun writes it again")
            case .blocked(let name, let error) where told.insert(name).inserted:
                log.report(error, about: "\(name), recorded earlier, is still unpublished")
            case .blocked: break
            }
        }
    }
}
