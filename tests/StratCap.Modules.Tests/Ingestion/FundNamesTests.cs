using StratCap.Ingestion.Positions;

namespace StratCap.Modules.Tests.Ingestion;

public sealed class FundNamesTests
{
    [Theory]
    [InlineData("TPG Partners V", "TPG Partners V, LP*")]
    [InlineData("57 Stars Emerging Europe Fund (NYSCRF)", "57 Stars Emerging Europe Fund")]
    [InlineData("Advent International GPE IX Limited Partnership", "Advent International GPE IX")]
    [InlineData("Permira VI, L.P.1", "Permira VI L.P. 1")]
    [InlineData("Oak HC/FT Partners V", "Oak HC FT Partners V")]
    [InlineData("TA XIV A", "TA XIV-A")]
    [InlineData("Centerbridge Capital Partners IV", "Centerbridge Capital Prtnrs IV")]
    [InlineData("Alpha Fund IV", "ALPHA 4")]
    [InlineData("Carlyle Europe Partners V, S.C.Sp.", "Carlyle Europe Partners V")]
    [InlineData("TPG Growth III (A)", "TPG Growth III")]
    [InlineData("Rhône Partners V", "Rhone Partners V")]
    [InlineData("Rhône Partners V", "Rho\u0302ne Partners V")]
    [InlineData("Smith & Sons II", "Smith and Sons II")]
    public void Names_OfProbablyOneFund_HaveOneKey(string one, string other) => FundNames.Key(one).ShouldBe(FundNames.Key(other));

    [Theory]
    [InlineData("TPG Partners V", "TPG Partners VI")]
    [InlineData("TPG Partners", "TPG Partners II")]
    [InlineData("TPG Growth V", "TPG Partners V")]
    [InlineData("TA XIV A", "TA XIV B")]
    [InlineData("Alpha 14", "Alpha XV")]
    [InlineData("Alpha IV", "Alpha VI")]
    [InlineData("Paladin (NY)", "Paladin")]
    public void Names_OfDifferentFunds_HaveDifferentKeys(string one, string other) => FundNames.Key(one).ShouldNotBe(FundNames.Key(other));

    [Theory]
    [InlineData("L.P.")]
    [InlineData("(A)")]
    [InlineData("***")]
    public void Name_OfNothingButForm_StillHasAKey(string name) => FundNames.Key(name).ShouldNotBeEmpty();
}
