using StratCap.Contracts.Funds;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Investors;

/// <summary>Which investors may be given to a user: the firm's own.</summary>
internal static class InvestorRules
{
    private const int MaxCount = 500;

    /// <summary>The investors by name, or what is wrong with the list.</summary>
    public static async Task<(IReadOnlyList<InvestorEntry> Investors, Refusal? Refused)> Known(IReadOnlyList<Guid>? investorIds, IInvestorRegister register, CancellationToken ct)
    {
        if (investorIds is not { Count: <= MaxCount }) return ([], Refusal.Field("investorIds", $"Give the whole list of investors, at most {MaxCount}; an empty list takes all away."));
        var known = await register.Find(investorIds, ct);
        var unknown = investorIds.Except(known.Select(i => i.InvestorId)).ToList();
        return unknown.Count == 0
            ? (known, null)
            : ([], new Refusal(404, "identity.investor_unknown", $"There is no investor {unknown[0]} in this firm: admit him to a fund first, or correct the id."));
    }
}
