using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class SortedByDate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_payment_instructions_tenant_id_payment_date_id",
                schema: "payments",
                table: "payment_instructions",
                columns: new[] { "tenant_id", "payment_date", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_payment_instructions_tenant_id_payment_date_id",
                schema: "payments",
                table: "payment_instructions");
        }
    }
}
