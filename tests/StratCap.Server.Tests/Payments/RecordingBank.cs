using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Server.Tests.Payments;

/// <summary>What the bank does with an order.</summary>
internal enum Does
{
    /// <summary>Takes it and says so.</summary>
    Accepts,

    /// <summary>Refuses it.</summary>
    Rejects,

    /// <summary>Takes it, and the answer is lost.</summary>
    TakesAndTimesOut,

    /// <summary>The order never arrives, and the caller cannot know.</summary>
    TimesOutBefore,
}

/// <summary>
/// A bank that remembers: money moves once for a key, whatever is sent how often, and every order that reached it is written down. Each firm has a connection to its rail and one to its files.
/// </summary>
internal sealed class RecordingBank(CurrentTenant tenant) : IConnectors, IPaymentConnection, IBankConnection
{
    private readonly List<(Guid? Tenant, PaymentUpdate Update)> _updates = [];
    private readonly List<(Guid Tenant, BankTransaction Line)> _lines = [];

    /// <summary>The accounts that the connection to its rail sees, the same for every firm.</summary>
    public List<BankAccount> Accounts { get; } = [new("acc-1", "Operating account", null, "USD", 12_500.25m)];

    /// <summary>Runs before each page of lines, and after the last.</summary>
    public Action AtPage { get; set; } = () => { };

    /// <summary>Where each reading of lines began; null: from the beginning.</summary>
    public ConcurrentQueue<string?> ReadFrom { get; } = [];

    /// <summary>Orders that reached the bank, in order; the same key twice is an order too many.</summary>
    public ConcurrentQueue<PaymentOrder> Received { get; } = [];

    /// <summary>Money that moved, by key.</summary>
    public ConcurrentDictionary<string, PaymentOrder> Moved { get; } = new();

    public Func<PaymentOrder, Does> Behaviour { get; set; } = _ => Does.Accepts;

    /// <summary>Runs where a process might die: before an order reaches the bank, after it did, and around questions.</summary>
    public Action Moment { get; set; } = () => { };

    /// <summary>Thrown in place of an answer, if set.</summary>
    public ConnectorException? Away { get; set; }

    /// <summary>Its stream names payments by its own id alone, and when it is asked after one, it tells the newest of the same events.</summary>
    public bool NamesOwnIdAlone { get; set; }

    public VerdictState Verdict { get; set; } = VerdictState.Verified;

    public static Guid RailOf(Guid tenantId) => Derived(tenantId, 1);

    public static Guid FilesOf(Guid tenantId) => Derived(tenantId, 2);

    /// <summary>The bank tells something of a payment.</summary>
    /// <param name="toldTo">The firm; null is any.</param>
    public void Tell(PaymentUpdate update, Guid? toldTo = null)
    {
        lock (_updates) _updates.Add((toldTo, update));
    }

    /// <summary>The bank tells a firm's lines, on any of its accounts.</summary>
    public void Book(Guid toldTo, params BankTransaction[] lines)
    {
        lock (_lines) _lines.AddRange(lines.Select(l => (toldTo, l)));
    }

    public Task<IReadOnlyList<ConnectionInfo>> Connections(IReadOnlyCollection<string> capabilities, CancellationToken ct)
    {
        ConnectionInfo[] all =
        [
            new(RailOf(tenant.Id), "Harbour rail", "test.rail", "1.0.0", null, ["pay", "collect", "verifyAccount", "statements", "linkAccount"], true),
            new(FilesOf(tenant.Id), "Harbour files", "test.files", "1.0.0", null, ["paymentFiles", "statementFiles"], true, Place is not null, Place is null ? null : Mark),
        ];
        return Task.FromResult<IReadOnlyList<ConnectionInfo>>([.. all.Where(c => c.Capabilities.Any(capabilities.Contains))]);
    }

    public ILedgerConnection Ledger(Guid connectionId) => throw Unknown;

    public IBankConnection Bank(Guid connectionId) => Mine(connectionId) ? this : throw Unknown;

    public IPaymentConnection Payments(Guid connectionId) => Mine(connectionId) ? this : throw Unknown;

    public IPortalConnection Portal(Guid connectionId) => throw Unknown;

