extension SeedTable {
    /// The columns of a row, in the order in which they are written.
    package var columns: [String] { list.split(separator: " ").map(String.init) }

    private var list: String {
        switch self {
        case .legalEntity: "id name country"
        case .clinicGroup: "id slug name"
        case .clinic:
            "id slug name legal_entity_id clinic_group_id country currency time_zone "
                + "fiscal_year_start_month prices_include_tax active"
        case .taxRegistration:
            "clinic_id id number filing_frequency valid_from valid_until"
        case .appUser: "id login name active"
        case .membership: "clinic_id user_id role"
        case .rolePermission: "role permission"
        case .patient: "clinic_id id name"
        case .practitioner: "clinic_id id name speciality"
        case .payer: "clinic_id id name kind"
        case .taxCode: "clinic_id id code name category"
        case .taxRate:
            "clinic_id id tax_code_id component percent position compound valid_from valid_until"
        case .taxPolicy:
            "clinic_id valid_from rounding_level rounding_mode basis cash_rounding_unit"
        case .service, .medicine: "clinic_id id code name list_price tax_code_id"
        case .stockMovement:
            "clinic_id id medicine_id batch expires_on kind quantity moved_on invoice_line_id"
        case .accountMap: "clinic_id event_kind debit_account credit_account"
        case .appointment:
            "clinic_id id patient_id practitioner_id booked_for status billable completed_at"
        case .invoice:
            "clinic_id id series number kind patient_id payer_id status issue_date tax_point "
                + "due_date recorded_at voided_at voided_by void_reason currency exchange_rate "
                + "net tax rounding gross credited_invoice_id"
        case .invoiceLine:
            "clinic_id id invoice_id position service_id medicine_id practitioner_id "
                + "appointment_id credited_line_id quantity list_price unit_price "
                + "base_quantity tax_code_id net tax"
        case .invoiceLineTax:
            "clinic_id invoice_id invoice_line_id position component base tax"
        default: moneyList
        }
    }

    private var moneyList: String {
        switch self {
        case .documentAdjustment:
            "clinic_id id invoice_id invoice_line_id kind amount percent reason approved_by "
                + "adjusted_on"
        case .drawer: "clinic_id id name"
        case .payment:
            "clinic_id id patient_id payer_id method tender drawer_id terminal cashier_id "
                + "gateway gateway_reference received_on recorded_at currency amount purpose status "
                + "tax_code_id"
        case .paymentAllocation:
            "clinic_id id payment_id invoice_id allocated_on amount undoes_id"
        case .refund:
            "clinic_id id payment_id credit_note_id tender gateway_reference approved_by "
                + "refunded_on currency amount"
        case .dispute: "clinic_id id payment_id amount fee opened_on won_on lost_on"
        case .drawerMovement: "clinic_id id drawer_id kind amount moved_on recorded_by"
        case .deposit: "clinic_id id bank_account_id slip deposited_on amount"
        case .depositItem: "clinic_id deposit_id payment_id amount"
        case .payout:
            "clinic_id id gateway reference currency amount created_at expected_on arrived_on "
                + "trace_id status"
        case .gatewayTransaction:
            "clinic_id id gateway reference kind currency gross fee fee_tax net status "
                + "payout_id created_at settled_at"
        case .gatewayFee:
            "clinic_id id gateway valid_from valid_until percent fixed tax_percent"
        case .gatewayBalance: "clinic_id gateway balance_on currency amount"
        case .bankAccount: "clinic_id id name number currency"
        case .bankStatement:
            "clinic_id id bank_account_id sequence from_date until_date opening closing "
                + "source_sha256"
        case .bankEntry:
            "clinic_id id bank_statement_id booked_on value_on amount reference narration "
                + "bank_reference"
        case .exchangeRate: "base quote rate_on rate"
        case .openingBalance: "clinic_id account balance_on currency amount"
        case .accountingPeriod: "clinic_id name from_date until_date state closed_at"
        case .auditLog:
            "clinic_id id user_id login role recorded_at entity entity_id action before after "
                + "request_id"
        default: ""
        }
    }
}
