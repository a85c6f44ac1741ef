using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Reporting.Migrations
{
    /// <inheritdoc />
    public partial class PreliminaryReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_preliminary",
                schema: "reporting",
                table: "published_reports",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_preliminary",
                schema: "reporting",
                table: "publications",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "is_preliminary",
                schema: "reporting",
                table: "published_reports");

            migrationBuilder.DropColumn(
                name: "is_preliminary",
                schema: "reporting",
                table: "publications");
        }
    }
}