    /// <summary>The folder of the connection to files, if its settings name one.</summary>
    public RecordingFolder? Place { get; set; }

    /// <summary>Where that folder is.</summary>
    public string Mark { get; set; } = "the bank's server";

    public IBankFolder Folder(Guid connectionId) => connectionId == FilesOf(tenant.Id) ? Place ?? throw Unknown : throw Unknown;

    public Task<WriteOutcome> Pay(PaymentOrder order, CancellationToken ct) => Take(order);

    public Task<WriteOutcome> Collect(PaymentOrder order, CancellationToken ct)
    {
        if (order is not { Purpose: PaymentPurpose.CapitalCall, Party: { MandateId: not null, MandateSignedOn: not null } }) throw new ConnectorException(ErrorClass.Validation, "A debit needs a mandate.");
        return Take(order);
    }

    private Task<WriteOutcome> Take(PaymentOrder order)
    {
        Moment();
        if (Away is { } away) throw away;
        var does = Behaviour(order);
        if (does == Does.TimesOutBefore) return Answer(new WriteOutcome.Uncertain("No answer in 60 seconds."));
        Received.Enqueue(order);
        if (does == Does.Rejects && !Moved.ContainsKey(order.Key)) return Answer(new WriteOutcome.Rejected("AC04", "The account is closed."));
        Moved.TryAdd(order.Key, order);
        Moment();
        return Answer(does == Does.TakesAndTimesOut ? new WriteOutcome.Uncertain("No answer in 60 seconds.") : new WriteOutcome.Accepted("B-" + order.Key));
    }

    public Task<WriteOutcome> Cancel(PaymentRef payment, CancellationToken ct) => throw Unknown;

    public Task<PaymentUpdate?> GetStatus(PaymentRef payment, CancellationToken ct)
    {
        Moment();
        if (Away is { } away) throw away;
        if (!Moved.ContainsKey(payment.Key)) return Task.FromResult<PaymentUpdate?>(null);
        var pending = new PaymentUpdate($"status-{payment.Key}", payment.Key, "B-" + payment.Key, PaymentState.Pending, null, null, null, null);
        lock (_updates) return Task.FromResult<PaymentUpdate?>(NamesOwnIdAlone && _updates.FindLast(u => u.Update.Key == payment.Key).Update is { } told ? told with { ExternalId = "B-" + payment.Key } : pending);
    }

