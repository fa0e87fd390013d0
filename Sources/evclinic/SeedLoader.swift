import Access
import Dispatch
import Domain
import Persistence
import Repositories
import Seeding
import Synchronization

/// Loads a seed's chunks over two connections, while the next ones are made.
final class SeedLoader {
    private let expected: Int
    private let connect: () throws -> Connection
    private let failure = Failure()

    /// Chunks that may wait to be sent; more would only take memory.
    private static let chunksWaiting = 6

    init(expected: Int, connect: @escaping () throws -> Connection) {
        self.expected = expected
        self.connect = connect
    }

    func load(_ world: SeedWorld, truth: (String) throws -> Void) throws -> SeedSummary {
        let lanes = try (0..<2).map { (try connect(), DispatchQueue(label: "seed lane \($0)")) }
        let room = DispatchSemaphore(value: Self.chunksWaiting)
        let group = DispatchGroup()
        var (chunks, lineBytes) = (0, 0)
        defer { group.wait() }
        let summary = try world.write(
            into: { table, bytes in
                if let failed = failure.first { throw failed }
                let (connection, queue) = lanes[chunks % lanes.count]
                chunks += 1
                if table == .invoiceLine {
                    lineBytes += bytes.count
                    // A line takes about 190 bytes; good enough for a bar.
                    Terminal.progress("loading", done: lineBytes / 190, of: expected * 10 / 7)
                }
                let chunk = [UInt8](bytes)
                room.wait()
                queue.async(group: group) { [failure] in
                    defer { room.signal() }
                    do { try Self.send(chunk, of: table, on: connection) } catch {
                        failure.note(error as? AppError ?? AppError(.unexpected, "\(table)"))
                    }
                }
            }, truth: truth)
        group.wait()
        if let failed = failure.first { throw failed }
        return summary
    }

    private static func send(
        _ chunk: [UInt8], of table: SeedTable, on connection: Connection
    ) throws {
        let copy = SeedRepository.copy(table.rawValue, table.columns)
        try connection.load(copy) { writer in
            try writer.drain { try connection.send($0) }
            try chunk.withUnsafeBytes { try connection.send($0) }
        }
    }
}

/// The first failure of any lane.
private final class Failure: Sendable {
    private let error = Mutex<AppError?>(nil)

    var first: AppError? { error.withLock { $0 } }

    func note(_ failure: AppError) { error.withLock { $0 = $0 ?? failure } }
}
