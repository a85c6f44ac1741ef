using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Brands;

/// <summary>Makes of a file that somebody sent a picture in which nothing can run, load or hide.</summary>
internal static class Logos
{
    public const int MaxBytes = 256 << 10;

    /// <summary>The picture drawn anew, or why it is refused.</summary>
    public static (byte[]? Logo, Refusal? Refused) Redraw(byte[]? file)
    {
        try
        {
            if (file is not { Length: > 0 and <= MaxBytes }) throw new LogoException($"A logo has at most {MaxBytes / 1024} KiB and is not empty.");
            return (PngLogo.Is(file) ? PngLogo.Redraw(file) : SvgLogo.Redraw(file), null);
        }
        catch (LogoException problem)
        {
            return (null, new Refusal(400, "tenancy.brand.logo_refused", problem.Message, new Dictionary<string, string[]> { ["content"] = [problem.Message] }));
        }
    }

    /// <summary>The type of a picture that was drawn here.</summary>
    public static string TypeOf(byte[] logo) => PngLogo.Is(logo) ? "image/png" : "image/svg+xml";
}

/// <summary>A logo is refused; the sentence says what is in it and what to do.</summary>
internal sealed class LogoException(string sentence) : Exception(sentence);
