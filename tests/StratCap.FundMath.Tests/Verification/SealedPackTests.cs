using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Verification;

namespace StratCap.FundMath.Tests.Verification;

public sealed class SealedPackTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestFund fund;
    private readonly Guid distribution;

    public SealedPackTests()
    {
        var rates = new Dictionary<Guid, decimal> { [new TestFund().Investor(0)] = 0.015m, [new TestFund().Investor(1)] = 0.01m };
        fund = TestFund.With("USD", IlpaTerms.WholeOfFund(feeRateByInvestor: rates), 6_000_000m, 3_000_000m, 1_000_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(new(2020, 3, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 4_000_000m, deal)), new(2020, 3, 15));
        fund.Pay(fund.Call(new(2021, 3, 1), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100_000.01m)), new(2021, 3, 15));
        fund.Distribute(new(2023, 5, 5), 1_234_567.89m);
        distribution = ((DistributionDeclared)fund.Distribute(new(2025, 6, 30), 9_876_543.21m).Payload).DistributionId;
    }

    public void Dispose() => key.Dispose();

    [Fact]
    public void Verify_ThePackAsItWasHandedOut_FindsNothing()
    {
        var text = Text();
        var (pack, findings) = SealedPack.Verify(text, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
        findings.ShouldBeEmpty();
        pack!.Result.CarriedInterest.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void TheSample_ByWhichThePortalsOwnCheckIsTested_IsAsThisKernelSeals()
    {
        var file = Path.Combine(Root(), "angular", "projects", "portal", "src", "app", "distribution", "pack.sample.json");
        if (Environment.GetEnvironmentVariable("STRATCAP_WRITE_PACK") == "1")
            File.WriteAllText(file, SealedPack.Sign(DistributionPack.Of(fund.Facts, distribution, fund.Investor(0)) with { FundName = "Müller & Söhne's <Fund> + \"1\" \\ `\u007f 🌲\n" }, key).ToJson());

        SealedPack.Verify(File.ReadAllText(file)).Findings.ShouldBeEmpty("the sample is stale: run this test with STRATCAP_WRITE_PACK=1");
    }

    [Fact]
    public void Verify_AnyOneValueChanged_FailsAndSaysWhere()
    {
        var text = Text();
        var places = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("seals").EnumerateObject().Select(p => p.Name).Where(p => !p.EndsWith(".count", StringComparison.Ordinal)).ToList();
        places.Count.ShouldBeGreaterThan(60);
        foreach (var place in places)
        {
            var changed = JsonNode.Parse(text)!;
            if (!Change(changed["pack"]!, place))
                continue;
            SealedPack.Verify(changed.ToJsonString()).Findings.ShouldContain(f => f.Where == place || f.Where == "pack.form" || f.Where.StartsWith("$.pack", StringComparison.Ordinal), place);
        }
    }

    [Fact]
    public void Verify_AResultChangedAndSealedAgain_FailsOnTheSignatureAndOnTheFigure()
    {
        var honest = DistributionPack.Of(fund.Facts, distribution, fund.Investor(0));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = SealedPack.Sign(honest with { Result = honest.Result with { CarriedInterest = honest.Result.CarriedInterest + 0.01m } }, other);

        var findings = SealedPack.Verify(forged.ToJson(), Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())).Findings;

        findings.Select(f => f.Where).ShouldBe(["publicKey", "result.carriedInterest"]);
    }

    [Fact]
    public void Verify_ARowTakenOut_FailsAndSaysWhere()
    {
        var changed = JsonNode.Parse(Text())!;
        changed["pack"]!["contributions"]!.AsArray().RemoveAt(1);
        SealedPack.Verify(changed.ToJsonString()).Findings.ShouldContain(f => f.Where == "contributions[1].amount");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"pack\":null,\"seals\":{},\"publicKey\":\"\",\"signature\":\"\"}")]
    public void Verify_WhatIsNoPack_SaysSo(string text) => SealedPack.Verify(text).Findings.Count.ShouldBe(1);

    [Fact]
    public void Of_OneInvestor_HoldsNobodyElsesNameIdOrRate()
    {
        var text = Text();
        text.ShouldContain("Investor 1");
        text.ShouldNotContain("Investor 2");
        text.ShouldNotContain("General Partner");
        text.ShouldNotContain(fund.Investor(1).ToString());
        text.ShouldNotContain(fund.Investor(2).ToString());
        text.ShouldContain("0.015");
        text.ShouldNotContain("\"0.01\"");
    }

    [Fact]
    public void Of_ALineSetByHand_IsRefused()
    {
        var declared = (DistributionDeclared)fund.Facts[^1].Payload;
        var lines = declared.Lines.ToArray();
        lines[0] = lines[0] with { CarriedInterest = lines[0].CarriedInterest - 1, ResidualSplit = lines[0].ResidualSplit + 1 };
        var id = fund.NewId();
        fund.Record(declared with { DistributionId = id, Number = 9, PaymentDate = new(2025, 7, 1), Lines = lines }, new(2025, 7, 1));
        Should.Throw<FundRuleException>(() => DistributionPack.Of(fund.Facts, id, fund.Investor(0))).Code.ShouldBe("verification.not_reproducible");
    }

    [Fact]
    public void Of_TheGeneralPartner_IsRefused() =>
        Should.Throw<FundRuleException>(() => DistributionPack.Of(fund.Facts, distribution, fund.Investor(2))).Code.ShouldBe("verification.general_partner");

    private string Text() => SealedPack.Sign(DistributionPack.Of(fund.Facts, distribution, fund.Investor(0)), key).ToJson();

    /// <summary>Changes the value at a place by a cent, a day or a letter; false where no other value of its kind exists.</summary>
    private static bool Change(JsonNode root, string place)
    {
        var node = root;
        foreach (var step in place.Replace("[", ".#", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.'))
            node = (step[0] == '#' ? node![int.Parse(step[1..], CultureInfo.InvariantCulture)] : node![step])!;
        if (node is null)
            return false;
        JsonValue? other = node.GetValueKind() switch
        {
            JsonValueKind.True => JsonValue.Create(false),
            JsonValueKind.False => JsonValue.Create(true),
            JsonValueKind.Number => JsonValue.Create(node.GetValue<int>() + 1),
            _ => JsonValue.Create(Other(node.GetValue<string>())),
        };
        node.ReplaceWith(other);
        return true;
    }

    private static string Other(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date))
            return date.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            return (amount + 0.01m).ToString(CultureInfo.InvariantCulture);
        return Guid.TryParse(text, out _) ? Guid.Empty.ToString() : text + "x";
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}
