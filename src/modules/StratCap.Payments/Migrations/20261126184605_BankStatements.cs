using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class BankStatements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "bank_statements",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    file_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    format = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    reference = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    account_mask = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    opening = table.Column<decimal>(type: "numeric", nullable: true),
                    closing = table.Column<decimal>(type: "numeric", nullable: true),
                    closing_on = table.Column<DateOnly>(type: "date", nullable: true),
                    difference = table.Column<decimal>(type: "numeric", nullable: true),
                    problems = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    lines = table.Column<int>(type: "integer", nullable: false),
                    new_lines = table.Column<int>(type: "integer", nullable: false),
                    imported_by = table.Column<Guid>(type: "uuid", nullable: false),
                    imported_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    imported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_statements", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "bank_lines",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    statement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    bank_line_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    booked_on = table.Column<DateOnly>(type: "date", nullable: true),
                    value_on = table.Column<DateOnly>(type: "date", nullable: true),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    is_reversal = table.Column<bool>(type: "boolean", nullable: false),
                    end_to_end_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    bank_reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    customer_reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    counterparty = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    counterparty_mask = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: true),
                    counterparty_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    batch_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    for_people = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    explained = table.Column<decimal>(type: "numeric", nullable: false),
                    imported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_lines", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_bank_lines_explained_once", "explained >= 0 and explained <= abs(amount)");
                    table.ForeignKey(
                        name: "fk_bank_lines_bank_statements_tenant_id_statement_id",
                        columns: x => new { x.tenant_id, x.statement_id },
                        principalSchema: "payments",
                        principalTable: "bank_statements",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "line_matches",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line_id = table.Column<Guid>(type: "uuid", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: true),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    instruction_id = table.Column<Guid>(type: "uuid", nullable: true),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    of_match_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    rule = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    settled = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_because = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_line_matches", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_line_matches_amount", "amount > 0");
                    table.ForeignKey(
                        name: "fk_line_matches_bank_lines_tenant_id_line_id",
                        columns: x => new { x.tenant_id, x.line_id },
                        principalSchema: "payments",
                        principalTable: "bank_lines",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_bank_lines_tenant_id_account_hash_bank_line_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "account_hash", "bank_line_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_lines_tenant_id_fund_id_booked_on_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "fund_id", "booked_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_lines_tenant_id_fund_id_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "fund_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_lines_tenant_id_fund_id_state_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "fund_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_lines_tenant_id_statement_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "statement_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bank_statements_tenant_id_fund_id_file_hash_place",
                schema: "payments",
                table: "bank_statements",
                columns: new[] { "tenant_id", "fund_id", "file_hash", "place" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bank_statements_tenant_id_fund_id_id",
                schema: "payments",
                table: "bank_statements",
                columns: new[] { "tenant_id", "fund_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_line_matches_tenant_id_fund_id_state",
                schema: "payments",
                table: "line_matches",
                columns: new[] { "tenant_id", "fund_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_line_matches_tenant_id_line_id_id",
                schema: "payments",
                table: "line_matches",
                columns: new[] { "tenant_id", "line_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_line_matches_payment",
                schema: "payments",
                table: "line_matches",
                columns: new[] { "tenant_id", "payment_id", "target" },
                unique: true,
                filter: "state in ('Told', 'Standing') and payment_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_line_matches_receipt",
                schema: "payments",
                table: "line_matches",
                columns: new[] { "tenant_id", "line_id", "call_id", "investor_id" },
                unique: true,
                filter: "state in ('Told', 'Standing') and call_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_line_matches_reversal",
                schema: "payments",
                table: "line_matches",
                columns: new[] { "tenant_id", "of_match_id" },
                unique: true,
                filter: "state in ('Told', 'Standing') and of_match_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "line_matches",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "bank_lines",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "bank_statements",
                schema: "payments");
        }
    }
}
