using System.Text.Json.Nodes;
using StratCap.Plugin.QuickBooks.Vendor;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.QuickBooks;

/// <summary>The company that the kit judges the connector with, at a time that the tests set. A real client of others drives it too (<see cref="QuickBooksPeerTests"/>).</summary>
internal sealed class QuickBooksStandIn : ScriptStandIn
{
    public const string Realm = QuickBooksVendor.Realm;
    public const string Token = QuickBooksVendor.Token;

    private readonly Books books;

    public QuickBooksStandIn()
        : this(new QuickBooksVendor())
    {
    }

    private QuickBooksStandIn(QuickBooksVendor vendor)
        : base(vendor)
    {
        books = vendor.Books;
        Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    }

    public DateTimeOffset Now
    {
        get => books.Now;
        set => books.Now = value;
    }

    public List<JsonObject> Accounts => books.Accounts;

    public List<JsonObject> Entries => books.Entries;

    public bool CaptureGivesNewest
    {
        set => books.CaptureGivesNewest = value;
    }

    public string HomeCurrency
    {
        set => books.HomeCurrency = value;
    }

    public JsonObject Add(DateTimeOffset at, decimal amount = 10m, string? date = null, string? currency = null) => books.Add(at, amount, date, currency);

    public void Touch(JsonObject entry, DateTimeOffset at) => Books.Touch(entry, at);

    public void Delete(JsonObject entry, DateTimeOffset at) => books.Delete(entry, at);
}
