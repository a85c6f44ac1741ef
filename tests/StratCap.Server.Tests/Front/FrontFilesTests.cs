using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using StratCap.Server.Front;
using StratCap.Testing;

namespace StratCap.Server.Tests.Front;

public sealed class FrontFilesTests
{
    [Theory]
    [InlineData("plugins/stratcap.sample", "text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData("plugins", "*/*", true)]
    [InlineData("chunk-ABCDEFGH.js", "*/*", false)]
    [InlineData("picture.png", "image/avif,image/webp,*/*;q=0.8", false)]
    public void AnAddressWithADot_IsAPageForWhoOpensIt_AndMissingForAScript(string path, string accept, bool page)
    {
        var folder = TestFolder.Make("front");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "console", "browser"));
            File.WriteAllText(Path.Combine(folder, "console", "browser", "index.html"), "<html></html>");
            var http = new DefaultHttpContext();
            http.Request.Headers.Accept = accept;

            var answer = new FrontFiles(folder).Answer(http, "console", path);

            (answer is ContentHttpResult).ShouldBe(page);
            (answer is NotFound).ShouldBe(!page);
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }
}
