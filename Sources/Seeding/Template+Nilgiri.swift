import Domain

extension Template {
    /// A clinic in India: CGST and SGST on top, each group rounded once, totals in whole rupees.
    static let nilgiri: Template = {
        // Half of GST each; the slabs of 12 and 28 percent ended on 22 September 2025.
        func halves(_ code: String, _ name: String, _ before: Int64, _ since: Int64) -> LevyCode {
            let steps: [(milli: Int64, from: Day)] = [
                (before, .on(2017, 7, 1)), (since, .on(2025, 9, 22)),
            ]
            return .stack(code, name, [.init("CGST", steps), .init("SGST", steps)])
        }
        return Template(
            slug: "nilgiri-clinic", names: ["Nilgiri Clinic", "Kaveri Clinic", "Malabar Clinic"],
            country: "IN", currency: .inr, zone: .kolkata, fiscalStartMonth: 4,
            pricesIncludeTax: false, series: "NC",
            codes: [
                halves("GST5", "Medicines and supplies", 6_000, 2_500),
                halves("GST18", "Cosmetic treatment", 14_000, 9_000),
                halves("GST3", "Diagnostic kits", 2_500, 1_500),
            ] + LevyCode.untaxed,
            policies: [.init(from: .on(2017, 7, 1), rule: .init(level: .group, mode: .halfUp))],
            advanceTaxCode: "GST18",
            strayComponents: ["IGST"], cashUnit: 100, offers: offersOfNilgiri,
            tenders: [
                .init(.upi, "upi", 430), .init(.card, "rupay", 180), .init(.cash, "cash", 240),
                .init(.bankTransfer, "neft", 110), .init(.cheque, "cheque", 40),
            ],
            gateway: GatewayTerms(
                name: "razorpay", feeBasisPoints: 200, feeFixed: 0, feeTax: 18,
                disputeFee: 500_00, everyDays: 1),
            people: namesOfNilgiri, registration: "33AAKCN", bank: "Nilgiri Cooperative Bank",
            rent: 85_000_00)
    }()

    private static let offersOfNilgiri: [Offer] = [
        .service("CONS", "Consultation, general", 600_00, "EXEMPT"),
        .service("CONSP", "Consultation, specialist", 1_100_00, "EXEMPT"),
        .service("ECG12", "Electrocardiogram, 12 leads", 450_00, "EXEMPT"),
        .service("DERMA", "Chemical peel", 3_450_00, "GST18"),
        .service("LASER", "Laser hair reduction, session", 4_275_00, "GST18"),
        .service("BOTX", "Wrinkle treatment, per area", 7_890_00, "GST18"),
        .service("CERT", "Fitness certificate fee, statutory", 150_00, "OUTSIDE"),
        .service("TELE", "Second opinion from abroad", 5_200_00, "REVERSE"),
        .medicine("PCM650", "Paracetamol 650 mg, per 15", 33_35, "GST5", 10...45, per: 15),
        .medicine("AZI500", "Azithromycin 500 mg, 5 tablets", 132_45, "GST5"),
        .medicine("MET500", "Metformin 500 mg, per 20", 61_70, "GST5", 20...90, per: 20),
        .medicine("GLUC1", "Glucose test strips, 50", 899_00, "GST3"),
        .medicine("SUNS50", "Sunscreen SPF 50", 745_00, "GST18"),
        .medicine("ORSX", "Oral rehydration salts", 21_90, "ZERO", 2...8),
    ]

    private static let namesOfNilgiri = NameStock(
        given: [
            "Aarav", "Bhavana", "Charan", "Deepika", "Eshan", "Fathima", "Gokul", "Hema",
            "Ishita", "Janaki", "Karthik", "Lakshmi", "Manoj", "Nithya", "Pranav", "Revathi",
        ],
        family: [
            "Balan", "Chettiar", "Devan", "Ezhil", "Gopalan", "Hariharan", "Iyengar", "Jacob",
            "Krishnan", "Mathew", "Nambiar", "Pillai", "Raghavan", "Selvam", "Thomas", "Varma",
        ],
        insurers: ["Sahyadri Health", "Deccan Assurance", "Kurinji Arogya"],
        specialities: ["General medicine", "Dermatology", "Cardiology", "Paediatrics"])
}
