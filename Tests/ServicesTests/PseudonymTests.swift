import Domain
import Services
import Testing

@Suite("Pseudonyms") struct PseudonymTests {
    /// Reckoned apart, with Python's hmac module.
    @Test("are sixty bits of a keyed hash, by clinic and by what is counted") func golden() {
        let key = Array(UInt8(0)..<32)
        let (one, two) = (
            Pseudonyms(key: key, of: ClinicID(rawValue: 1)),
            Pseudonyms(key: key, of: ClinicID(rawValue: 2))
        )
        #expect(one.name(of: 7, "payer_id") == "P-Y0A1-QXDS-5P29")
        #expect(two.name(of: 7, "payer_id") == "P-JD8X-RAFH-A132")
        #expect(one.name(of: 7, "patient_id") == "P-ATQZ-WT5T-705X")
        let other = Pseudonyms(key: key.reversed(), of: ClinicID(rawValue: 1))
        #expect(other.name(of: 7, "payer_id") != one.name(of: 7, "payer_id"))
    }

    @Test("are all different among a hundred thousand") func apart() {
        let names = Pseudonyms(key: Array(UInt8(0)..<32), of: ClinicID(rawValue: 1))
        #expect(Set((0..<100_000).map { names.name(of: $0, "payer_id") }).count == 100_000)
    }
}
