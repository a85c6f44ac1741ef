using System.Text;
using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Security;
using StratCap.Identity.Keys;
using StratCap.Identity.Passwords;
using StratCap.Identity.SignIn;
using StratCap.Identity.Users;

namespace StratCap.Server.Tests.Identity;

public sealed class RulesTests
{
    // RFC 6238, appendix B (SHA-1), of which an app shows the last six digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Totp_OfTheStandardsExamples_IsAsTheStandardSays(long seconds, string code) =>
        Totp.CodeAt(Encoding.ASCII.GetBytes("12345678901234567890"), seconds / 30).ShouldBe(code);

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Totp_OneStepEarlyOrLate_IsGood(int steps, bool good)
    {
        var (secret, now) = (Totp.NewSecret(), DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

        var match = Totp.Match(secret, Totp.CodeAt(secret, now.ToUnixTimeSeconds() / 30 + steps), now, lastStep: 0);

        match.ShouldBe(good ? now.ToUnixTimeSeconds() / 30 + steps : null);
    }

    [Fact]
    public void Totp_Base32_IsAsTheStandardSays()
    {
        // RFC 4648, section 10, without the padding that apps do not want.
        Totp.ToBase32("foobar"u8).ShouldBe("MZXW6YTBOI");
        Totp.ToBase32("fooba"u8).ShouldBe("MZXW6YTB");
        Totp.ToBase32("f"u8).ShouldBe("MY");
    }

    [Theory]
    [InlineData("fourteen chars")]
    [InlineData("Password123456789")]
    [InlineData("welcome-2026-admin!")]
    [InlineData("qwertyuiopasdfghjkl")]
    [InlineData("lkjhgfdsapoiuytrewq")]
    [InlineData("abcabcabcabcabcabc")]
    [InlineData("Correct Horse Battery Staple")]
    [InlineData("ada.lovelace.ada.lovelace")]
    [InlineData("1234567890123456")]
    public void Password_ThatIsTriedFirst_IsRefused(string password) => PasswordRules.Problem(password, "ada.lovelace@analytical.example").ShouldNotBeNull();

    [Theory]
    [InlineData("violet anchor under the ninth bridge")]
    [InlineData("zq8-Hh2_pW-xk1L-")]
    [InlineData("schöne grüße aus wien")]
    [InlineData("密码学是一门关于信息安全的学科呀")]
    [InlineData("739105826419073")]
    public void Password_ThatIsLongAndNotCommon_IsGood(string password) => PasswordRules.Problem(password, "ada.lovelace@analytical.example").ShouldBeNull();

    [Fact]
    public void Password_TypedInAnotherUnicodeForm_IsTheSame() => PasswordRules.Stable("cafe\u0301 au lait pour deux").ShouldBe(PasswordRules.Stable("caf\u00e9 au lait pour deux"));

    [Fact]
    public void Seal_OpensWhatItClosed_AndNothingElse()
    {
        var seal = SealOf("one secret");
        var closed = seal.Close("purpose", "what must not be read"u8);

        Encoding.UTF8.GetString(seal.Open("purpose", closed)).ShouldBe("what must not be read");
        closed.AsSpan().IndexOf("what must"u8).ShouldBe(-1);
        Should.Throw<InvalidOperationException>(() => seal.Open("another purpose", closed));
        Should.Throw<InvalidOperationException>(() => SealOf("another secret").Open("purpose", closed));
        Should.Throw<InvalidOperationException>(() => seal.Open("purpose", closed.AsSpan(0, 20)));
        closed[^1] ^= 1;
        Should.Throw<InvalidOperationException>(() => seal.Open("purpose", closed));
    }

    [Fact]
    public void Rights_AreRolesAndGrantsLessRevocations()
    {
        RightsRules.InForce(["viewer"], ["audit:read"], []).Order().ShouldBe(["audit:read", "fund:read"]);
        RightsRules.InForce(["viewer", "admin"], ["audit:read"], ["audit:read", "fund:read"]).ShouldNotContain("fund:read");
        RightsRules.InForce(["a role of an older version"], [], []).ShouldBeEmpty();
    }

    private static Seal SealOf(string secret) => new(new ConfigurationBuilder().AddInMemoryCollection([new("Identity:KeySecret", secret)]).Build());
}
