using StratCap.Foundation.Web;

namespace StratCap.Payments.Accounts;

/// <summary>Where a version of a fund's account stands.</summary>
internal enum AccountState
{
    /// <summary>Entered, and not yet seen by a second person.</summary>
    Waiting,

    /// <summary>Confirmed: calls are paid into it.</summary>
    Standing,

    /// <summary>Was confirmed, and another was after it.</summary>
    Replaced,

    /// <summary>The second person said no.</summary>
    Rejected,

    /// <summary>Another was entered before anybody decided.</summary>
    Overtaken,
}

/// <summary>A bank account as the console shows it; numbers are masked unless the caller may see them.</summary>
internal sealed record AccountView(
    Guid AccountId, int Number, AccountState State, string Holder, string Bank, string? Iban, string? AccountNumber, string? RoutingNumber, string? Bic, string ReferenceRule, bool Masked,
    Guid ProposedBy, string ProposedByName, DateTimeOffset ProposedAt, string? DecidedByName, DateTimeOffset? DecidedAt, string? Reason)
{
    /// <param name="standing">Number of the version that stands; 0 when none does.</param>
    /// <param name="latest">Number of the version that was entered last.</param>
    public static AccountView Of(DecidedAccount it, int standing, int latest, bool whole)
    {
        var (a, d) = (it.Account, it.Decision);
        string? Shown(string? number) => whole ? number : AccountRules.Masked(number);
        var state = d switch
        {
            { Confirmed: true } => a.Number == standing ? AccountState.Standing : AccountState.Replaced,
            { Confirmed: false } => AccountState.Rejected,
            null => a.Number == latest ? AccountState.Waiting : AccountState.Overtaken,
        };
        return new(
            a.Id, a.Number, state, a.Holder, a.Bank, Shown(a.Iban), Shown(a.AccountNumber), a.RoutingNumber, a.Bic, a.ReferenceRule, !whole, a.ProposedBy, a.ProposedByName, a.ProposedAt,
            d?.DecidedByName, d?.DecidedAt, d?.Reason);
    }

    /// <summary>As the audit trail keeps it: without the number, which is in the version itself.</summary>
    public object Told() => new { AccountId, Number, State, Holder, Bank, Iban = AccountRules.Masked(Iban), AccountNumber = AccountRules.Masked(AccountNumber), RoutingNumber, Bic, ReferenceRule };
}

/// <summary>A fund's account: the one that stands, and one that waits for a second person.</summary>
internal sealed record FundAccountView(Guid FundId, AccountView? Standing, AccountView? Waiting)
{
    /// <summary>What a fund has, seen by somebody.</summary>
    public static FundAccountView Of(Guid fundId, DecidedAccount? standing, DecidedAccount? latest, bool whole)
    {
        var (stands, last) = (standing?.Account.Number ?? 0, latest?.Account.Number ?? 0);
        return new(
            fundId, standing is null ? null : AccountView.Of(standing, stands, last, whole), latest is { Decision: null } ? AccountView.Of(latest, stands, last, whole) : null);
    }

    /// <summary>200, tagged by what was entered and decided last.</summary>
    public Answer<FundAccountView> Answered(DecidedAccount? latest) => ((Answer<FundAccountView>)this).Tagged(TagOf(latest)).Linked(("history", $"/api/v1/payments/funds/{FundId}/receiving-account/history"));

    /// <summary>The audited actions that move the tag; an imported statement has the fund as its subject too.</summary>
    public static readonly string[] TagChanges = ["payments.receiving_account.enter", "payments.receiving_account.confirm", "payments.receiving_account.reject"];

    public static string TagOf(DecidedAccount? latest) => latest is null ? "0" : FormattableString.Invariant($"{latest.Account.Number}{(latest.Decision is null ? "" : ".decided")}");
}
