import Domain
import TestSupport
import Testing

@Suite("Identifiers") struct IdentifierTests {
    @Test(
        "a log position is written as PostgreSQL writes it",
        arguments: table(
            """
            position              text
            0                     0/0
            50331976              0/3000148
            4294967295            0/FFFFFFFF
            4294967296            1/0
            18446744073709551615  FFFFFFFF/FFFFFFFF
            """))
    func position(_ row: [String]) throws {
        #expect(LSN(position: try #require(UInt64(row[0]))).description == row[1])
    }

    @Test("are ordered by number")
    func order() {
        #expect(LSN(position: 9) < LSN(position: 10))
        #expect(ClinicID(rawValue: 9) < ClinicID(rawValue: 10))
    }
}
