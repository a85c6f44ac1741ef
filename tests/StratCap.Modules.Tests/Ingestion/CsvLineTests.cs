using StratCap.Ingestion.Files;
using StratCap.Testing;

namespace StratCap.Modules.Tests.Ingestion;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("Acme;=1", "\"Acme;'=1\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("-1.474604", "-1.474604")]
    [InlineData("plain", "plain")]
    public void Field_ThatASpreadsheetWouldRun_CarriesAnApostrophe(string field, string written) => CsvLine.Write([field]).ShouldBe(written);

    [Fact]
    public void Line_WrittenAndSplit_IsTheSame()
    {
        string[] fields = ["a,b", "say \"x\"", "two\nlines", "", " blank ", "ü", "=1", "Acme;=1", "'=1", "-1.5", "a\n- b", "-x"];

        CsvLine.Split(CsvLine.Write(fields)).ShouldBe(fields);
    }

    /// <summary>A German spreadsheet parts cells at semicolons, and rows at each line's end.</summary>
    [Fact]
    public void Line_OfHostileFields_BeginsNoCellWithAFormula_WhateverSeparatesThem()
    {
        string[] texts = ["Acme;=HYPERLINK(\"http://evil.example\")", "a\n=cmd|' /C calc'!A0", "a;\"=1+1", "x|-1+cmd", "tab\t+1", "=1", "end;", "a\r\n@x"];
        foreach (var one in texts)
            foreach (var other in texts)
            {
                var file = string.Join('\n', CsvLine.Write(["Fund", one, "-1.5", other]), CsvLine.Write([other, "-1.5", one]));
                foreach (var separator in ",;|\t") LooseCsv.Cells(file, separator).Where(c => LooseCsv.Runs(c) && c != "-1.5").ShouldBeEmpty($"read with '{separator}': {file}");
                CsvLine.Split(CsvLine.Write([one, other])).ShouldBe([one, other]);
            }
    }
}
