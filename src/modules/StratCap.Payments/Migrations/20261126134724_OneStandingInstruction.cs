using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class OneStandingInstruction : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_payment_instructions_tenant_id_distribution_id_investor_id_",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.CreateIndex(
                name: "ix_payment_instructions_tenant_id_distribution_id_id",
                schema: "payments",
                table: "payment_instructions",
                columns: new[] { "tenant_id", "distribution_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_payment_instructions_standing",
                schema: "payments",
                table: "payment_instructions",
                columns: new[] { "tenant_id", "distribution_id", "investor_id", "kind" },
                unique: true,
                filter: "state <> 'Cancelled'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_payment_instructions_tenant_id_distribution_id_id",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.DropIndex(
                name: "ux_payment_instructions_standing",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.CreateIndex(
                name: "ix_payment_instructions_tenant_id_distribution_id_investor_id_",
                schema: "payments",
                table: "payment_instructions",
                columns: new[] { "tenant_id", "distribution_id", "investor_id", "kind" },
                unique: true);
        }
    }
}
