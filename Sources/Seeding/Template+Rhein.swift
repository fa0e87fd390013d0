import Domain

extension Template {
    /// A practice in Germany: prices include VAT; the rounding rule changes with the last month.
    static func rhein(_ lastMonth: Day) -> Template {
        // The lower rates of the second half of 2020 lie between two spells of the usual ones.
        func vat(_ code: String, _ name: String, _ usual: Int64, _ lowered: Int64) -> LevyCode {
            .standard(
                code, name, "VAT",
                [
                    (usual, .on(2007, 1, 1)), (lowered, .on(2020, 7, 1)),
                    (usual, .on(2021, 1, 1)),
                ])
        }
        return Template(
            slug: "rhein-praxis", names: ["Rhein-Praxis", "Mosel-Praxis", "Neckar-Praxis"],
            country: "DE", currency: .eur, zone: .berlin, pricesIncludeTax: true, series: "RP",
            codes: [
                vat("VAT19", "Umsatzsteuer, Regelsatz", 19_000, 16_000),
                vat("VAT7", "Umsatzsteuer, ermäßigt", 7_000, 5_000),
            ] + LevyCode.untaxed,
            policies: [
                .init(from: .on(2007, 1, 1), rule: .init(level: .group, mode: .halfUp)),
                .init(from: lastMonth, rule: .init(level: .document, mode: .halfUp)),
            ],
            basis: .cash, advanceTaxCode: "VAT19", offers: offersOfRhein,
            tenders: [
                .init(.card, "girocard", 420), .init(.cash, "cash", 220),
                .init(.wallet, "google_pay", 80), .init(.bankTransfer, "sepa", 270),
                .init(.cheque, "scheck", 10),
            ],
            gateway: GatewayTerms(
                name: "stripe", feeBasisPoints: 150, feeFixed: 25, feeTax: 19,
                disputeFee: 20_00, everyDays: 2),
            people: namesOfRhein, registration: "DE2", bank: "Volksbank am Strom",
            clinicShut: [6, 7], rent: 2_850_00)
    }

    private static let offersOfRhein: [Offer] = [
        .service("GOÄ1", "Beratung", 10_72, "EXEMPT"),
        .service("GOÄ7", "Vollständige Untersuchung", 21_45, "EXEMPT"),
        .service("GOÄ651", "Elektrokardiogramm", 33_18, "EXEMPT"),
        .service("IGEL1", "Faltenbehandlung", 265_00, "VAT19"),
        .service("IGEL2", "Aknenarben-Laser", 189_90, "VAT19"),
        .service("IGEL3", "Ernährungsberatung", 74_50, "VAT19"),
        .service("ATT", "Gutachten für Versicherung", 96_35, "VAT19"),
        .service("AUSF", "Ausfallhonorar", 40_00, "OUTSIDE"),
        .service("LAB13", "Labor aus dem EU-Ausland", 58_20, "REVERSE"),
        .medicine("IBU40", "Ibuprofen 400 mg, 20 Tabletten", 5_97, "VAT19", 1...3),
        .medicine("VITD", "Vitamin D3, 90 Kapseln", 14_95, "VAT7"),
        .medicine("TEE1", "Arzneitee, je 100 g", 4_89, "VAT7", 50...250, per: 100),
        .medicine("KOST", "Aufbaukost, 200 ml", 3_79, "VAT7", 4...24),
        .medicine("PV01", "Solarlampe zur Heimtherapie", 129_00, "ZERO", 1...1),
    ]

    private static let namesOfRhein = NameStock(
        given: [
            "Anneke", "Benno", "Clara", "Detlef", "Elif", "Friedrich", "Greta", "Henrike",
            "Ivo", "Jonas", "Katharina", "Lennart", "Mareike", "Nils", "Ottilie", "Rüdiger",
        ],
        family: [
            "Achterberg", "Bärwald", "Clausnitzer", "Dornbusch", "Eickhoff", "Falkenrath",
            "Grünewald", "Hagedorn", "Immergrün", "Kesselring", "Löwenherz", "Morgenroth",
            "Niederhäuser", "Quast", "Sonnabend", "Yildirim",
        ],
        insurers: ["Rheinische Heilkasse", "Lorelei Versicherung", "Siebengebirge BKK"],
        specialities: ["Allgemeinmedizin", "Dermatologie", "Innere Medizin"])
}
