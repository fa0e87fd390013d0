import Domain

extension Template {
    /// A clinic in Japan: a currency without minor units, each group rounded down.
    static let sakura = Template(
        slug: "sakura-iin", names: ["Sakura Iin", "Momiji Iin", "Tsubaki Iin"],
        country: "JP", currency: .jpy, zone: .tokyo, fiscalStartMonth: 4,
        pricesIncludeTax: false, series: "SI",
        codes: [
            .standard(
                "CT10", "消費税 10%", "CT",
                [(5_000, .on(1997, 4, 1)), (8_000, .on(2014, 4, 1)), (10_000, .on(2019, 10, 1))]),
            .standard(
                "CT8", "消費税 8% 軽減", "CT",
                [(5_000, .on(1997, 4, 1)), (8_000, .on(2014, 4, 1))]),
        ] + LevyCode.untaxed,
        policies: [.init(from: .on(2014, 4, 1), rule: .init(level: .group, mode: .down))],
        offers: [
            .service("A000", "初診料", 2_880, "EXEMPT"),
            .service("A001", "再診料", 730, "EXEMPT"),
            .service("D208", "心電図検査", 1_300, "EXEMPT"),
            .service("JIHI1", "健康診断", 11_480, "CT10"),
            .service("JIHI2", "美容点滴", 8_650, "CT10"),
            .service("JIHI3", "診断書", 3_275, "CT10"),
            .service("VAC1", "インフルエンザ予防接種", 3_890, "CT10"),
            .service("CXL", "キャンセル料", 2_000, "OUTSIDE"),
            .service("LABX", "海外検査", 15_730, "REVERSE"),
            .medicine("SUP1", "ビタミンサプリ", 2_460, "CT8"),
            .medicine("JEL2", "栄養ゼリー", 287, "CT8", 3...20),
            .medicine("TEA1", "薬膳茶 10 袋", 946, "CT8", 5...30, per: 10),
            .medicine("MSK5", "マスク 50 枚", 1_187, "CT10", 1...3),
            .medicine("EXP0", "輸出用医薬品", 6_400, "ZERO", 1...1),
        ],
        tenders: [
            .init(.card, "jcb", 250), .init(.card, "visa", 120), .init(.cash, "cash", 380),
            .init(.wallet, "paypay", 170), .init(.bankTransfer, "furikomi", 70),
            .init(.cheque, "kogitte", 10),
        ],
        gateway: GatewayTerms(
            name: "komoju", feeBasisPoints: 360, feeFixed: 0, feeTax: 10, disputeFee: 1_300,
            everyDays: 2),
        people: NameStock(
            given: [
                "Akane", "Chihiro", "Daichi", "Emi", "Fumiko", "Haruto", "Itsuki", "Kaede",
                "Makoto", "Nao", "Ren", "Sayuri", "Takumi", "Yui",
            ],
            family: [
                "Aizawa", "Endo", "Fujimoto", "Hoshino", "Iwasaki", "Kirishima", "Minagawa",
                "Nonomura", "Okabe", "Shirakawa", "Tachibana", "Umezawa", "Yanagi",
            ],
            insurers: ["Midori Kenpo", "Asahi Kyosai", "Fuji Seimei"],
            specialities: ["内科", "皮膚科", "小児科"]),
        registration: "T7010", bank: "Sakuragawa Shinkin Bank", rent: 240_000)
}
