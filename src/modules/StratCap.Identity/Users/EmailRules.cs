using System.Net.Mail;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>What counts as an e-mail address and as a person's name.</summary>
internal static class EmailRules
{
    /// <summary>What is wrong with them, or null.</summary>
    public static Refusal? Invalid(string email, string name) => email.Length > User.EmailLength || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email
        ? Refusal.Field("email", "Write an e-mail address, such as 'ada@example.com'.")
        : NameInvalid(name);

    /// <summary>What is wrong with a name, or null.</summary>
    public static Refusal? NameInvalid(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > User.NameLength ? Refusal.Field("name", $"A name has 1 to {User.NameLength} characters.") : null;
}
