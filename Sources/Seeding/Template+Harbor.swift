import Domain

extension Template {
    /// A dentist in the United States: state and county tax on top, rounded line by line.
    static func harbor(_ lastMonth: Day) -> Template {
        let state: [(milli: Int64, from: Day)] = [
            (3_500, .on(2010, 1, 1)), (4_000, .on(2019, 7, 1)),
        ]
        let county: [(milli: Int64, from: Day)] = [(1_750, .on(2010, 1, 1)), (2_250, lastMonth)]
        return Template(
            slug: "harbor-dental", names: ["Harbor Dental", "Lakeside Dental", "Summit Dental"],
            country: "US", currency: .usd, zone: .newYork, pricesIncludeTax: false, series: "HD",
            codes: [
                .stack(
                    "STANDARD", "State and county sales tax",
                    [.init("State", state), .init("County", county)]),
                .stack(
                    "REDUCED", "Sales tax on hygiene articles",
                    [
                        .init(
                            "State", [(2_500, .on(2010, 1, 1)), (1_500, .on(2021, 1, 1))]),
                        .init("County", county),
                    ]),
            ] + LevyCode.untaxed,
            policies: [.init(from: .on(2010, 1, 1), rule: .init(level: .line, mode: .halfUp))],
            offers: offersOfHarbor,
            tenders: [
                .init(.card, "visa", 330), .init(.card, "mastercard", 230),
                .init(.cash, "cash", 150), .init(.wallet, "apple_pay", 90),
                .init(.bankTransfer, "ach", 130), .init(.cheque, "check", 70),
            ],
            gateway: GatewayTerms(
                name: "stripe", feeBasisPoints: 290, feeFixed: 30, feeTax: 0, disputeFee: 15_00,
                everyDays: 1),
            people: namesOfHarbor, registration: "NY-46-", bank: "First Tidewater Bank",
            clinicShut: [7], rent: 3_200_00)
    }

    /// The same with a city surcharge that is charged on the other two as well.
    var withCompoundCityTax: Template {
        var compound: [LevyCode] = []
        for code in codes {
            let surcharge = [
                LevyRate(
                    component: "City", percent: 500_000, position: 3, compound: true,
                    from: .on(2010, 1, 1), until: .on(2022, 1, 1)),
                LevyRate(
                    component: "City", percent: 750_000, position: 3, compound: true,
                    from: .on(2022, 1, 1), until: nil),
            ]
            compound.append(
                LevyCode(
                    code: code.code, name: code.name, category: code.category,
                    rates: code.isStandard ? code.rates + surcharge : []))
        }
        var city = self
        city.codes = compound
        city.policies = [
            .init(from: .on(2010, 1, 1), rule: .init(level: .document, mode: .halfUp))
        ]
        return city
    }

    private static let offersOfHarbor: [Offer] = [
        .service("D0120", "Periodic oral examination", 68_00, "EXEMPT"),
        .service("D1110", "Prophylaxis, adult", 124_00, "EXEMPT"),
        .service("D2391", "Composite filling, one surface", 215_00, "EXEMPT"),
        .service("D9972", "Whitening, per arch", 289_00, "STANDARD"),
        .service("D2962", "Porcelain veneer", 1_145_00, "STANDARD"),
        .service("D9944", "Night guard, hard", 418_50, "STANDARD"),
        .service("D9986", "Missed appointment", 45_00, "OUTSIDE"),
        .service("LABX", "Laboratory work from abroad", 176_40, "REVERSE"),
        .medicine("AMX21", "Amoxicillin 500 mg, 21 capsules", 18_75, "ZERO"),
        .medicine("TBR01", "Toothbrush, electric", 84_95, "STANDARD"),
        .medicine("FLO50", "Floss, 50 m", 4_35, "REDUCED", 1...4),
        .medicine("MWS25", "Mouthwash 250 ml", 11_89, "REDUCED", 1...3),
        .medicine("FLG10", "Fluoride gel, per 10 g", 7_15, "REDUCED", 15...60, per: 10),
        .medicine("WHT14", "Whitening strips, 14 days", 49_99, "STANDARD"),
    ]

    private static let namesOfHarbor = NameStock(
        given: [
            "Ava", "Caleb", "Dana", "Elias", "Grace", "Hannah", "Isaac", "Jordan", "Keisha",
            "Liam", "Marisol", "Nathan", "Paige", "Quentin", "Rosa", "Tyrone",
        ],
        family: [
            "Abernathy", "Brookfield", "Castellano", "Dunmore", "Eastwick", "Fairweather",
            "Grantham", "Hollis", "Ibarra", "Kowalczyk", "Lindqvist", "Marchetti", "Okafor",
            "Prescott", "Ramsey", "Whitcomb",
        ],
        insurers: ["Tidewater Dental Plan", "Evermark Mutual", "Bluefin Benefits"],
        specialities: ["General dentistry", "Orthodontics", "Endodontics", "Dental hygiene"])
}
