using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Funds.Migrations
{
    /// <inheritdoc />
    public partial class LinesByInvestor : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_distribution_lines_tenant_id_investor_id",
                schema: "funds",
                table: "distribution_lines",
                columns: new[] { "tenant_id", "investor_id" });

            migrationBuilder.CreateIndex(
                name: "ix_capital_call_lines_tenant_id_investor_id",
                schema: "funds",
                table: "capital_call_lines",
                columns: new[] { "tenant_id", "investor_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_distribution_lines_tenant_id_investor_id",
                schema: "funds",
                table: "distribution_lines");

            migrationBuilder.DropIndex(
                name: "ix_capital_call_lines_tenant_id_investor_id",
                schema: "funds",
                table: "capital_call_lines");
        }
    }
}
