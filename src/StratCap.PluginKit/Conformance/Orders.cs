using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>
/// Files of payments. A file is written and not sent, so that no answer can be lost; what takes the place of the keyed write: the same batch gives the same bytes, the bank reads from them every
/// order once and to the cent, what cannot be written gives no file, and an answer names its order.
/// </summary>
internal static class Orders
{
    private const string Capability = "paymentFiles";
    private const int Cuts = 24;

    private static readonly DateTimeOffset Released = new(2026, 1, 14, 15, 0, 0, TimeSpan.Zero);

    private static readonly (decimal Value, string Currency)[] Amounts = [(0.01m, "USD"), (999_999_999_999.99m, "USD"), (0.01m, "EUR"), (1m, "JPY"), (0.001m, "KWD")];

    internal static IEnumerable<Check> Checks() =>
    [
        new("orders.once", Capability, "The same batch twice gives the same bytes, and the bank takes its orders once.", Once),
        new("orders.whole", Capability, "Files of one, ten and a thousand orders reach the bank whole: each order once, to the cent.", Whole),
        new("orders.amounts", Capability, "The smallest and the largest amounts, and currencies with no and with three places, are written exactly or refused by name.", Money),
        new("orders.invalid", Capability, "What no bank can take (a tenth of a cent, nothing, less than nothing) is refused as Validation with the order's key, and no file is made.", Invalid),
        new("orders.interleaved", Capability, "Files of two firms written at once never mix: each comes out as it does alone.", Interleaved),
        new("answers.named", Capability, "The bank's refusal names its order, and is told under the same id whenever it is read.", Named),
        new("answers.cut", Capability, "A file of answers cut anywhere is refused as Validation, or read whole where only its filling is missing: never in part.", Cut),
        new("files.silent", Capability, "A plugin that names no host reaches none.", Silent),
    ];

    private static async Task Once(Bench bench, CancellationToken ct)
    {
        foreach (var terms in Bank(bench).Terms)
        {
            var batch = Batch(terms, Numbered(terms, 3));
            bench.Script.Seed(0);
            var (first, second) = (await Written(bench, batch, ct), await Written(bench, batch, ct));
            NotConformant.Unless(first.Content.Span.SequenceEqual(second.Content.Span), $"The same batch ({terms.Format}) gave other bytes the second time: the bank's duplicate check would not see it.");
            Take(bench, terms, first);
            Take(bench, terms, second);
            NotConformant.Unless(bench.Script.Written.Count == 3, $"Three orders ({terms.Format}) sent twice are {bench.Script.Written.Count} payments at the bank.");
        }
    }

    private static async Task Whole(Bench bench, CancellationToken ct)
    {
        foreach (var terms in Bank(bench).Terms)
            foreach (var count in (int[])[1, 10, 1_000])
            {
                var orders = Numbered(terms, count);
                bench.Script.Seed(0);
                Take(bench, terms, await Written(bench, Batch(terms, orders), ct));
                NotConformant.Unless(bench.Script.Written.Distinct(StringComparer.Ordinal).Count() == count, $"Of {count} orders ({terms.Format}) the bank can tell {bench.Script.Written.Distinct(StringComparer.Ordinal).Count()} apart.");
                NotConformant.Unless(Held(bench).Order(ByValue).SequenceEqual(orders.Select(o => o.Amount).Order(ByValue)), $"Of {count} orders ({terms.Format}) the bank read other amounts than were ordered.");
            }
    }

    private static async Task Money(Bench bench, CancellationToken ct)
    {
        foreach (var terms in Bank(bench).Terms)
            foreach (var (value, currency) in Amounts)
            {
                var order = Order(terms, 1, new Amount(value, currency));
                bench.Script.Seed(0);
                if (await WrittenOrRefused(bench, Batch(terms, [order]), ct) is not { } file) continue;
                Take(bench, terms, file);
                NotConformant.Unless(Held(bench) is [var held] && held == order.Amount, $"{order.Amount} was ordered ({terms.Format}), and the bank read {string.Join(", ", Held(bench))}.");
            }
    }

