/// Every table of the world, open for writing.
final class Books {
    let legalEntity = Sheaf(.legalEntity)
    let clinicGroup = Sheaf(.clinicGroup)
    let clinic = Sheaf(.clinic)
    let taxRegistration = Sheaf(.taxRegistration)
    let appUser = Sheaf(.appUser)
    let membership = Sheaf(.membership)
    let rolePermission = Sheaf(.rolePermission)
    let patient = Sheaf(.patient)
    let practitioner = Sheaf(.practitioner)
    let payer = Sheaf(.payer)
    let taxCode = Sheaf(.taxCode)
    let taxRate = Sheaf(.taxRate)
    let taxPolicy = Sheaf(.taxPolicy)
    let service = Sheaf(.service)
    let medicine = Sheaf(.medicine)
    let stockMovement = Sheaf(.stockMovement)
    let accountMap = Sheaf(.accountMap)
    let appointment = Sheaf(.appointment)
    let invoice = Sheaf(.invoice)
    let invoiceLine = Sheaf(.invoiceLine)
    let invoiceLineTax = Sheaf(.invoiceLineTax)
    let documentAdjustment = Sheaf(.documentAdjustment)
    let drawer = Sheaf(.drawer)
    let payment = Sheaf(.payment)
    let paymentAllocation = Sheaf(.paymentAllocation)
    let refund = Sheaf(.refund)
    let dispute = Sheaf(.dispute)
    let drawerMovement = Sheaf(.drawerMovement)
    let deposit = Sheaf(.deposit)
    let depositItem = Sheaf(.depositItem)
    let payout = Sheaf(.payout)
    let gatewayTransaction = Sheaf(.gatewayTransaction)
    let gatewayFee = Sheaf(.gatewayFee)
    let gatewayBalance = Sheaf(.gatewayBalance)
    let bankAccount = Sheaf(.bankAccount)
    let bankStatement = Sheaf(.bankStatement)
    let bankEntry = Sheaf(.bankEntry)
    let exchangeRate = Sheaf(.exchangeRate)
    let openingBalance = Sheaf(.openingBalance)
    let accountingPeriod = Sheaf(.accountingPeriod)
    let auditLog = Sheaf(.auditLog)

    private(set) lazy var all = [
        legalEntity, clinicGroup, clinic, taxRegistration, appUser, membership, rolePermission,
        patient, practitioner, payer, taxCode, taxRate, taxPolicy, service, medicine,
        stockMovement, accountMap, appointment, invoice, invoiceLine, invoiceLineTax,
        documentAdjustment, drawer, payment, paymentAllocation, refund, dispute, drawerMovement,
        deposit, depositItem, payout, gatewayTransaction, gatewayFee, gatewayBalance, bankAccount,
        bankStatement, bankEntry, exchangeRate, openingBalance, accountingPeriod, auditLog,
    ]

    /// Hands over what has grown to a chunk's size; with `limit` 1, all there is.
    func send(
        atLeast limit: Int = 262_144, to sink: (SeedTable, UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        for sheaf in all { try sheaf.send(atLeast: limit, to: sink) }
    }
}
