using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class BankFeeds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_bank_lines_bank_statements_tenant_id_statement_id",
                schema: "payments",
                table: "bank_lines");

            migrationBuilder.AlterColumn<Guid>(
                name: "statement_id",
                schema: "payments",
                table: "bank_lines",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "feed_id",
                schema: "payments",
                table: "bank_lines",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "bank_feeds",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    own_account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    account_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    account_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    account_mask = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    linked_by = table.Column<Guid>(type: "uuid", nullable: false),
                    linked_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    linked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    through = table.Column<DateOnly>(type: "date", nullable: true),
                    cursor = table.Column<string>(type: "text", nullable: true),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failure_id = table.Column<Guid>(type: "uuid", nullable: true),
                    failure_cause = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    failure_reason = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_feeds", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_bank_feeds_receiving_accounts_tenant_id_own_account_id",
                        columns: x => new { x.tenant_id, x.own_account_id },
                        principalSchema: "payments",
                        principalTable: "receiving_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bank_reads",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    again = table.Column<bool>(type: "boolean", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_reads", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_bank_lines_tenant_id_feed_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "feed_id" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_bank_lines_one_source",
                schema: "payments",
                table: "bank_lines",
                sql: "(statement_id is null) <> (feed_id is null)");

            migrationBuilder.CreateIndex(
                name: "ix_bank_feeds_tenant_id_connection_id",
                schema: "payments",
                table: "bank_feeds",
                columns: new[] { "tenant_id", "connection_id" },
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_feeds_tenant_id_fund_id_id",
                schema: "payments",
                table: "bank_feeds",
                columns: new[] { "tenant_id", "fund_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_bank_feeds_account",
                schema: "payments",
                table: "bank_feeds",
                columns: new[] { "tenant_id", "account_hash" },
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_bank_feeds_own_account",
                schema: "payments",
                table: "bank_feeds",
                columns: new[] { "tenant_id", "own_account_id" },
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_reads_due",
                schema: "payments",
                table: "bank_reads",
                column: "next_at",
                filter: "next_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bank_reads_waiting",
                schema: "payments",
                table: "bank_reads",
                column: "created_at",
                filter: "state in ('Ready', 'Running')");

            migrationBuilder.AddForeignKey(
                name: "fk_bank_lines_bank_feeds_tenant_id_feed_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "feed_id" },
                principalSchema: "payments",
                principalTable: "bank_feeds",
                principalColumns: new[] { "tenant_id", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_bank_lines_bank_statements_tenant_id_statement_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "statement_id" },
                principalSchema: "payments",
                principalTable: "bank_statements",
                principalColumns: new[] { "tenant_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_bank_lines_bank_feeds_tenant_id_feed_id",
                schema: "payments",
                table: "bank_lines");

            migrationBuilder.DropForeignKey(
                name: "fk_bank_lines_bank_statements_tenant_id_statement_id",
                schema: "payments",
                table: "bank_lines");

            migrationBuilder.DropTable(
                name: "bank_feeds",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "bank_reads",
                schema: "payments");

            migrationBuilder.DropIndex(
                name: "ix_bank_lines_tenant_id_feed_id",
                schema: "payments",
                table: "bank_lines");

            migrationBuilder.DropCheckConstraint(
                name: "ck_bank_lines_one_source",
                schema: "payments",
                table: "bank_lines");

            migrationBuilder.DropColumn(
                name: "feed_id",
                schema: "payments",
                table: "bank_lines");

            migrationBuilder.AlterColumn<Guid>(
                name: "statement_id",
                schema: "payments",
                table: "bank_lines",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AddForeignKey(
                name: "fk_bank_lines_bank_statements_tenant_id_statement_id",
                schema: "payments",
                table: "bank_lines",
                columns: new[] { "tenant_id", "statement_id" },
                principalSchema: "payments",
                principalTable: "bank_statements",
                principalColumns: new[] { "tenant_id", "id" },
                onDelete: ReferentialAction.Cascade);
        }
    }
}
