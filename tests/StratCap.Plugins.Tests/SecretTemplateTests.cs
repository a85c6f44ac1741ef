using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;

namespace StratCap.Plugins.Tests;

public sealed class SecretTemplateTests
{
    private static string? Secret(string name) => name switch { "token" => "a\"<&b c", "user" => "u", "password" => "p:w", "broken" => "x\r\nSet: y", _ => null };

    [Theory]
    [InlineData("Bearer {{secret:token}}", SecretPlace.Header, "Bearer a\"<&b c")]
    [InlineData("k={{secret:token}}&l=1", SecretPlace.Form, "k=a%22%3C%26b%20c&l=1")]
    [InlineData("{\"k\":\"{{secret:token}}\"}", SecretPlace.Json, "{\"k\":\"a\\u0022\\u003C\\u0026b c\"}")]
    [InlineData("<k>{{secret:token}}</k>", SecretPlace.Xml, "<k>a&quot;&lt;&amp;b c</k>")]
    [InlineData("Basic {{basic:user,password}}", SecretPlace.Header, "Basic dTpwOnc=")]
    [InlineData("{{ untouched }} {{secret:TOKEN}}", SecretPlace.Json, "{{ untouched }} {{secret:TOKEN}}")]
    internal void APlaceholder_IsFilledForWhereItStands(string text, SecretPlace place, string filled) => SecretTemplate.Fill(text, place, Secret).ShouldBe(filled);

    [Theory]
    [InlineData("{{secret:absent}}", SecretPlace.Header)]
    [InlineData("{{secret:broken}}", SecretPlace.Header)]
    [InlineData("{{basic:user,password}}", SecretPlace.Json)]
    internal void APlaceholderThatCannotBeFilled_IsRefusedWithoutTheValue(string text, SecretPlace place) =>
        Should.Throw<ConnectorException>(() => SecretTemplate.Fill(text, place, Secret)).Message.ShouldNotContain("Set: y");
}
