import Domain

/// Sums for the summary and the totals, which grow with codes and currencies only.
///
/// Sums are `Int128`, so that no number of lines overflows one; what a report cannot show is
/// refused when it is asked for.
struct TaxTally {
    struct Row {
        var documents = 0
        /// The document counted last.
        var latest = -1
        var lines = 0
        var base: Int128 = 0
        var charged: Int128 = 0
        var recomputed: Int128 = 0
        var creditBase: Int128 = 0
        var creditCharged: Int128 = 0
    }

    struct Component {
        var charged: Int128 = 0
        /// The part of `charged` that credit notes contributed.
        var creditCharged: Int128 = 0
        var recomputed: Int128 = 0
    }

    struct Totals {
        let currency: Currency
        var documents = 0
        var lines = 0
        var variances = 0
        var lineNet: Int128 = 0
        var lineTax: Int128 = 0
        var recomputedTax: Int128 = 0
        var componentTax: Int128 = 0
        var documentNet: Int128 = 0
        var documentTax: Int128 = 0
    }

    /// A charged component that the row's rates do not have; −1 is what no component was given.
    struct Stray: Hashable {
        let row: Int
        let component: Int32
    }

    let table: TaxTable
    /// Currency after currency, one a stack.
    private(set) var rows: ContiguousArray<Row> = []
    /// Currency after currency, one a share.
    private(set) var components: ContiguousArray<Component> = []
    private(set) var totals: ContiguousArray<Totals> = []
    private(set) var strays: [Stray: Int128] = [:]
    private var currency = 0
    private var document = -1
    private var sign: Int128 = 1
    private var isCredit = false

    init(_ table: TaxTable) { self.table = table }

    /// Counts a document; the lines that follow are its own.
    mutating func open(_ batch: TaxBatch, _ index: Int) {
        document += 1
        isCredit = batch.documents[index].isCredit
        sign = isCredit ? -1 : 1
        select(batch.documents[index].currency)
        totals[currency].documents += 1
        totals[currency].documentNet += sign * Int128(batch.documents[index].net)
        totals[currency].documentTax += sign * Int128(batch.documents[index].tax)
    }

    /// Counts a line, its components not yet among them.
    @inline(__always)
    mutating func count(_ stack: Int, net: Int64, charged: Int64, recomputed: Int64) {
        let (net, charged, recomputed) = (signed(net), signed(charged), signed(recomputed))
        let row = currency * table.stacks.count + stack
        if rows[row].latest != document {
            rows[row].latest = document
            rows[row].documents += 1
        }
        rows[row].lines += 1
        rows[row].base += net
        rows[row].charged += charged
        rows[row].recomputed += recomputed
        if isCredit {
            rows[row].creditBase += net
            rows[row].creditCharged += charged
        }
        totals[currency].lines += 1
        totals[currency].lineNet += net
        totals[currency].lineTax += charged
        totals[currency].recomputedTax += recomputed
    }

    /// Counts one component of a line that the line's rates have.
    @inline(__always)
    mutating func count(share: Int, charged: Int64, recomputed: Int64) {
        let charged = signed(charged)
        let place = currency * table.shares.count + share
        components[place].charged += charged
        components[place].recomputed += signed(recomputed)
        if isCredit { components[place].creditCharged += charged }
        if !table.shares[share].isWithheld { totals[currency].componentTax += charged }
    }

    /// Counts tax under a name that the line's rates do not have.
    mutating func count(stray component: Int32, of stack: Int, charged: Int128) {
        guard charged != 0 else { return }
        let stray = Stray(row: currency * table.stacks.count + stack, component: component)
        strays[stray, default: 0] += sign * charged
        if component >= 0 { totals[currency].componentTax += sign * charged }
    }

    mutating func countVariance() { totals[currency].variances += 1 }

    @inline(__always)
    private func signed(_ amount: Int64) -> Int128 {
        isCredit ? -Int128(amount) : Int128(amount)
    }

    private mutating func select(_ wanted: Currency) {
        if currency < totals.count, totals[currency].currency == wanted { return }
        if let known = totals.firstIndex(where: { $0.currency == wanted }) {
            currency = known
            return
        }
        currency = totals.count
        totals.append(Totals(currency: wanted))
        rows.append(contentsOf: repeatElement(Row(), count: table.stacks.count))
        components.append(contentsOf: repeatElement(Component(), count: table.shares.count))
    }
}
