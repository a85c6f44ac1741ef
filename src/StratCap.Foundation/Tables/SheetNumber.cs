namespace StratCap.Foundation.Tables;

/// <summary>What a spreadsheet's number can hold.</summary>
public static class SheetNumber
{
    private const decimal FifteenDigits = 1_000_000_000_000_000m;

    /// <summary>Whether the number survives a spreadsheet, which keeps 15 significant digits. Others are written as text, exact.</summary>
    public static bool IsExact(decimal number)
    {
        // Dividing by one with 28 decimals drops trailing zeros; what is left as digits is the mantissa.
        var bits = decimal.GetBits(number / 1.0000000000000000000000000000m);
        var mantissa = new decimal(bits[0], bits[1], bits[2], isNegative: false, scale: 0);
        return mantissa < FifteenDigits;
    }
}
