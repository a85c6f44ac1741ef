using StratCap.Ingestion.Files;

namespace StratCap.Modules.Tests.Ingestion;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("-1.474604", "-1.474604")]
    [InlineData("plain", "plain")]
    public void Field_ThatASpreadsheetWouldRun_CarriesAnApostrophe(string field, string written) => CsvLine.Write([field]).ShouldBe(written);

    [Fact]
    public void Line_WrittenAndSplit_IsTheSame()
    {
        string[] fields = ["a,b", "say \"x\"", "two\nlines", "", " blank ", "ü"];

        CsvLine.Split(CsvLine.Write(fields)).ShouldBe(fields);
    }
}
