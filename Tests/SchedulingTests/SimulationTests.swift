import Domain
import Foundation
import TestSupport
import Testing

@testable import Scheduling

/// Lives of schedules, 36 and a half days each: a thousand are a hundred years.
@Suite("Simulation") struct SimulationTests {
    /// `EVCLINIC_SIMULATION_SEEDS`, or a thousand.
    private static let lives =
        ProcessInfo.processInfo.environment["EVCLINIC_SIMULATION_SEEDS"].flatMap { Int($0) } ?? 1000
    private static let seconds: Int64 = 3_155_760

    @Test("of a hundred years in every zone: each due time is a run once, or a skip that says why")
    func lives() throws {
        let zones = OracleTests.zones
        try #require(zones.count > 400)
        let base = Dice().seed
        var total = (runs: 0, skips: 0, deaths: 0, jumps: 0)
        for number in 0..<Self.lives {
            let dice = Dice(seed: base &+ UInt64(number))
            var life = Simulation(in: zones[number % zones.count], seconds: Self.seconds, dice)
            life.run()
            try #require(life.faults.isEmpty, "\(life.faults.prefix(3)) \(life.words)")
            total.runs += life.counts.runs
            total.skips += life.counts.skips
            total.deaths += life.counts.deaths
            total.jumps += life.counts.jumps
        }
        // A simulation in which nothing happens would prove nothing.
        let each = Self.lives / 10
        #expect(
            total.runs > each && total.skips > each && total.deaths > each && total.jumps > each,
            "\(total)")
        print("simulated \(Self.lives) lives: \(total)")
    }
}
