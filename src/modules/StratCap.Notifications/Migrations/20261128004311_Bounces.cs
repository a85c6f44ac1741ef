using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class Bounces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "delivery_reports",
                schema: "notifications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    mail_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sending = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    diagnostic = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    remote_mta = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_reports", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sent_mails",
                schema: "notifications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mail_id = table.Column<Guid>(type: "uuid", nullable: false),
                    for_user = table.Column<bool>(type: "boolean", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sent_mails", x => new { x.tenant_id, x.mail_id });
                });

            migrationBuilder.CreateTable(
                name: "suppressed_addresses",
                schema: "notifications",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    diagnostic = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    mail_id = table.Column<Guid>(type: "uuid", nullable: false),
                    of_user = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suppressed_addresses", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_email_queue_email_id",
                schema: "notifications",
                table: "email_queue",
                column: "email_id");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_reports_tenant_id_mail_id_sending_digest",
                schema: "notifications",
                table: "delivery_reports",
                columns: new[] { "tenant_id", "mail_id", "sending", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sent_mails_mail_id",
                schema: "notifications",
                table: "sent_mails",
                column: "mail_id");

            migrationBuilder.CreateIndex(
                name: "ix_sent_mails_sent_at",
                schema: "notifications",
                table: "sent_mails",
                column: "sent_at");

            migrationBuilder.CreateIndex(
                name: "ix_suppressed_addresses_tenant_id_address",
                schema: "notifications",
                table: "suppressed_addresses",
                columns: new[] { "tenant_id", "address" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "delivery_reports",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "sent_mails",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "suppressed_addresses",
                schema: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_email_queue_email_id",
                schema: "notifications",
                table: "email_queue");
        }
    }
}
