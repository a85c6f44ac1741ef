using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Accounting.Migrations
{
    /// <inheritdoc />
    public partial class NewsSince : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "news_since",
                schema: "accounting",
                table: "sync_runs",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "news_since",
                schema: "accounting",
                table: "sync_runs");
        }
    }
}
