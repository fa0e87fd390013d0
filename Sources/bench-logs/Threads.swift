import Glibc

/// Real threads, as many as are asked for: Dispatch starts no more than there are cores.
enum Threads {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs a body on each of so many threads, and returns when all are done.
    static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        let handles = (0..<count).map { _ in
            var handle = pthread_t()
            pthread_create(
                &handle, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, Unmanaged.passRetained(Work(body)).toOpaque())
            return handle
        }
        for handle in handles { pthread_join(handle, nil) }
    }
}
