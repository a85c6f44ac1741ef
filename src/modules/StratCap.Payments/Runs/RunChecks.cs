using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;

namespace StratCap.Payments.Runs;

/// <summary>What is checked of payments before they are gathered, and again before they are released.</summary>
internal static class RunChecks
{
    private const int MostNamed = 10;

    /// <summary>The account to which each instruction is paid over a connection, or a refusal that names who cannot be paid and why.</summary>
    public static async Task<(IReadOnlyDictionary<Guid, PayeeLife> Payees, Refusal? Refused)> Payees(
        PaymentsDbContext db, IReadOnlyList<PaymentInstruction> instructions, Guid connectionId, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var standing = await db.Standing([.. instructions.Select(i => i.InvestorId).Distinct()], options, ct);
        var (payees, problems) = (new Dictionary<Guid, PayeeLife>(), new List<string>());
        foreach (var instruction in instructions)
        {
            var life = standing(instruction.InvestorId, instruction.Kind);
            var problem = life is null ? "no confirmed account" : life.Problem(now, connectionId);
            if (problem is null) payees[instruction.Id] = life!;
            else problems.Add($"{instruction.PayeeName}: {problem}");
        }
        if (problems.Count == 0) return (payees, null);
        var more = problems.Count > MostNamed ? $" And {problems.Count - MostNamed} more." : "";
        return (payees, Refusal.Rule("payments.run.not_payable", $"{problems.Count} of {instructions.Count} cannot be paid. {string.Join("; ", problems.Take(MostNamed))}.{more}"));
    }

    /// <summary>The fund's account that pays or is paid into: the one that stands.</summary>
    public static async Task<(ReceivingAccount? Own, Refusal? Refused)> Own(PaymentsDbContext db, Guid fundId, DateTimeOffset now, CancellationToken ct) =>
        await db.Standing(fundId, now, ct) is { } standing
            ? (standing.Account, null)
            : (null, Refusal.Rule("payments.run.no_own_account", "The fund has no confirmed bank account of its own for this: enter it and have it confirmed."));

    /// <summary>What trace and file numbers count by: the routing number, without one the BIC or the IBAN's country and bank.</summary>
    public static string OriginatingBank(ReceivingAccount own) => own.RoutingNumber ?? own.Bic ?? own.Iban![..Math.Min(12, own.Iban!.Length)];
}
