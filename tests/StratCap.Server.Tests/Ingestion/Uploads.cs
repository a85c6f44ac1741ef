using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Ingestion;

/// <summary>Uploads as a browser sends them.</summary>
internal static class Uploads
{
    public static byte[] Demo(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "global.json"))) folder = folder.Parent;
        return File.ReadAllBytes(Path.Combine(folder!.FullName, "etc", "demo", name));
    }

    /// <summary>A form with a fixed boundary, so that a repeat has the same bytes.</summary>
    public static MultipartFormDataContent Form(byte[] file, string? sourceType = null, string name = "positions.csv")
    {
        var form = new MultipartFormDataContent("the-same-boundary");
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "file", name);
        if (sourceType is not null) form.Add(new StringContent(sourceType), "sourceType");
        return form;
    }

    public static Task<Reply> Validate(this Api api, byte[] file, string? sourceType = "positions") => api.Post("/api/v1/data/validate", Form(file, sourceType));

    public static Task<Reply> Validate(this Api api, string file) => api.Validate(Encoding.UTF8.GetBytes(file));

    public static Task<Reply> Import(this Api api, byte[] file, string? key = null, string query = "", string kind = "positions") =>
        api.Post($"/api/v1/data/import/{kind}{query}", Form(file), key);

    public static Task<Reply> Import(this Api api, string file, string? key = null, string query = "") => api.Import(Encoding.UTF8.GetBytes(file), key, query);

    public static string JobId(this Reply reply) => reply.Ok()["data"]!["jobId"]!.GetValue<string>();

    /// <summary>The import when it has ended.</summary>
    public static async Task<JsonNode> Finished(this Api api, string jobId, int seconds = 120)
    {
        var status = await api.Until($"/api/v1/data/import/status/{jobId}", s => s["data"]!["import"]!["finishedAt"] is not null, seconds);
        return status["data"]!["import"]!;
    }

    public static int Int(this JsonNode node, string name) => node[name]!.GetValue<int>();

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();
}
