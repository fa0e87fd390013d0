import Domain

extension Template {
    /// A polyclinic in Kuwait: three digits behind the point, ties to even; shut on Friday.
    static let gulf = Template(
        slug: "gulf-polyclinic",
        names: ["Gulf Polyclinic", "Salmiya Polyclinic", "Mangaf Polyclinic"],
        country: "KW", currency: .kwd, zone: .kuwait, fiscalStartMonth: 4,
        pricesIncludeTax: false, series: "GP",
        codes: [
            .standard(
                "VAT5", "Value added tax", "VAT",
                [(3_000, .on(2018, 1, 1)), (5_000, .on(2021, 1, 1))])
        ] + LevyCode.untaxed,
        policies: [.init(from: .on(2018, 1, 1), rule: .init(level: .line, mode: .halfEven))],
        offers: [
            .service("GP01", "Consultation, general practitioner", 12_500, "EXEMPT"),
            .service("SP01", "Consultation, specialist", 22_750, "EXEMPT"),
            .service("DRM1", "Skin rejuvenation", 48_350, "VAT5"),
            .service("DRM2", "Filler, per syringe", 135_500, "VAT5"),
            .service("NUT1", "Nutrition plan", 37_430, "VAT5"),
            .service("PHY1", "Physiotherapy, wellness", 18_610, "VAT5"),
            .service("MED9", "Visa medical fee, statutory", 10_000, "OUTSIDE"),
            .service("LABX", "Laboratory abroad", 29_875, "REVERSE"),
            .medicine("AUG1", "Co-amoxiclav 1 g, 14 tablets", 4_275, "ZERO"),
            .medicine("INS1", "Insulin pen", 9_640, "ZERO"),
            .medicine("VTC1", "Vitamin C, per 20 tablets", 1_985, "VAT5", 10...60, per: 20),
            .medicine("CRM1", "Moisturiser 200 ml", 5_730, "VAT5"),
            .medicine("SUN1", "Sunscreen SPF 50", 7_490, "VAT5"),
        ],
        tenders: [
            .init(.card, "knet", 380), .init(.card, "visa", 120), .init(.cash, "cash", 240),
            .init(.wallet, "apple_pay", 90), .init(.bankTransfer, "wamd", 140),
            .init(.cheque, "cheque", 30),
        ],
        gateway: GatewayTerms(
            name: "tap", feeBasisPoints: 175, feeFixed: 100, feeTax: 0, disputeFee: 7_500,
            everyDays: 1),
        people: NameStock(
            given: [
                "Abeer", "Bader", "Dalal", "Fahad", "Ghadeer", "Hessa", "Jassim", "Khaled",
                "Latifa", "Mishari", "Noura", "Omar", "Reem", "Sultan", "Talal", "Yasmin",
            ],
            family: [
                "Al-Anjari", "Al-Bahar", "Al-Dabbous", "Al-Failakawi", "Al-Ghunaim",
                "Al-Hamdan", "Al-Jiran", "Al-Kandari", "Al-Matar", "Al-Nafisi", "Al-Qallaf",
                "Al-Saqer", "Al-Wazzan",
            ],
            insurers: ["Burgan Takaful", "Failaka Health", "Dhow Insurance"],
            specialities: ["General practice", "Dermatology", "Nutrition", "Physiotherapy"]),
        registration: "KW30", bank: "Bank of the Gulf Dhow", clinicShut: [5], bankShut: [5, 6],
        rent: 1_450_000)
}
