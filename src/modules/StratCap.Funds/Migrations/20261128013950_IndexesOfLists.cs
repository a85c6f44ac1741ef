using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Funds.Migrations
{
    /// <inheritdoc />
    public partial class IndexesOfLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_manual_entries_tenant_id_prepared_at_id",
                schema: "funds",
                table: "manual_entries",
                columns: new[] { "tenant_id", "prepared_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_distributions_tenant_id_payment_date_distribution_id",
                schema: "funds",
                table: "distributions",
                columns: new[] { "tenant_id", "payment_date", "distribution_id" },
                filter: "status <> 'Paid'");

            migrationBuilder.CreateIndex(
                name: "ix_capital_calls_tenant_id_due_date_call_id",
                schema: "funds",
                table: "capital_calls",
                columns: new[] { "tenant_id", "due_date", "call_id" },
                filter: "status <> 'Received'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_manual_entries_tenant_id_prepared_at_id",
                schema: "funds",
                table: "manual_entries");

            migrationBuilder.DropIndex(
                name: "ix_distributions_tenant_id_payment_date_distribution_id",
                schema: "funds",
                table: "distributions");

            migrationBuilder.DropIndex(
                name: "ix_capital_calls_tenant_id_due_date_call_id",
                schema: "funds",
                table: "capital_calls");
        }
    }
}
