using System.Globalization;
using System.Text.Json.Nodes;

namespace StratCap.Plugin.PortalSync.Vendor;

/// <summary>What the portal remembers: investors in the order of their change, and what was published.</summary>
internal sealed class Portal
{
    internal const int PageSize = 100;

    // What is there at first was changed long ago.
    private static readonly TimeSpan Before = TimeSpan.FromDays(90);

    private readonly Dictionary<string, string> byKey = [];

    /// <summary>The time at the portal's.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal List<JsonObject> Investors { get; } = [];

    /// <summary>Capital events, under our key where it came with one.</summary>
    internal List<(string Key, JsonObject Body)> Events { get; } = [];

    internal void Seed(int items)
    {
        byKey.Clear();
        Investors.Clear();
        Events.Clear();
        for (var i = 1; i <= items; i++) Add(i, Clock.GetUtcNow() - Before + TimeSpan.FromSeconds(i / 3));
    }

    internal string Add() => Add(Investors.Count + 1, Clock.GetUtcNow());

    /// <summary>Marks an investor as gone, which is a change like any other.</summary>
    internal bool Archive(string id)
    {
        if (Investors.Find(i => i["id"]!.ToString() == id) is not { } investor) return false;
        Investors.Remove(investor);
        investor["archived"] = true;
        investor["updated_at"] = Wire(Clock.GetUtcNow());
        Investors.Add(investor);
        return true;
    }

    /// <summary>A page of those changed since, from a place on; where the next begins.</summary>
    internal (List<JsonObject> Page, string? Next) Cut(string? after, string? since)
    {
        var from = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        var all = since is null ? Investors : Investors.FindAll(i => Instant(i["updated_at"]!.ToString()) >= Instant(since));
        return ([.. all.Skip(from).Take(PageSize)], from + PageSize < all.Count ? (from + PageSize).ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Does what was not done under a key before, and gives the id it made at first.</summary>
    internal string Once(string? key, Func<string> make)
    {
        if (key is not null && byKey.TryGetValue(key, out var there)) return there;
        var id = make();
        if (key is not null) byKey[key] = id;
        return id;
    }

    /// <summary>Takes an investor that came by an interface.</summary>
    internal string Create(JsonObject investor)
    {
        var id = FormattableString.Invariant($"new-{Investors.Count + 1}");
        investor["id"] = id;
        Investors.Add(investor);
        return id;
    }

    /// <summary>Takes a capital event.</summary>
    internal string Publish(string key, JsonObject body)
    {
        Events.Add((key, body));
        return FormattableString.Invariant($"event-{Events.Count}");
    }

    internal static string Wire(DateTimeOffset at) => at.ToString("o", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private string Add(int id, DateTimeOffset changed)
    {
        Investors.Add(new()
        {
            ["id"] = id,
            ["profile"] = new JsonObject { ["legal_name"] = $"Investor {id}", ["email"] = $"i{id}@example.com" },
            ["entity_type"] = "LLC",
            ["archived"] = false,
            ["updated_at"] = Wire(changed),
        });
        return id.ToString(CultureInfo.InvariantCulture);
    }
}
