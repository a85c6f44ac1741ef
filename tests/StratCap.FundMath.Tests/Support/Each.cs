namespace StratCap.FundMath.Tests.Support;

/// <summary>Asks of each item, without compiling an expression for it: in a test of 10,000 histories that would be most of its time.</summary>
internal static class Each
{
    internal static void ShouldEach<T>(this IEnumerable<T> items, Func<T, bool> holds, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string? what = null)
    {
        foreach (var item in items)
        {
            if (!holds(item))
                throw new ShouldAssertException($"{what} does not hold for {item}");
        }
    }
}