    private static async Task Invalid(Bench bench, CancellationToken ct)
    {
        foreach (var terms in Bank(bench).Terms)
            foreach (var value in (decimal[])[0.001m, 0m, -5m])
            {
                var orders = Numbered(terms, 2).Append(Order(terms, 3, new Amount(value, terms.Currency))).ToList();
                NotConformant.Unless(await WrittenOrRefused(bench, Batch(terms, orders), ct, orders[2].Key) is null, FormattableString.Invariant($"A file ({terms.Format}) was made with an order of {value} {terms.Currency}."));
            }
    }

    private static async Task Interleaved(Bench bench, CancellationToken ct)
    {
        var (terms, other) = (Bank(bench).Terms[0], bench.ScopeWith(Bank(bench).OtherSettings, bench.Script.Secrets, Guid.CreateVersion7()));
        var batch = Batch(terms, Numbered(terms, 5));
        var (ours, theirs) = (await Written(bench, batch, ct), await bench.Caller.WriteOrders(other, batch, ct));
        NotConformant.Unless(!ours.Content.Span.SequenceEqual(theirs.Content.Span), "Two firms' files are the same: the plugin keeps the settings of one, or the script's other settings do not show in a file.");
        var files = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bench.Caller.WriteOrders(i % 2 == 0 ? bench.Scope : other, batch, ct)));
        for (var i = 0; i < files.Length; i++)
            NotConformant.Unless(files[i].Content.Span.SequenceEqual((i % 2 == 0 ? ours : theirs).Content.Span), "Written while another firm's file was being written, a file came out otherwise than alone: something is kept between calls.");
    }

    private static async Task Named(Bench bench, CancellationToken ct)
    {
        foreach (var terms in Bank(bench).Terms)
        {
            var orders = Numbered(terms, 3);
            bench.Script.Seed(0);
            Take(bench, terms, await Written(bench, Batch(terms, orders), ct));
            var at = Held(bench).ToList().IndexOf(orders[1].Amount);
            NotConformant.Unless(at >= 0, $"The bank does not have the second order ({terms.Format}).");
            var reference = bench.Script.Written[at];
            if (Bank(bench).Refusal(reference) is not { } file) continue;
            var updates = await bench.Caller.ReadAnswers(bench.Scope, file, ct);
            NotConformant.Unless(NamesAlone(updates, orders[1].Key, reference), $"The bank's refusal ({terms.Format}) of one order of three was read as: {string.Join("; ", updates.Select(u => $"{u.Key ?? u.ExternalId ?? u.BatchId} {u.State}"))}");
            var again = await bench.Caller.ReadAnswers(bench.Scope, file, ct);
            NotConformant.Unless(updates.Select(u => u.EventId).SequenceEqual(again.Select(u => u.EventId)), "The same answer was told under another id: the host would take it twice.");
        }
    }

    // An answer may speak of the rest of the batch besides, but must not refuse it.
    private static bool NamesAlone(IReadOnlyList<PaymentUpdate> updates, string key, string reference)
    {
        var named = updates.Where(u => u.Key is not null || u.ExternalId is not null).ToList();
        return named is [{ State: PaymentState.Failed or PaymentState.Returned } told] && (told.Key == key || told.ExternalId == reference)
            && updates.Except(named).All(u => u.BatchId is not null && u.State == PaymentState.Pending);
    }

    private static async Task Cut(Bench bench, CancellationToken ct)
    {
        var terms = Bank(bench).Terms[0];
        bench.Script.Seed(0);
        Take(bench, terms, await Written(bench, Batch(terms, Numbered(terms, 2)), ct));
        var file = Bank(bench).Refusal(bench.Script.Written[0]) ?? throw new NotApplicable("The bank answers with no files.");
        var whole = await bench.Caller.ReadAnswers(bench.Scope, file, ct);
        NotConformant.Unless(whole.Count > 0, "A whole file of answers was read, and nothing was in it.");
        for (var cut = 1; cut < Cuts; cut++)
            try
            {
                var updates = await bench.Caller.ReadAnswers(bench.Scope, file with { Content = file.Content[..(file.Content.Length * cut / Cuts)] }, ct);
                // What fills a file up (lines of nines, blanks) says nothing.
                NotConformant.Unless(updates.SequenceEqual(whole), $"A file of answers cut after {cut} of {Cuts} parts was read, with {updates.Count} answers.");
            }
            catch (ConnectorException e)
            {
                NotConformant.Unless(e.Class == ErrorClass.Validation, $"A file of answers that was cut was refused as {e.Class} and should be refused as Validation: {e.Message}");
            }
    }

    private static Task Silent(Bench bench, CancellationToken ct)
    {
        if (bench.Package.Manifest.Egress.Count > 0) throw new NotApplicable("The plugin speaks to hosts too.");
        NotConformant.Unless(!bench.Notes.Requests.Any() && bench.Vendor.Requests == 0, "The plugin names no host and asked one all the same.");
        return Task.CompletedTask;
    }

    private static Task<BankFile> Written(Bench bench, PaymentBatch batch, CancellationToken ct) => bench.Caller.WriteOrders(bench.Scope, batch, ct);

    /// <summary>Null: refused by name, as it should be.</summary>
    private static async Task<BankFile?> WrittenOrRefused(Bench bench, PaymentBatch batch, CancellationToken ct, string? key = null)
    {
        try
        {
            return await Written(bench, batch, ct);
        }
        catch (ConnectorException e)
        {
            bench.Notes.Note(e.Message);
            NotConformant.Unless(e.Class == ErrorClass.Validation, $"An order that cannot be written was refused as {e.Class} and should be refused as Validation: {e.Message}");
            NotConformant.Unless(e.Message.Contains(key ?? batch.Orders[0].Key, StringComparison.Ordinal), $"An order that cannot be written was refused, and the refusal does not name its key: {e.Message}");
            return null;
        }
    }

    private static void Take(Bench bench, PaymentTerms terms, BankFile file)
    {
        try
        {
            Bank(bench).Take(file);
        }
        catch (FileRefusedException e)
        {
            throw new NotConformant($"The bank does not take the file ({terms.Format}): {e.Message}");
        }
    }

    private static IFileBank Bank(Bench bench) => FileBank.Of(bench);

    private static IReadOnlyList<Amount> Held(Bench bench) => bench.Script.WrittenAmounts ?? throw new NotConformant("The script of a bank of files keeps what each payment moved: write WrittenAmounts.");

    private static PaymentBatch Batch(PaymentTerms terms, IReadOnlyList<PaymentOrder> orders) => new(NewKey(), terms.Direction, terms.Own, Released, 1, orders, terms.Format);

    /// <summary>Orders of amounts that are all different, with odd cents.</summary>
    private static List<PaymentOrder> Numbered(PaymentTerms terms, int count) => [.. Enumerable.Range(1, count).Select(n => Order(terms, n, new Amount(1_000m + (n * 7.01m), terms.Currency)))];

    private static PaymentOrder Order(PaymentTerms terms, int number, Amount amount) => new(
        NewKey(), "release-1", amount, new DateOnly(2026, 1, 15), terms.Party, terms.Direction == PaymentDirection.Pay ? PaymentPurpose.Distribution : PaymentPurpose.CapitalCall, "Conformance", TraceNumber: number);

    private static string NewKey() => Guid.CreateVersion7().ToString("N");

    private static readonly IComparer<Amount> ByValue = Comparer<Amount>.Create((a, b) => a.Value.CompareTo(b.Value));
}
