using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class IndexesOfLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_run_payments_instruction",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "instruction_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_run_payments_tenant_id_fund_id",
                schema: "payments",
                table: "run_payments",
                columns: new[] { "tenant_id", "fund_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_run_payments_instruction",
                schema: "payments",
                table: "run_payments");

            migrationBuilder.DropIndex(
                name: "ix_run_payments_tenant_id_fund_id",
                schema: "payments",
                table: "run_payments");
        }
    }
}
