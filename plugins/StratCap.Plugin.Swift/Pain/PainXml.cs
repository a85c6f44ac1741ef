using System.Globalization;
using System.Text;
using System.Xml;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Swift.Pain;

/// <summary>Writes elements of ISO 20022 in the schema's order. UTF-8 without mark, line feeds alone: the same batch gives the same bytes.</summary>
internal sealed class PainXml : IDisposable
{
    private readonly MemoryStream stream = new();
    private readonly XmlWriter writer;
    private readonly bool isOld;

    public PainXml(string format)
    {
        isOld = format == SwiftSettings.Credit03;
        writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = "  ", NewLineChars = "\n" });
        writer.WriteStartDocument();
        writer.WriteStartElement("Document", $"urn:iso:std:iso:20022:tech:xsd:{format}");
    }

    public byte[] Bytes()
    {
        writer.WriteEndElement();
        writer.WriteEndDocument();
        writer.Flush();
        return stream.ToArray();
    }

    public void Dispose()
    {
        writer.Dispose();
        stream.Dispose();
    }

    public void In(string name, Action inside)
    {
        writer.WriteStartElement(name);
        inside();
        writer.WriteEndElement();
    }

    /// <summary>An element with text, at a path such as <c>SvcLvl/Cd</c>; nothing when there is no text.</summary>
    public void Text(string path, string? text)
    {
        if (text is null) return;
        var names = path.Split('/');
        foreach (var name in names) writer.WriteStartElement(name);
        writer.WriteString(text);
        foreach (var _ in names) writer.WriteEndElement();
    }

    public void Amount(string name, string plain, string currency)
    {
        writer.WriteStartElement(name);
        writer.WriteAttributeString("Ccy", currency);
        writer.WriteString(plain);
        writer.WriteEndElement();
    }

    public void Day(string path, DateOnly day) => Text(path, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public void Party(string name, string legalName, PainAddress? address) => In(name, () =>
    {
        Text("Nm", legalName);
        if (address is null) return;
        In("PstlAdr", () =>
        {
            Text("StrtNm", address.Street);
            Text("BldgNb", address.Building);
            Text("PstCd", address.PostCode);
            Text("TwnNm", address.Town);
            Text("Ctry", address.Country);
        });
    });

    public void Account(string name, PartyAccount account, string? currency = null) => In(name, () =>
    {
        Text(account.Iban is null ? "Id/Othr/Id" : "Id/IBAN", account.Iban ?? account.AccountNumber);
        Text("Ccy", currency);
    });

    /// <summary>A bank by its BIC, a bank of the United States by its routing number, or, where the IBAN tells it, none.</summary>
    public void Bank(string name, PartyAccount account) => In(name, () => In("FinInstnId", () =>
    {
        Text(isOld ? "BIC" : "BICFI", account.Bic);
        if (account.RoutingNumber is { } routing)
        {
            In("ClrSysMmbId", () =>
            {
                Text("ClrSysId/Cd", "USABA");
                Text("MmbId", routing);
            });
        }
        if (account is { Bic: null, RoutingNumber: null }) Text("Othr/Id", "NOTPROVIDED");
    }));
}

/// <summary>An address in SWIFT's characters, within the schema's widths.</summary>
internal sealed record PainAddress(string? Street, string? Building, string? PostCode, string Town, string Country)
{
    public static PainAddress? Of(PostalAddress? address, Func<string, Exception> refuse)
    {
        if (address is null) return null;
        if (address.Country is not { Length: 2 } || !address.Country.All(char.IsAsciiLetterUpper)) throw refuse("the address's country is two capitals (ISO 3166).");
        if (string.IsNullOrWhiteSpace(address.Town)) throw refuse("the address has no town.");
        return new PainAddress(
            Part(address.Street, 70, "street", refuse), Part(address.Building, 16, "building", refuse), Part(address.PostCode, 16, "post code", refuse), Part(address.Town, 35, "town", refuse)!, address.Country);
    }

    private static string? Part(string? text, int longest, string what, Func<string, Exception> refuse)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var plain = LatinText.ToSwift(text.Trim()) ?? throw refuse($"the address's {what} has characters without a Latin form.");
        return plain.Length <= longest ? plain : throw refuse($"the address's {what} has more than {longest} characters.");
    }
}
