import TestSupport
import Testing

/// One seeded office for a suite whose tests must all leave it as it was.
struct WithOffice: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent () async throws -> Void
    ) async throws {
        let office = try Office()
        try await Office.$current.withValue(office) { try await function() }
    }
}
