using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using StratCap.Identity.Users;

namespace StratCap.Identity.Passwords;

/// <summary>
/// What counts as a password: at least 15 characters, no rules on kinds of characters, nothing that is on the list of common ones, of one pattern
/// repeated, or made of the person's own address. Source: NIST SP 800-63B-4, section 3.1.1.2 (a password that is the only factor has at least 15
/// characters; verifiers compare with a blocklist and impose no composition rules).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<User>
{
    public const int MinLength = 15;
    public const int MaxLength = 256;
    private const int FewestDifferent = 5;
    private static readonly ILookup<string, string> Common = Read();
    private static readonly FrozenSet<string> Phrases = Common["phrase"].ToFrozenSet(StringComparer.Ordinal);
    private static readonly string[] Rows = [.. Common["row"], .. Common["row"].Select(row => string.Concat(row.Reverse()))];
    private static readonly Regex Words = WordsWithSigns(string.Join('|', Common["word"].Select(Regex.Escape)));

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(Problem(password ?? "", user.Email ?? "") is { } sentence
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordRefused", Description = sentence })
            : IdentityResult.Success);

    /// <summary>A sentence on what is wrong with it, or null.</summary>
    public static string? Problem(string password, string email)
    {
        var length = password.EnumerateRunes().Count();
        if (length < MinLength) return $"A password has at least {MinLength} characters. A few words that do not belong together are easy to remember.";
        if (length > MaxLength) return $"A password has at most {MaxLength} characters.";
        var plain = Plain(password);
        if (plain.EnumerateRunes().Distinct().Count() < FewestDifferent || IsRepetition(plain)) return "This password repeats one pattern: choose words that do not belong together.";
        if (Phrases.Contains(plain) || Words.IsMatch(plain) || Rows.Any(row => row.Contains(plain, StringComparison.Ordinal))) return "This password is among those that are tried first: choose another.";
        return IsMadeOf(plain, Plain(email)) ? "This password is little more than your e-mail address: choose another." : null;
    }

    /// <summary>The form in which passwords are hashed and compared: the same characters typed on another keyboard must give the same bytes.</summary>
    public static string Stable(string password) => password.IsNormalized(NormalizationForm.FormKC) ? password : password.Normalize(NormalizationForm.FormKC);

    /// <summary>True for what is not worth hashing: no password is so long in any form.</summary>
    public static bool TooLong(string password) => password.Length > 2 * MaxLength;

    private static string Plain(string text) => Stable(text).ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static bool IsRepetition(string text) =>
        Enumerable.Range(1, text.Length / 2).Any(period => text.Length % period == 0 && Enumerable.Range(period, text.Length - period).All(i => text[i] == text[i - period]));

    private static bool IsMadeOf(string password, string email)
    {
        var rest = password;
        foreach (var part in email.Split('@', '.', '_', '+').Where(p => p.Length >= 3).OrderByDescending(p => p.Length)) rest = rest.Replace(part, "", StringComparison.Ordinal);
        return rest.Length < password.Length && rest.Count(char.IsLetterOrDigit) < MinLength / 2;
    }

    private static Regex WordsWithSigns(string words) =>
        new($@"^[\d\p{{P}}\p{{S}}]*(?:{words})[\d\p{{P}}\p{{S}}]*(?:{words})?[\d\p{{P}}\p{{S}}]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static ILookup<string, string> Read()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("StratCap.Identity.Passwords.common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')).ToLookup(part => part[0], part => part[1], StringComparer.Ordinal);
    }
}
