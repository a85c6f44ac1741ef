using StratCap.Calculator.Cases;
using StratCap.FundMath;

namespace StratCap.Calculator;

/// <summary>The entry: <c>calc FILE…</c>.</summary>
internal static class Program
{
    private const int Usage = 2;

    private static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["calc", .. { Length: > 0 } files] => CalcVerb.Run(files, Console.Out, Console.Error),
                _ => Help(),
            };
        }
        catch (FundRuleException refused)
        {
            Console.Error.WriteLine($"{refused.Code}: {refused.Message}");
            return 1;
        }
    }

    private static int Help()
    {
        Console.Error.WriteLine("calc FILE...    works out case files and prints {\"case-id\": results}");
        return Usage;
    }
}
