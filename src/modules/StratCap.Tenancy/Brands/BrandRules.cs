using StratCap.Foundation.Web;
using StratCap.Tenancy.Tenants;

namespace StratCap.Tenancy.Brands;

/// <summary>How a firm wants to show itself; texts are plain and shown as such.</summary>
internal sealed record BrandRequest(string Name, string Colour, string? Accent = null, string? ContactLine = null, string? Greeting = null, string? Footer = null);

/// <summary>What a brand may say.</summary>
internal static class BrandRules
{
    public const int GreetingLength = 300;
    public const int FooterLength = 2000;

    /// <summary>What is wrong with it, or null.</summary>
    public static Refusal? Problem(BrandRequest brand)
    {
        if (string.IsNullOrWhiteSpace(brand.Name) || brand.Name.Length > Tenant.NameLength || brand.Name.Any(char.IsControl)) return Refusal.Field("name", $"A firm's name has 1 to {Tenant.NameLength} characters on one line.");
        if (brand.Colour is null || !Tenant.IsColour(brand.Colour)) return Colour("colour");
        if (brand.Accent is { } accent && !Tenant.IsColour(accent)) return Colour("accent");
        return Line("contactLine", brand.ContactLine, Tenant.ContactLineLength, lines: false) ?? Line("greeting", brand.Greeting, GreetingLength, lines: false) ?? Line("footer", brand.Footer, FooterLength, lines: true);
    }

    /// <summary>Puts a brand that has no problem onto the firm's row.</summary>
    public static void Apply(this Tenant tenant, BrandRequest brand)
    {
        (tenant.Name, tenant.BrandColour, tenant.AccentColour) = (brand.Name.Trim(), brand.Colour.ToLowerInvariant(), brand.Accent?.ToLowerInvariant());
        (tenant.ContactLine, tenant.Greeting, tenant.Footer) = (Text(brand.ContactLine), Text(brand.Greeting), Text(brand.Footer));
        tenant.Shown();
    }

    /// <summary>The brand as the audit trail keeps it.</summary>
    public static object Of(Tenant tenant) => new { tenant.Name, tenant.BrandColour, tenant.AccentColour, tenant.ContactLine, tenant.Greeting, tenant.Footer, tenant.LogoHash };

    private static Refusal Colour(string field) => Refusal.Field(field, "Write the colour as '#' and six hex digits, such as '#1f3a5f'.");

    private static Refusal? Line(string field, string? text, int most, bool lines) =>
        text is not null && (text.Length > most || text.Any(c => char.IsControl(c) && !(lines && c == '\n')))
            ? Refusal.Field(field, $"Write at most {most} characters{(lines ? "" : " on one line")}, without control characters.")
            : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
