using StratCap.Calculator.Cases;
using StratCap.FundMath;

namespace StratCap.Calculator;

/// <summary>The entry: <c>calc FILE…</c>, <c>verify-pack FILE</c>.</summary>
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
                ["verify-pack", var file] => VerifyPackVerb.Run(file, null, Console.Out, Console.Error),
                ["verify-pack", var file, "--key", var key] => VerifyPackVerb.Run(file, key, Console.Out, Console.Error),
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
        Console.Error.WriteLine("calc FILE...                    works out case files and prints {\"case-id\": results}");
        Console.Error.WriteLine("verify-pack FILE [--key FILE]   works an investor's distribution out again; --key: the signer's public key, got another way");
        return Usage;
    }
}
