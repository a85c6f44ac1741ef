using System.Globalization;
using System.Text.Json;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Tests.Book;

public sealed class FundJsonTests
{
    [Fact]
    public void Serialize_OfAnAmount_KeepsItsScaleAsText()
    {
        var text = FundJson.Serialize(new CommitmentAccepted(Guid.Empty, null, 1234.50m));
        text.ShouldBe("""{"kind":"commitment_accepted","investorId":"00000000-0000-0000-0000-000000000000","closingId":null,"amount":"1234.50"}""");
        FundJson.Deserialize(text).ShouldBe(new CommitmentAccepted(Guid.Empty, null, 1234.50m));
    }

    [Theory]
    [InlineData("""{"kind":"commitment_accepted","investorId":"00000000-0000-0000-0000-000000000000","closingId":null,"amount":"1","colour":"red"}""")]
    [InlineData("""{"kind":"commitment_accepted","investorId":"00000000-0000-0000-0000-000000000000","closingId":null}""")]
    [InlineData("""{"kind":"commitment_accepted","investorId":"00000000-0000-0000-0000-000000000000","closingId":null,"amount":1}""")]
    [InlineData("""{"kind":"commitment_accepted","investorId":"00000000-0000-0000-0000-000000000000","closingId":null,"amount":"1,5"}""")]
    [InlineData("""{"kind":"commitment_accepted","investorId":"00000000-0000-0000-0000-000000000000","closingId":null,"amount":"1e3"}""")]
    [InlineData("""{"kind":"moon_landing"}""")]
    [InlineData("""{"investorId":"00000000-0000-0000-0000-000000000000"}""")]
    [InlineData("null")]
    public void Deserialize_OfAnythingElse_IsRefused(string text) =>
        Should.Throw<Exception>(() => FundJson.Deserialize(text)).ShouldBeAssignableTo<Exception>().ShouldSatisfyAllConditions(
            e => (e is JsonException or NotSupportedException).ShouldBeTrue(e.GetType().Name));

    [Fact]
    public void Deserialize_WithMembersInAnotherOrder_ReadsTheFact() =>
        FundJson.Deserialize("""{"amount":"5","closingId":null,"investorId":"00000000-0000-0000-0000-000000000000","kind":"commitment_accepted"}""")
            .ShouldBe(new CommitmentAccepted(Guid.Empty, null, 5m));

    [Fact]
    public void Serialize_UnderAnyCulture_GivesTheSameText()
    {
        var fact = new CommitmentAccepted(Guid.Empty, null, 1234567.89m);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            FundJson.Serialize(fact).ShouldContain("\"1234567.89\"");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
