import Domain
import Foundation
import TestSupport
import Testing

/// One page an error code in `Tests/Gallery`, as each of its three readers gets the answer.
@Suite("Gallery") struct GalleryTests {
    static let folder = URL(filePath: TestCluster.checkout).appending(path: "Tests/Gallery")

    @Test(
        "shows every error as the portal, the terminal and the ledger answer it",
        arguments: AppError.Code.allCases)
    func page(_ code: AppError.Code) throws {
        let file = Self.folder.appending(path: "\(code.rawValue).txt")
        let known = try? String(contentsOf: file, encoding: .utf8)
        let situation = known?.split(separator: "\n").first.map(String.init) ?? ""
        #expect(situation.count > 20, "\(code.rawValue): the first line says what brings it about")
        let wanted = Self.page(code, situation)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try wanted.write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(known == wanted)
        }
    }

    @Test("has no page of a code that is gone") func noStrays() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        let codes = Set(AppError.Code.allCases.map { "\($0.rawValue).txt" })
        #expect(Set(pages) == codes)
    }

    /// The situation, then the three answers.
    static func page(_ code: AppError.Code, _ situation: String) -> String {
        let error = AppError(code, "CONTEXT")
        return """
            \(situation)

            terminal  evclinic: \(error.sentence)
                        \(error.errorCode): \(error.remedy)
            exit      \(error.exitCode)
            HTTP      \(error.statusCode)
            retried   \(error.isOperational ? "by the job's policy" : "never: it is ours to mend")

            """
    }
}
