using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class PayeesAndRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "rail",
                schema: "payments",
                table: "payment_instructions",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(20)",
                oldMaxLength: 20);

            migrationBuilder.AddColumn<int>(
                name: "attempt",
                schema: "payments",
                table: "payment_instructions",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<Guid>(
                name: "paid_as",
                schema: "payments",
                table: "payment_instructions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "withdrawn_at",
                schema: "payments",
                table: "payment_instructions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "connection_cursors",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stream = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    cursor = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connection_cursors", x => new { x.tenant_id, x.connection_id, x.stream });
                });

            migrationBuilder.CreateTable(
                name: "payee_accounts",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    holder = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    bank = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    sealed_numbers = table.Column<byte[]>(type: "bytea", nullable: false),
                    mask = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: false),
                    number_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    routing_number = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: true),
                    bic = table.Column<string>(type: "character varying(11)", maxLength: 11, nullable: true),
                    is_savings = table.Column<bool>(type: "boolean", nullable: false),
                    is_person = table.Column<bool>(type: "boolean", nullable: false),
                    street = table.Column<string>(type: "character varying(70)", maxLength: 70, nullable: true),
                    building = table.Column<string>(type: "character varying(70)", maxLength: 70, nullable: true),
                    post_code = table.Column<string>(type: "character varying(70)", maxLength: 70, nullable: true),
                    town = table.Column<string>(type: "character varying(70)", maxLength: 70, nullable: true),
                    country = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payee_accounts", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "payment_runs",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    reference = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    rail = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    format = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    execute_on = table.Column<DateOnly>(type: "date", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    own_account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    originating_bank = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    prepared_by = table.Column<Guid>(type: "uuid", nullable: false),
                    prepared_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    prepared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    released_by = table.Column<Guid>(type: "uuid", nullable: true),
                    released_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sequence_of_day = table.Column<int>(type: "integer", nullable: true),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    file_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    file_bytes = table.Column<int>(type: "integer", nullable: true),
                    fetched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    bank_reference = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_runs", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_payment_runs_two_persons", "released_by is null or released_by <> prepared_by");
                });

            migrationBuilder.CreateTable(
                name: "payment_sends",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_sends", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "provider_events",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    payment_key = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: true),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    on = table.Column<DateOnly>(type: "date", nullable: true),
                    problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_events", x => new { x.tenant_id, x.connection_id, x.event_id });
                });

            migrationBuilder.CreateTable(
                name: "running_numbers",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    last = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_running_numbers", x => new { x.tenant_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "payee_steps",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name_score = table.Column<int>(type: "integer", nullable: true),
                    sealed_vendor_id = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payee_steps", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_payee_steps_payee_accounts_tenant_id_account_id",
                        columns: x => new { x.tenant_id, x.account_id },
                        principalSchema: "payments",
                        principalTable: "payee_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_payments",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    instruction_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payee_name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    payee_account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payee_mask = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: false),
                    remittance = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    originating_bank = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    trace_number = table.Column<int>(type: "integer", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    sending_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    calls = table.Column<int>(type: "integer", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    value_date = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_payments", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_run_payments_amount", "amount > 0");
                    table.ForeignKey(
                        name: "fk_run_payments_payment_runs_tenant_id_run_id",
                        columns: x => new { x.tenant_id, x.run_id },
                        principalSchema: "payments",
                        principalTable: "payment_runs",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_payee_accounts_tenant_id_investor_id_kind_number",
                schema: "payments",
                table: "payee_accounts",
                columns: new[] { "tenant_id", "investor_id", "kind", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payee_accounts_tenant_id_number_hash",
                schema: "payments",
                table: "payee_accounts",
                columns: new[] { "tenant_id", "number_hash" });

            migrationBuilder.CreateIndex(
                name: "ix_payee_steps_tenant_id_account_id_id",
                schema: "payments",
                table: "payee_steps",
                columns: new[] { "tenant_id", "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_payee_steps_decided_once",
                schema: "payments",
                table: "payee_steps",
                columns: new[] { "tenant_id", "account_id" },
                unique: true,
                filter: "kind in ('Confirmed', 'Rejected')");

            migrationBuilder.CreateIndex(
                name: "ix_payment_runs_tenant_id_execute_on_id",
                schema: "payments",
                table: "payment_runs",
                columns: new[] { "tenant_id", "execute_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_payment_runs_tenant_id_fund_id_id",
                schema: "payments",
                table: "payment_runs",
                columns: new[] { "tenant_id", "fund_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_payment_runs_tenant_id_reference",
                schema: "payments",
                table: "payment_runs",
                columns: new[] { "tenant_id", "reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payment_runs_tenant_id_state_id",
                schema: "payments",
                table: "payment_runs",
                columns: new[] { "tenant_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_payment_sends_waiting",
                schema: "payments",
                table: "payment_sends",
                column: "created_at",
                filter: "state in ('Ready', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_tenant_id_id",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_tenant_id_payment_id",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "payment_id" });

            migrationBuilder.CreateIndex(
                name: "ix_run_payments_tenant_id_connection_id_external_id",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "connection_id", "external_id" });

            migrationBuilder.CreateIndex(
                name: "ix_run_payments_tenant_id_key",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_payments_tenant_id_run_id_position",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "run_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_run_payments_one_live",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "instruction_id" },
                unique: true,
                filter: "state in ('Prepared', 'Released', 'Sending', 'Uncertain', 'Sent', 'Settled')");

            migrationBuilder.CreateIndex(
                name: "ux_run_payments_trace",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "originating_bank", "trace_number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "connection_cursors",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "payee_steps",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "payment_sends",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "provider_events",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "run_payments",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "running_numbers",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "payee_accounts",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "payment_runs",
                schema: "payments");

            migrationBuilder.DropColumn(
                name: "attempt",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.DropColumn(
                name: "paid_as",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.DropColumn(
                name: "withdrawn_at",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.AlterColumn<string>(
                name: "rail",
                schema: "payments",
                table: "payment_instructions",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100);
        }
    }
}
