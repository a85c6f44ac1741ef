using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StratCap.Identity.SignIn;

/// <summary>
/// What the server's own pages say, in the language of whoever reads them: the one that he chose on such a page, which his browser keeps in a cookie, else the first of his
/// browser's that is spoken here, else English. The sentences in the code are English; of every other language a file holds what is said instead.
/// </summary>
internal sealed class PageWords
{
    /// <summary>The part of an address that chooses, and the cookie that keeps what was chosen.</summary>
    public const string Asked = "language";
    private const string Cookie = "stratcap-language";
    private const int LongestHeader = 200;

    private static readonly FrozenDictionary<string, PageWords> All =
        new[] { new PageWords("en", "English", FrozenDictionary<string, string>.Empty), new PageWords("de", "Deutsch", Read("de")) }.ToFrozenDictionary(w => w.Language, StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, string> _sentences;

    private PageWords(string language, string name, FrozenDictionary<string, string> sentences) => (Language, Name, _sentences) = (language, name, sentences);

    /// <summary>BCP 47.</summary>
    public string Language { get; }

    /// <summary>What the language calls itself.</summary>
    public string Name { get; }

    /// <summary>The languages other than this one.</summary>
    public IEnumerable<PageWords> Others => All.Values.Where(w => w != this).OrderBy(w => w.Language, StringComparer.Ordinal);

    /// <summary>A sentence in this language. It has no character that means something in HTML.</summary>
    public string this[string english] => _sentences.GetValueOrDefault(english, english);

    /// <summary>One of the languages that are spoken here.</summary>
    public static PageWords In(string language) => All[language];

    /// <summary>The language of whoever asks; what he chooses in the address is kept for a year.</summary>
    public static PageWords Of(HttpContext http)
    {
        if (http.Items[typeof(PageWords)] is PageWords before) return before;
        var words = Chosen(http) ?? Known(http.Request.Cookies[Cookie]) ?? Preferred(http.Request) ?? In("en");
        http.Items[typeof(PageWords)] = words;
        return words;
    }

    private static PageWords? Chosen(HttpContext http)
    {
        if (Known(http.Request.Query[Asked]) is not { } chosen) return null;
        // Lax: whoever comes from the link in a message reads his language too.
        http.Response.Cookies.Append(Cookie, chosen.Language, new CookieOptions { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return chosen;
    }

    private static PageWords? Preferred(HttpRequest request) =>
        request.Headers.AcceptLanguage.ToString() is { Length: <= LongestHeader } && request.GetTypedHeaders().AcceptLanguage is { } wishes
            ? wishes.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1).Select(w => Known(w.Value.Value?.Split('-')[0])).FirstOrDefault(w => w is not null)
            : null;

    private static PageWords? Known(string? language) => language is not null && All.TryGetValue(language, out var words) ? words : null;

    private static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"SignIn/Texts/{language}.json")
            ?? throw new InvalidOperationException($"There are no words in '{language}'.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
