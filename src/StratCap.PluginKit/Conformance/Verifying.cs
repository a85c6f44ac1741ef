using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.PluginKit.Conformance;

/// <summary>Verdicts on accounts: the vendor's own, of the account that was asked for, with nothing moved.</summary>
internal static class Verifying
{
    private const string Capability = "verifyAccount";

    internal static IEnumerable<Check> Checks() =>
    [
        new("verify.verdict", Capability, "An account that is open and fits its holder is verified, one that waits is pending, another's or a closed one failed.", Verdicts),
        new("verify.unknown", Capability, "An account that the vendor never saw is not verified.", Unknown),
        new("verify.again", Capability, "Asked again it says the same, and nothing moves.", Again),
        new("verify.faults", Capability, "A refused token, too many requests, the vendor's failure and a cut answer are told in their classes, and never as a verdict.", (bench, ct) =>
        {
            bench.Script.Seed(1);
            return Faults.AreTold(bench, () => Asked(bench, Good(bench), ct));
        }),
    ];

    private static async Task Verdicts(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        Good(bench);
        foreach (var expected in Enum.GetValues<VerdictState>())
        {
            if (bench.Script.ToVerify(expected) is not { } account) continue;
            var verdict = await Asked(bench, account, ct);
            NotConformant.Unless(verdict.State == expected, $"The vendor's answer means {expected}; the verdict is {verdict.State}: {verdict.Text}");
            NotConformant.Unless(verdict.NameScore is null or (>= 0 and <= 100), $"A name fits by 0 to 100; the verdict says {verdict.NameScore}.");
            NotConformant.Unless(verdict.Mask is not { Length: > 4 }, "A mask is four digits at most; the verdict shows more of the account's number.");
            NotConformant.Unless(account.Account.VendorId is null || verdict.VendorId is null || verdict.VendorId == account.Account.VendorId, $"It was asked about {account.Account.VendorId}, and the verdict is about {verdict.VendorId}.");
        }
    }

    private static async Task Unknown(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var good = Good(bench);
        foreach (var account in (PartyAccount[])[good.Account with { VendorId = good.Account.VendorId + "9", AccountNumber = good.Account.AccountNumber is null ? null : "999999999", Iban = null }, new(VendorId: "nobody/nothing")])
        {
            try
            {
                var verdict = await Asked(bench, good with { Account = account }, ct);
                NotConformant.Unless(verdict.State != VerdictState.Verified, $"The vendor never saw the account '{account.VendorId}', and it is verified.");
            }
            catch (ConnectorException e)
            {
                NotConformant.Unless(e.Class is ErrorClass.Validation or ErrorClass.NotFound, $"The vendor never saw the account; the error's class is {e.Class} and should be Validation or NotFound: {e.Message}");
            }
        }
    }

    private static async Task Again(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(1);
        var account = Good(bench);
        var (first, second) = (await Asked(bench, account, ct), await Asked(bench, account, ct));
        NotConformant.Unless(first with { Text = null } == second with { Text = null }, $"Asked twice, the verdict was {first} and then {second}.");
        NotConformant.Unless(bench.Script.Written.Count == 0, $"To verify an account moves nothing; the vendor holds {bench.Script.Written.Count} things by a write.");
    }

    private static AccountToVerify Good(Bench bench) =>
        bench.Script.ToVerify(VerdictState.Verified) ?? throw new NotConformant("plugin.json names the capability verifyAccount, and the vendor's script knows no account that it verifies: write ToVerify.");

    private static Task<AccountVerdict> Asked(Bench bench, AccountToVerify account, CancellationToken ct) => bench.Caller.VerifyAccount(bench.Scope, account, ct);
}
