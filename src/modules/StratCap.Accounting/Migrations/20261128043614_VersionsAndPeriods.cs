using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Accounting.Migrations
{
    /// <inheritdoc />
    public partial class VersionsAndPeriods : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "rules_version",
                schema: "accounting",
                table: "journal_entries",
                type: "integer",
                nullable: false,
                // By which all entries stand that are there.
                defaultValue: 2);

            migrationBuilder.Sql("alter table accounting.journal_entries alter column rules_version drop default");

            migrationBuilder.AddColumn<long>(
                name: "periods_through",
                schema: "accounting",
                table: "fund_ledgers",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "ledger_periods",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fact_sequence = table.Column<long>(type: "bigint", nullable: false),
                    closed_through = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_periods", x => new { x.tenant_id, x.fund_id, x.fact_sequence });
                });

            migrationBuilder.Sql(Journal.BalanceConstraint.Function);
            migrationBuilder.Sql(Journal.LedgerLock.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Journal.LedgerLock.Drop);

            migrationBuilder.DropTable(
                name: "ledger_periods",
                schema: "accounting");

            migrationBuilder.DropColumn(
                name: "rules_version",
                schema: "accounting",
                table: "journal_entries");

            migrationBuilder.DropColumn(
                name: "periods_through",
                schema: "accounting",
                table: "fund_ledgers");
        }
    }
}
