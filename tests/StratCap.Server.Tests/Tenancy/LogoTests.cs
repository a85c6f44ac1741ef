using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using StratCap.Tenancy.Brands;

namespace StratCap.Server.Tests.Tenancy;

/// <summary>What comes out of a logo that somebody sent: a picture, or a refusal that names what is in it.</summary>
public sealed class LogoTests
{
    private const string Head = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 10 10\">";

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script>")]
    [InlineData("<script href=\"https://evil.example/x.js\"/>", "<script>")]
    [InlineData("<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></body></foreignObject>", "<foreignObject>")]
    [InlineData("<body xmlns=\"http://www.w3.org/1999/xhtml\"/>", "<body>")]
    [InlineData("<h:script xmlns:h=\"HTTP://www.w3.org/1999/xhtml\">alert(1)</h:script>", "<h:script>")]
    [InlineData("<g xmlns=\"\"><script>alert(1)</script></g>", "<g>")]
    [InlineData("<image href=\"https://evil.example/pixel.png\"/>", "<image>")]
    [InlineData("<use href=\"https://evil.example/a.svg#x\"/>", "<use>")]
    [InlineData("<a href=\"javascript:alert(1)\"><path d=\"M0 0\"/></a>", "<a>")]
    [InlineData("<set attributeName=\"href\" to=\"javascript:alert(1)\"/>", "<set>")]
    [InlineData("<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>", "<animate>")]
    [InlineData("<style>@import 'https://evil.example/x.css'</style>", "<style>")]
    [InlineData("<iframe src=\"https://evil.example\"/>", "<iframe>")]
    [InlineData("<text>A</text>", "<text>")]
    [InlineData("<filter><feImage href=\"https://evil.example\"/></filter>", "<filter>")]
    [InlineData("<path d=\"M0 0\" onclick=\"alert(1)\"/>", "'onclick'")]
    [InlineData("<path d=\"M0 0\" ONLOAD=\"alert(1)\"/>", "'ONLOAD'")]
    [InlineData("<linearGradient xlink:href=\"data:image/svg+xml,&lt;svg/&gt;\"/>", "'xlink:href'")]
    [InlineData("<linearGradient href=\"javascript:alert(1)\"/>", "'href'")]
    [InlineData("<path d=\"M0 0\" src=\"https://evil.example\"/>", "'src'")]
    [InlineData("<path d=\"M0 0\" fill=\"url(https://evil.example/x.svg#a)\"/>", "'fill'")]
    [InlineData("<path d=\"M0 0\" style=\"fill:url(https://evil.example/x.svg)\"/>", "'style'")]
    [InlineData("<path d=\"M0 0\" style=\"fill:u\\72l(https://evil.example)\"/>", "'style'")]
    [InlineData("<path d=\"M0 0\" style=\"background-image:url(data:image/png;base64,AA)\"/>", "'style'")]
    [InlineData("<path d=\"M0 0\" style=\"fill:expression(alert(1))}\"/>", "'style'")]
    [InlineData("<path d=\"M0 0 &lt;script&gt;\"/>", "'d'")]
    public void WhatCouldRunOrLoad_IsRefusedByName(string inside, string named)
    {
        var (logo, refused) = Logos.Redraw(Encoding.UTF8.GetBytes(Head + inside + "</svg>"));

        logo.ShouldBeNull();
        refused!.Code.ShouldBe("tenancy.brand.logo_refused");
        refused.Detail.ShouldContain(named);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "'onload'")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&b;</svg>", "document type")]
    [InlineData("<!DOCTYPE svg SYSTEM \"file:///etc/passwd\"><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "document type")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\">&unknown;</svg>", "neither")]
    [InlineData("<svg><script>alert(1)</script></svg>", "outermost")]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "outermost")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/><script>alert(1)</script>", "neither")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>%PDF-1.7", "neither")]
    [InlineData("GIF89a/*<svg xmlns=\"http://www.w3.org/2000/svg\"/>*/", "neither")]
    [InlineData("", "not empty")]
    public void WhatIsNoPicture_IsRefused(string file, string named) => Logos.Redraw(Encoding.UTF8.GetBytes(file)).Refused!.Detail.ShouldContain(named);

    [Fact]
    public void AnSvgInAnotherEncoding_OrTooLarge_OrTooDeep_IsRefused()
    {
        Logos.Redraw(Encoding.Unicode.GetBytes(Head + "</svg>")).Refused.ShouldNotBeNull();
        Logos.Redraw([.. Encoding.ASCII.GetBytes(Head), 0xc0, 0xbc, .. "/svg>"u8]).Refused!.Detail.ShouldContain("UTF-8");
        Logos.Redraw(new byte[Logos.MaxBytes + 1]).Refused!.Detail.ShouldContain("256 KiB");
        var deep = Head + string.Concat(Enumerable.Repeat("<g>", 40)) + string.Concat(Enumerable.Repeat("</g>", 40)) + "</svg>";
        Logos.Redraw(Encoding.UTF8.GetBytes(deep)).Refused!.Detail.ShouldContain("deep");
        Logos.Redraw(Encoding.UTF8.GetBytes(Head + string.Concat(Enumerable.Repeat("<g/>", 6000)) + "</svg>")).Refused!.Detail.ShouldContain("5000");
    }

    [Fact]
    public void AnEditorsDrawing_IsDrawnAnew_WithoutWhatTheEditorLeft()
    {
        var file = "\uFEFF<?xml version=\"1.0\"?><!-- made by --><svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:ink=\"http://www.inkscape.org/namespaces/inkscape\" viewBox=\"0 0 10 10\" ink:version=\"1\">"
            + "<title>Acme</title><metadata><x:y xmlns:x=\"http://example.com/\"/></metadata><ink:view/><defs><linearGradient id=\"a\"><stop offset=\"0\" style=\"stop-color:#123456;-ink-font:x\"/></linearGradient>"
            + "<linearGradient id=\"b\" xlink:href=\"#a\"/></defs><g fill=\"red\" style=\"fill:url(#b);stroke:none\" class=\"x\" data-x=\"y\"><path d=\"M0,0 L1e-3 .5z\" transform=\"matrix(1 0 0 1 2 3)\"/></g></svg>";

        var (logo, refused) = Logos.Redraw(Encoding.UTF8.GetBytes(file));

        refused.ShouldBeNull();
        Encoding.UTF8.GetString(logo!).ShouldBe(
            "<svg viewBox=\"0 0 10 10\" xmlns=\"http://www.w3.org/2000/svg\"><defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"#123456\" /></linearGradient><linearGradient id=\"b\" href=\"#a\" /></defs>"
            + "<g fill=\"url(#b)\" stroke=\"none\"><path d=\"M0,0 L1e-3 .5z\" transform=\"matrix(1 0 0 1 2 3)\" /></g></svg>");
        Logos.Redraw(logo).Logo.ShouldBe(logo, "what was drawn here is drawn again as it is");
    }

    [Fact]
    public void APng_KeepsItsPixelsOnly()
    {
        var clean = Png(2, 2, [0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 1, 2, 3]);
        byte[] dirty = [.. clean[..33], .. Chunk("tEXt", "Comment\0<script>alert(1)</script>"u8.ToArray()), .. clean[33..], .. "<script>alert(1)</script>PK\u0003\u0004"u8];

        var (logo, refused) = Logos.Redraw(dirty);

        refused.ShouldBeNull();
        Encoding.Latin1.GetString(logo!).ShouldNotContain("script");
        logo.ShouldBe(Logos.Redraw(clean).Logo);
        Logos.TypeOf(logo!).ShouldBe("image/png");
    }

    [Fact]
    public void APng_ThatIsNone_OrWouldGrow_IsRefused()
    {
        Logos.Redraw(Png(2001, 2, [])).Refused!.Detail.ShouldContain("2000");
        Logos.Redraw(Png(2, 2, new byte[5_000_000])).Refused!.Detail.ShouldContain("more than its picture");
        Logos.Redraw(Png(2, 2, [1])).Refused!.Detail.ShouldContain("less than its picture");
        var damaged = Png(2, 2, new byte[14]);
        damaged[20] ^= 1;
        Logos.Redraw(damaged).Refused!.Detail.ShouldContain("damaged");
        Logos.Redraw(Png(2, 2, new byte[14])[..40]).Refused!.Detail.ShouldContain("too early");
    }

    /// <summary>A PNG in true colour; its rows as they are given.</summary>
    internal static byte[] Png(int width, int height, byte[] rows)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(rows);
        return [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(kind), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.HashToUInt32(named));
        return [.. length, .. named, .. sum];
    }
}
