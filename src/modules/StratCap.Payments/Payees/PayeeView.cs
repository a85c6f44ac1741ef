using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Payees;

/// <summary>Where a payee's account stands.</summary>
internal enum PayeeState
{
    /// <summary>Entered; it must be verified.</summary>
    Entered,

    /// <summary>Verified; a second person must confirm it.</summary>
    Verified,

    /// <summary>Confirmed a short while ago: nothing is paid to it yet.</summary>
    CoolingOff,

    /// <summary>It may be paid.</summary>
    Standing,

    /// <summary>Was confirmed, and another was after it.</summary>
    Replaced,

    /// <summary>The second person said no.</summary>
    Rejected,

    /// <summary>Another was entered before anybody decided.</summary>
    Overtaken,

    /// <summary>A bank asked for other details or forbade it: enter another version.</summary>
    Flagged,
}

/// <summary>A payee's account, masked.</summary>
/// <param name="PayableFrom">From when on it may be paid; null before it is confirmed.</param>
internal sealed record PayeeView(
    Guid PayeeAccountId, Guid InvestorId, PaymentKind Kind, int Number, PayeeState State, string Holder, string Bank, string Mask, string? RoutingNumber, string? Bic, bool IsSavings, bool IsPerson,
    string? Town, string? Country, string EnteredByName, DateTimeOffset EnteredAt, string? VerifiedBy, DateTimeOffset? VerifiedAt, string? DecidedByName, DateTimeOffset? DecidedAt, DateTimeOffset? PayableFrom)
{
    /// <summary>The investor's legal name, to be compared with the holder's; null where it was not asked for.</summary>
    public string? InvestorName { get; init; }

    /// <summary>The link that it came of, if it did.</summary>
    public Guid? AccountLinkId { get; init; }

    /// <summary>The connection over which alone it is paid and debited; null: any.</summary>
    public Guid? LinkedOver { get; init; }

    public static PayeeView Of(PayeeLife life, DateTimeOffset now)
    {
        var (a, verified, decided) = (life.Account, life.Verified, life.Decided);
        return new(
            a.Id, a.InvestorId, a.Kind, a.Number, life.State(now), a.Holder, a.Bank, a.Mask, a.RoutingNumber, a.Bic, a.IsSavings, a.IsPerson, a.Town, a.Country, a.EnteredByName, a.EnteredAt,
            verified?.ByName, verified?.At, decided?.ByName, decided?.At, life.PayableFrom)
        { AccountLinkId = a.LinkId, LinkedOver = a.LinkedOver };
    }
}

/// <summary>A step, for people to read.</summary>
internal sealed record PayeeStepView(PayeeStepKind Kind, DateTimeOffset At, string ByName, string? Text, Guid? ConnectionId, int? NameScore)
{
    public static PayeeStepView Of(PayeeStep s) => new(s.Kind, s.At, s.ByName, s.Text, s.ConnectionId, s.NameScore);
}

/// <summary>One account with its whole history, and its number for those who may enter or confirm it.</summary>
/// <param name="Iban">Whole, or masked for others.</param>
internal sealed record PayeeDetails(PayeeView Account, string? Iban, string? AccountNumber, bool Masked, string? Street, string? Building, string? PostCode, IReadOnlyList<PayeeStepView> Steps)
{
    /// <summary>Who may not confirm it.</summary>
    public Guid EnteredBy { get; init; }

    public static PayeeDetails Of(PayeeLife life, PayeeNumbers numbers, bool whole, DateTimeOffset now)
    {
        string? Shown(string? number) => whole ? number : AccountRules.Masked(number);
        var a = life.Account;
        return new(PayeeView.Of(life, now), Shown(numbers.Iban), Shown(numbers.AccountNumber), !whole, a.Street, a.Building, a.PostCode, [.. life.Steps.Select(PayeeStepView.Of)]) { EnteredBy = a.EnteredBy };
    }

    /// <summary>Told whole to whoever wrote; kept, and repeated to him, masked: no whole number lies with his request's key.</summary>
    public static OnceAnswer<PayeeDetails> Once(PayeeLife life, PayeeNumbers numbers, DateTimeOffset now) => new(Of(life, numbers, whole: true, now).Answered(), Of(life, numbers, whole: false, now).Answered());

    /// <summary>200, tagged by what was done last.</summary>
    public Answer<PayeeDetails> Answered() => ((Answer<PayeeDetails>)this).Tagged(Steps.Count).Linked(("accounts", $"/api/v1/payments/payee-accounts?investorId={Account.InvestorId}"));
}
