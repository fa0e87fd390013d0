import Domain

/// A component of a tax code with its percent and the days on which it is in force.
struct LevyRate {
    let component: String
    /// In millionths of a percent, as `numeric(9,6)` has it.
    let percent: Int64
    let position: Int
    let compound: Bool
    let from: Day
    let until: Day?

    func isInForce(on day: Day) -> Bool { from <= day && until.map { day < $0 } ?? true }
}

/// A tax code of a clinic: what it is called, its category by EN 16931, and its rates.
struct LevyCode {
    let code: String
    let name: String
    let category: String
    let rates: [LevyRate]

    var isStandard: Bool { category == "S" }

    /// A code of one component, whose percents (in thousandths) follow each other.
    static func standard(
        _ code: String, _ name: String, _ component: String, _ steps: [(milli: Int64, from: Day)]
    ) -> LevyCode {
        stack(code, name, [Step(component, steps)])
    }

    /// A code whose components are charged together.
    static func stack(_ code: String, _ name: String, _ components: [Step]) -> LevyCode {
        let rates = components.enumerated().flatMap { position, step in
            step.percents.indices.map { index in
                LevyRate(
                    component: step.component,
                    percent: step.percents[index].milli * 1000,
                    position: position + 1, compound: step.compound,
                    from: step.percents[index].from,
                    until: index + 1 < step.percents.count ? step.percents[index + 1].from : nil)
            }
        }
        return LevyCode(code: code, name: name, category: "S", rates: rates)
    }

    /// The four codes under which no tax is charged, which every clinic has.
    static let untaxed: [LevyCode] = [
        LevyCode(code: "ZERO", name: "Zero rated", category: "Z", rates: []),
        LevyCode(code: "EXEMPT", name: "Exempt medical treatment", category: "E", rates: []),
        LevyCode(code: "OUTSIDE", name: "Outside the scope of tax", category: "O", rates: []),
        LevyCode(code: "REVERSE", name: "Reverse charge", category: "AE", rates: []),
    ]

    /// A component and the percents it had, in thousandths of a percent, oldest first.
    struct Step {
        let component: String
        let percents: [(milli: Int64, from: Day)]
        let compound: Bool

        init(
            _ component: String, _ percents: [(milli: Int64, from: Day)], compound: Bool = false
        ) {
            (self.component, self.percents, self.compound) = (component, percents, compound)
        }
    }
}
