namespace StratCap.Foundation.Security;

/// <summary>What an endpoint needs. Every route carries this or <see cref="PublicRoute"/>; a test enumerates them.</summary>
/// <param name="Permission">Such as <c>fund:read</c>.</param>
public sealed record RequiredPermission(string Permission);

/// <summary>A route that works without sign-in, and why that is right.</summary>
public sealed record PublicRoute(string Reason);

/// <summary>A route that any signed-in user may use, because it shows or changes only his own.</summary>
public sealed record OwnRoute(string Reason);

/// <summary>A route that changes something in one transaction with idempotency key, audit and outbox.</summary>
/// <param name="KeyRequired">Whether a request without a key is refused.</param>
public sealed record WriteRoute(bool KeyRequired);

/// <summary>A write whose body holds a password: an idempotency key that comes with it is not heeded, so that not even a hash of the body is kept.</summary>
public sealed record SecretBody(string Reason);

/// <summary>The permissions of the product, and the roles that hold them.</summary>
public static class Permissions
{
    /// <summary>Read funds, investors, calls, distributions, positions, the book.</summary>
    public const string FundRead = "fund:read";

    /// <summary>Set up funds, terms, investors, closings; record investments, valuations, receipts; reverse facts.</summary>
    public const string FundWrite = "fund:write";

    /// <summary>Close a fund's quarters, ask for their reopening, and grant what somebody else asked for.</summary>
    public const string PeriodClose = "period:close";

    /// <summary>See who holds the carried interest and what each has; limited partners never do.</summary>
    public const string CarryRead = "carry:read";

    /// <summary>Prepare capital calls and distributions, and submit them for approval.</summary>
    public const string CallPrepare = "capital_call:prepare";

    /// <summary>Approve or reject what somebody else prepared.</summary>
    public const string CallApprove = "capital_call:approve";

    /// <summary>Produce statements, notices and performance reports.</summary>
    public const string ReportGenerate = "report:generate";

    /// <summary>Publish statements and reports: what was published is never changed.</summary>
    public const string ReportPublish = "report:publish";

    /// <summary>Change, delete and stop reports and schedules that others share.</summary>
    public const string ReportManage = "report:manage";

    /// <summary>Read documents of funds and investors; every opening is recorded.</summary>
    public const string DocumentRead = "document:read";

    /// <summary>Add documents and versions.</summary>
    public const string DocumentWrite = "document:write";

    /// <summary>Put documents under legal hold, say how long they are kept, destroy them.</summary>
    public const string DocumentKeep = "document:keep";

    /// <summary>Share documents with investors in the portal, and take them back.</summary>
    public const string DocumentShare = "document:share";

    /// <summary>Run calculations and scenarios.</summary>
    public const string CalculationRun = "calculation:run";

    /// <summary>Validate and import data.</summary>
    public const string DataImport = "data:import";

    /// <summary>Confirm that payment instructions were executed.</summary>
    public const string PaymentSettle = "payment:settle";

    /// <summary>Read payees' accounts (masked), payment runs, bank statements.</summary>
    public const string PaymentRead = "payment:read";

    /// <summary>Gather payments into a run, and take it back before it is released.</summary>
    public const string PaymentPrepare = "payment:prepare";

    /// <summary>Release a run that somebody else prepared, and fetch its file.</summary>
    public const string PaymentRelease = "payment:release";

    /// <summary>Import bank statements, and say what each line is for.</summary>
    public const string BankReconcile = "bank:reconcile";

    /// <summary>Read the ledger.</summary>
    public const string LedgerRead = "ledger:read";

    /// <summary>Prepare manual entries of a fund's ledger, and accruals.</summary>
    public const string LedgerPrepare = "ledger:prepare";

    /// <summary>Approve or return a manual entry that somebody else prepared.</summary>
    public const string LedgerApprove = "ledger:approve";

    /// <summary>Give accounts of the ledgers other numbers and names, and add accounts of one's own.</summary>
    public const string LedgerChart = "ledger:chart";

    /// <summary>Tie ledgers to general ledgers, map accounts, run the sync; be told when it fails.</summary>
    public const string LedgerSync = "ledger:sync";

    /// <summary>Invite users; grant and revoke roles and permissions.</summary>
    public const string UserManage = "user:manage";

    /// <summary>Change how the firm shows itself: logo, colours, texts.</summary>
    public const string BrandManage = "brand:manage";

    /// <summary>Enter bank accounts of funds and investors, and see account numbers whole.</summary>
    public const string AccountWrite = "account:write";

    /// <summary>Confirm a bank account that somebody else entered.</summary>
    public const string AccountConfirm = "account:confirm";

    /// <summary>Take all that the firm has out, in one archive.</summary>
    public const string TenantExport = "tenant:export";

    /// <summary>Read the audit trail.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Read notices and e-mails that went out.</summary>
    public const string NotificationRead = "notification:read";

    /// <summary>Have addresses of the firm's own told of what happens, and see what they were told.</summary>
    public const string WebhookManage = "webhook:manage";

    /// <summary>Read one's own interests in the investor portal.</summary>
    public const string PortalRead = "portal:read";

    /// <summary>See which plugins and connections the firm has, and how they are.</summary>
    public const string PluginRead = "plugin:read";

    /// <summary>Switch plugins on and off, make connections, set their secrets.</summary>
    public const string PluginManage = "plugin:manage";

    /// <summary>Register, allow and withdraw plugins; platform scope only.</summary>
    public const string PlatformPlugins = "platform:plugins";

    /// <summary>Provision, suspend and restore tenants; platform scope only.</summary>
    public const string PlatformTenants = "platform:tenants";

    /// <summary>See and replay failed messages; platform scope only.</summary>
    public const string PlatformMessages = "platform:messages";

    private static readonly string[] Preparing =
    [
        FundRead, ReportGenerate, CallPrepare, CalculationRun, DataImport, PaymentSettle, PaymentRead, PaymentPrepare, BankReconcile, AccountWrite, LedgerRead, LedgerPrepare, LedgerChart, LedgerSync, NotificationRead, PluginRead,
        DocumentRead, DocumentWrite,
    ];

    private static readonly string[] Everything =
        [.. Preparing, FundWrite, PeriodClose, CarryRead, CallApprove, LedgerApprove, PaymentRelease, AccountConfirm, UserManage, BrandManage, PluginManage, WebhookManage, AuditRead, ReportPublish, ReportManage, DocumentKeep, DocumentShare, TenantExport];

    /// <summary>Role to permissions. Nobody approves what he prepared, whatever his roles.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByRole { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["admin"] = Everything,
        ["fund_manager"] = [.. Everything.Where(p => p is not (UserManage or BrandManage or PluginManage or WebhookManage or TenantExport))],
        ["accountant"] = [.. Preparing, FundWrite, PeriodClose, CarryRead],
        ["viewer"] = [FundRead],
        ["investor"] = [PortalRead],
        ["partner"] = [DataImport],
        ["platform_admin"] = [PlatformTenants, PlatformMessages, PlatformPlugins, AuditRead, UserManage],
    };

    /// <summary>Every permission there is.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByRole.Values.SelectMany(p => p).Distinct(StringComparer.Ordinal)];
}

/// <summary>Which permissions a user holds now, in the tenant in scope. Implemented by the Identity module.</summary>
public interface IPermissionSource
{
    /// <summary>The permissions in force; empty for an unknown, locked or disabled user.</summary>
    Task<IReadOnlySet<string>> Of(Guid userId, CancellationToken ct);
}
