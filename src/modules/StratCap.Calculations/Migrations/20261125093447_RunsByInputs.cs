using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Calculations.Migrations
{
    /// <inheritdoc />
    public partial class RunsByInputs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_runs_tenant_id_inputs_hash_id",
                schema: "calculations",
                table: "runs",
                columns: new[] { "tenant_id", "inputs_hash", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_runs_tenant_id_inputs_hash_id",
                schema: "calculations",
                table: "runs");
        }
    }
}
