using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;

namespace StratCap.Plugin.SapS4.Vendor;

/// <summary>Accounts and the items of accounting documents, as the two OData services show them.</summary>
internal sealed class Ledger
{
    internal const string CompanyCode = "1010";
    internal const string Chart = "YCOA";

    private DateOnly? stopped;
    private int lastDocument;

    /// <summary>The day at SAP's: the machine's, unless it was stopped.</summary>
    internal DateOnly Today
    {
        get => stopped ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        set => stopped = value;
    }

    internal List<JsonObject> Items { get; private set; } = [];

    internal List<JsonObject> Accounts { get; private set; } = [];

    /// <summary>The accounts' names.</summary>
    internal List<JsonObject> Texts { get; private set; } = [];

    /// <summary>Credits as positive amounts marked H.</summary>
    internal bool Unsigned { get; set; }

    /// <summary>The numbers of documents that came by the service.</summary>
    internal List<string> Posted { get; } = [];

    internal static string Wire(DateOnly day) => $"/Date({new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeMilliseconds()})/";

    internal void Clear()
    {
        (Items, Accounts, Texts, lastDocument) = ([], [], [], 0);
        Posted.Clear();
    }

    internal void AddAccount(string number, string name, bool blocked = false)
    {
        Accounts.Add(new()
        {
            ["ChartOfAccounts"] = Chart,
            ["GLAccount"] = number,
            ["IsBalanceSheetAccount"] = true,
            ["IsProfitLossAccount"] = false,
            ["AccountIsBlockedForPosting"] = blocked,
            ["AccountIsMarkedForDeletion"] = false,
        });
        Texts.Add(new() { ["ChartOfAccounts"] = Chart, ["GLAccount"] = number, ["Language"] = "EN", ["GLAccountLongName"] = name });
    }

    /// <summary>A document of as many items as amounts (debits positive), and its number.</summary>
    internal string Add(DateOnly created, decimal[] amounts, string currency = "USD", string posted = "2026-01-15", string category = "", string reference = "", string year = "2026")
    {
        var number = (100000000 + ++lastDocument).ToString("0000000000", CultureInfo.InvariantCulture);
        for (var i = 0; i < amounts.Length; i++) Items.Add(Item(number, i + 1, amounts[i], created, currency, posted, category, reference, year));
        return number;
    }

    internal IEnumerable<JsonObject> Of(string number) => Items.Where(i => (string)i["AccountingDocument"]! == number);

    /// <summary>What a document debits, and so credits.</summary>
    internal Amount Debited(string number)
    {
        var items = Of(number).ToList();
        return new(items.Select(i => decimal.Parse((string)i["AmountInTransactionCurrency"]!, CultureInfo.InvariantCulture)).Where(a => a > 0).Sum(), (string)items[0]["TransactionCurrency"]!);
    }

    private JsonObject Item(string number, int item, decimal amount, DateOnly created, string currency, string posted, string category, string reference, string year) => new()
    {
        ["CompanyCode"] = CompanyCode,
        ["CompanyCodeName"] = "Birch Fund II LP",
        ["FiscalYear"] = year,
        ["AccountingDocument"] = number,
        ["AccountingDocumentItem"] = $"{item:000}",
        ["AccountingDocumentCategory"] = category,
        ["PostingDate"] = Wire(DateOnly.Parse(posted, CultureInfo.InvariantCulture)),
        ["AccountingDocumentCreationDate"] = Wire(created),
        ["LastChangeDate"] = null,
        ["DocumentReferenceID"] = reference,
        ["AccountingDocumentHeaderText"] = "A header",
        ["GLAccount"] = amount >= 0 ? "0011000000" : "0031000000",
        ["DebitCreditCode"] = amount >= 0 ? "S" : "H",
        ["TransactionCurrency"] = currency,
        ["AmountInTransactionCurrency"] = (Unsigned ? Math.Abs(amount) : amount).ToString(CultureInfo.InvariantCulture),
        ["IsReversed"] = false,
        ["IsReversal"] = false,
        ["DocumentItemText"] = "",
        ["CostCenter"] = item == 1 ? "CC1" : "",
    };
}
