/// The relations of schema `clinic` that we read, and the types that our readers decode.
///
/// A clinic that keeps its books in other tables maps them by views with these columns. A test
/// holds the list against the schema that `db migrate` makes.
package enum RelationContract {
    /// A column that we read.
    package struct Column: Sendable, Hashable {
        package let relation: String
        package let name: String
        /// As `format_type` writes it, without length or precision.
        package let type: String
    }

    /// What a missing relation switches off, by relation.
    package static let uses: [(relation: String, use: String)] = [
        ("clinic", "every job"), ("clinic_group", "monthly-close --group"),
        ("legal_entity", "every job"), ("app_user", "--as"),
        ("membership", "--as"), ("role_permission", "--as"), ("audit_log", "every job"),
        ("tax_code", "tax-reconciliation"), ("tax_rate", "tax-reconciliation"),
        ("tax_policy", "tax-reconciliation"), ("invoice", "both reconciliations"),
        ("invoice_line", "tax-reconciliation"), ("invoice_line_tax", "tax-reconciliation"),
        ("payment", "both reconciliations"), ("payment_allocation", "both reconciliations"),
        ("refund", "both reconciliations"), ("exchange_rate", "both reconciliations"),
        ("dispute", "billing-reconciliation"), ("deposit", "billing-reconciliation"),
        ("deposit_item", "billing-reconciliation"), ("payout", "billing-reconciliation"),
        ("gateway_transaction", "billing-reconciliation"),
        ("gateway_fee", "billing-reconciliation"), ("gateway_balance", "billing-reconciliation"),
        ("bank_account", "billing-reconciliation, import bank"),
        ("bank_statement", "billing-reconciliation"), ("bank_entry", "billing-reconciliation"),
        ("ledger_balance", "billing-reconciliation"),
        ("accounting_period", "every job"),
        ("document_adjustment", "billing-reconciliation, monthly-pack"),
        ("payer", "billing-reconciliation, monthly-pack"),
        ("patient", "registers that show payers"),
        ("appointment", "unbilled-visits"), ("practitioner", "revenue, unbilled-visits"),
        ("service", "revenue"), ("medicine", "revenue, medicine-stock"),
        ("stock_movement", "medicine-stock"), ("drawer", "day-sheet, journal"),
        ("drawer_movement", "day-sheet, journal"), ("account_map", "journal"),
    ]

    /// Every column, in the order of the list.
    package static let columns: [Column] = list.split(separator: "\n").flatMap { line in
        let words = line.split(separator: " ")
        let types = [
            "n": "numeric", "b": "bigint", "t": "text", "d": "date", "c": "character",
            "o": "boolean", "s": "smallint", "i": "integer", "z": "timestamp with time zone",
            "j": "jsonb",
        ]
        return words.dropFirst().map { word in
            let parts = word.split(separator: ":")
            return Column(
                relation: String(words[0]), name: String(parts[0]),
                type: types[String(parts[1])] ?? "?")
        }
    }

    private static let list = """
        clinic id:b slug:t name:t legal_entity_id:b currency:c time_zone:t active:o
        clinic fiscal_year_start_month:s prices_include_tax:o clinic_group_id:b
        clinic_group id:b slug:t name:t
        legal_entity id:b name:t
        app_user id:b login:t active:o
        membership clinic_id:b user_id:b role:t
        role_permission role:t permission:t
        audit_log clinic_id:b id:b user_id:b login:t role:t recorded_at:z entity:t entity_id:t action:t
        audit_log before:j after:j request_id:t
        tax_code clinic_id:b id:b code:t category:t
        tax_rate clinic_id:b id:b tax_code_id:b component:t kind:t percent:n per_unit:n
        tax_rate position:s compound:o withheld:o valid_from:d valid_until:d
        tax_policy clinic_id:b valid_from:d rounding_level:t rounding_mode:t basis:t
        invoice clinic_id:b id:b number:t kind:t status:t issue_date:d tax_point:d currency:c
        invoice exchange_rate:n net:n tax:n rounding:n gross:n credited_invoice_id:b
        invoice patient_id:b
        invoice due_date:d recorded_at:z series:t payer_id:b voided_at:z voided_by:b void_reason:t
        invoice_line clinic_id:b id:b invoice_id:b position:i tax_code_id:b net:n tax:n quantity:n
        invoice_line base_quantity:n list_price:n unit_price:n credited_line_id:b service_id:b
        invoice_line medicine_id:b practitioner_id:b appointment_id:b
        invoice_line_tax clinic_id:b invoice_id:b invoice_line_id:b position:s component:t tax:n
        payment clinic_id:b id:b received_on:d currency:c amount:n purpose:t status:t tax_code_id:b
        payment method:t payer_id:b gateway_reference:t recorded_at:z tender:t drawer_id:b terminal:t
        payment cashier_id:b gateway:t patient_id:b
        payment_allocation clinic_id:b id:b payment_id:b invoice_id:b allocated_on:d amount:n
        payment_allocation undoes_id:b
        refund clinic_id:b id:b payment_id:b refunded_on:d amount:n currency:c tender:t
        refund gateway_reference:t credit_note_id:b approved_by:b
        dispute clinic_id:b id:b payment_id:b amount:n fee:n opened_on:d won_on:d lost_on:d
        deposit clinic_id:b id:b bank_account_id:b slip:t deposited_on:d amount:n
        deposit_item clinic_id:b deposit_id:b payment_id:b amount:n
        payout clinic_id:b id:b gateway:t reference:t currency:c amount:n created_at:z trace_id:t
        payout status:t arrived_on:d
        gateway_transaction clinic_id:b id:b gateway:t reference:t kind:t currency:c gross:n fee:n
        gateway_transaction fee_tax:n net:n status:t payout_id:b created_at:z
        gateway_fee clinic_id:b id:b gateway:t valid_from:d valid_until:d percent:n fixed:n
        gateway_fee tax_percent:n
        gateway_balance clinic_id:b gateway:t balance_on:d currency:c amount:n
        bank_account clinic_id:b id:b name:t number:t currency:c
        bank_statement clinic_id:b id:b bank_account_id:b sequence:i from_date:d until_date:d
        bank_statement opening:n closing:n
        bank_entry clinic_id:b id:b bank_statement_id:b booked_on:d amount:n reference:t narration:t
        ledger_balance clinic_id:b account:t balance_on:d currency:c amount:n
        accounting_period clinic_id:b name:t from_date:d until_date:d closed_at:z state:t
        document_adjustment clinic_id:b id:b invoice_id:b invoice_line_id:b kind:t amount:n
        document_adjustment percent:n reason:t approved_by:b adjusted_on:d
        payer clinic_id:b id:b name:t kind:t
        patient clinic_id:b id:b name:t
        appointment clinic_id:b id:b patient_id:b practitioner_id:b booked_for:z status:t billable:o
        appointment completed_at:z
        practitioner clinic_id:b id:b name:t speciality:t
        service clinic_id:b id:b name:t
        medicine clinic_id:b id:b code:t name:t
        stock_movement clinic_id:b medicine_id:b batch:t expires_on:d kind:t quantity:n moved_on:d
        drawer clinic_id:b id:b name:t
        drawer_movement clinic_id:b id:b drawer_id:b kind:t amount:n moved_on:d
        account_map clinic_id:b event_kind:t debit_account:t credit_account:t
        exchange_rate base:c quote:c rate_on:d rate:n
        """
}
