using System.Text.Json.Nodes;

namespace StratCap.Server.Demo;

/// <summary>The people of the demonstration and how they come to be: provisioned by the operator, invited by their firm's first admin.</summary>
internal sealed class DemoPeople(HttpClient http, string platformHost)
{
    public const string Password = "a demonstration only password";
    public const string AdviserEmail = "adviser@summit-advisers.example";
    public const string AdviserName = "Sam Summit";
    public const string OperatorEmail = "operator@platform.example";

    public List<(string Host, string Email, string Role)> SignIns { get; } = [];

    public async Task<DemoClient> Operator()
    {
        var client = new DemoClient(http, platformHost, "Olga, platform operator");
        if (!await client.SignIn(OperatorEmail, Password)) throw new DemoFailedException("The platform's operator cannot sign in.");
        SignIns.Add((platformHost, OperatorEmail, "platform operator"));
        return client;
    }

    /// <summary>Provisions a firm and its people, or finds them.</summary>
    public async Task<DemoFirm> Firm(DemoClient operatorClient, string name, string slug, string colour)
    {
        var domain = slug + ".localhost";
        var adminEmail = $"admin@{slug}.example";
        var provisioned = await operatorClient.Post(
            "/platform/tenants", new { name, domain, brandColour = colour, contactLine = $"investor.relations@{slug}.example", firstAdmin = new { email = adminEmail, name = "Ada Admin" } }, "provision:" + slug);
        var tenant = provisioned["data"]!["id"]!.GetValue<string>();
        var admin = await Join(domain, adminEmail, "Ada, firm administrator", "admin", provisioned["data"]!, async () =>
            (await operatorClient.Post($"/platform/tenants/{tenant}/invitations", new { email = adminEmail, name = "Ada Admin" }, Again("provision:" + slug)))["data"]!);
        return new DemoFirm(
            domain, admin,
            await Hire(admin, domain, $"accountant@{slug}.example", "Alan Accountant", "accountant"),
            await Hire(admin, domain, $"cfo@{slug}.example", "Clara Chief", "fund_manager"));
    }

    /// <summary>Invites a person who looks for investors of the firm: he sees their interests in the portal, and nothing else.</summary>
    public Task<DemoClient> Investor(DemoClient admin, string domain, string email, string name, params string[] investorIds) => Hire(admin, domain, email, name, "investor", investorIds);

    private async Task<DemoClient> Hire(DemoClient admin, string domain, string email, string name, string role, string[]? investorIds = null)
    {
        var body = new { email, name, roles = new[] { role }, investorIds };
        var invited = await admin.Post("/users", body, "hire:" + email);
        return await Join(domain, email, $"{name.Split(' ')[0]}, {role}", role, invited["data"]!, async () => (await admin.Post("/users", body, Again("hire:" + email)))["data"]!);
    }

    /// <summary>An invitation is told once: a run that was interrupted before it was accepted asks for another.</summary>
    private static string Again(string step) => $"{step}:{Guid.NewGuid():N}";

    private async Task<DemoClient> Join(string domain, string email, string who, string role, JsonNode invitation, Func<Task<JsonNode>> inviteAgain)
    {
        SignIns.Add((domain, email, role));
        var client = new DemoClient(http, domain, who);
        if (await client.SignIn(email, Password)) return client;
        var token = invitation["invitationToken"]?.GetValue<string>() ?? (await inviteAgain())["invitationToken"]!.GetValue<string>();
        await client.Post("/auth/invitations/accept", new { token, password = Password }, "accept:" + email);
        return await client.SignIn(email, Password) ? client : throw new DemoFailedException($"{email} accepted the invitation and cannot sign in.");
    }
}

/// <summary>A firm of the demonstration with its people, signed in.</summary>
internal sealed record DemoFirm(string Domain, DemoClient Admin, DemoClient Accountant, DemoClient Cfo);