    public async IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(string? cursor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        for (var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture); ; from += 2)
        {
            PaymentUpdate[] page;
            lock (_updates) page = [.. _updates.Where(u => u.Tenant is null || u.Tenant == tenant.Id).Select(u => Named(u.Update)).Skip(from).Take(2)];
            if (page.Length == 0) yield break;
            yield return new(page, (from + page.Length).ToString(CultureInfo.InvariantCulture));
            if (page.Length < 2) yield break;
        }
    }

    /// <summary>Writes files in place of this bank, if set.</summary>
    public Func<PaymentBatch, Task<BankFile>>? Writer { get; set; }

    public Task<BankFile> WriteOrders(PaymentBatch batch, CancellationToken ct)
    {
        Moment();
        if (Writer is { } writer) return writer(batch);
        if (batch.Orders.FirstOrDefault(o => o.Amount.Value > 1_000_000_000m) is { } large) throw new ConnectorException(ErrorClass.Validation, $"Order {large.Key} is too large for a file.");
        var lines = batch.Orders.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key};{o.Amount.Plain()};{o.TraceNumber};{o.Party.Name};{o.Party.Account.Iban};{o.Remittance}"));
        var text = string.Create(CultureInfo.InvariantCulture, $"{batch.Id};{batch.CreatedAt.UtcDateTime:O};{batch.SequenceOfDay};{batch.Own.Account.Iban};{batch.Format}\n{string.Join('\n', lines)}\n");
        return Task.FromResult(new BankFile($"{batch.Id}.txt", Encoding.UTF8.GetBytes(text)));
    }

    public Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(BankFile file, CancellationToken ct) => Task.FromResult(Read<IReadOnlyList<PaymentUpdate>>(file));

    public Task<StatementFile> ReadStatements(BankFile file, CancellationToken ct) => Away is { } away ? throw away : Task.FromResult(Read<StatementFile>(file));

    public Task<IReadOnlyList<BankAccount>> ListAccounts(CancellationToken ct) => Away is { } away ? throw away : Task.FromResult<IReadOnlyList<BankAccount>>([.. Accounts]);

    public async IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(string? cursor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        ReadFrom.Enqueue(cursor);
        for (var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture); ; from += 2)
        {
            AtPage();
            if (Away is { } away) throw away;
            BankTransaction[] page;
            lock (_lines) page = [.. _lines.Where(l => l.Tenant == tenant.Id).Select(l => l.Line).Skip(from).Take(2)];
            if (page.Length == 0) yield break;
            yield return new(page, (from + page.Length).ToString(CultureInfo.InvariantCulture));
            if (page.Length < 2) yield break;
        }
    }

    public Task<AccountVerdict> VerifyAccount(AccountToVerify account, CancellationToken ct)
    {
        if (Away is { } away) throw away;
        return Task.FromResult(new AccountVerdict(Verdict, Verdict == VerdictState.Verified ? 98 : 12, "3000", $"It is held by {account.HolderName}.", account.Account.VendorId ?? "acc-1"));
    }

    /// <summary>Until when its page is good.</summary>
    public DateTimeOffset? PageExpiresAt { get; set; }

    /// <summary>What a page's answer comes to.</summary>
    public VerdictState Agreed { get; set; } = VerdictState.Verified;

    /// <summary>What was asked of its page and of its answers.</summary>
    public ConcurrentQueue<LinkRequest> Asked { get; } = [];

    /// <summary>Names of secrets that lie under its connection, by link.</summary>
    public ConcurrentDictionary<string, string> LinkSecrets { get; } = new();

    public Task<LinkStart> BeginLink(LinkRequest request, CancellationToken ct)
    {
        if (Away is { } away) throw away;
        Asked.Enqueue(request);
        return Task.FromResult(new LinkStart($"page-token-{Asked.Count}", "ref-" + request.Key, PageExpiresAt));
    }

    public Task<CompletedLink> CompleteLink(LinkRequest request, LinkAnswer answer, CancellationToken ct)
    {
        if (Away is { } away) throw away;
        if (answer.Reference != "ref-" + request.Key || (request.RepairOf is null && answer.PageAnswer != "agreed" && answer.Proof is null)) throw new ConnectorException(ErrorClass.Validation, "The answer is none of this link's.");
        Asked.Enqueue(request);
        if (Agreed != VerdictState.Verified) return Task.FromResult(new CompletedLink(Agreed, null, [], null, "The bank sent micro-deposits."));
        var secret = request.RepairOf ?? (request.Purpose == LinkPurpose.Statements ? "item_token" : "item_" + request.Key);
        LinkSecrets[secret] = request.Key;
        return Task.FromResult(new CompletedLink(VerdictState.Verified, "item-of-" + request.Key, [new(secret + "/acc1", "Operating", "7742", "mandate-of-bank")], secret, null));
    }

    public Task ForgetLink(string secretName, CancellationToken ct)
    {
        if (Away is { } away) throw away;
        LinkSecrets.TryRemove(secretName, out _);
        return Task.CompletedTask;
    }

    private Task<WriteOutcome> Answer(WriteOutcome outcome)
    {
        Moment();
        return Task.FromResult(outcome);
    }

    private static T Read<T>(BankFile file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.Content.Span, ApiJson.Options)!;
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "This is no file that the bank writes.", inner: e);
        }
    }

    private PaymentUpdate Named(PaymentUpdate update) => NamesOwnIdAlone ? update with { Key = null, ExternalId = "B-" + update.Key } : update;

    private bool Mine(Guid connectionId) => connectionId == RailOf(tenant.Id) || connectionId == FilesOf(tenant.Id);

    private static Guid Derived(Guid tenantId, byte which)
    {
        var bytes = tenantId.ToByteArray();
        bytes[^1] ^= which;
        return new Guid(bytes);
    }

    private static ConnectorException Unknown => new(ErrorClass.NotFound, "There is no such connection.");
}
