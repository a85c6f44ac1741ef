using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace StratCap.Server.Tests.Lists;

/// <summary>A statement as it was sent for a request: its text, its real parameters, and the role that sent it.</summary>
internal sealed record HeardCommand(string Text, IReadOnlyList<NpgsqlParameter> Parameters, string Role);

/// <summary>Hears each statement that Entity Framework sends to one database while it answers a request, and none that works in the background.</summary>
internal sealed class HeardCommands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly IHttpContextAccessor _http;
    private readonly string _database;
    private readonly IDisposable _all;
    private readonly List<IDisposable> _listening = [];
    private readonly Lock _lock = new();
    private readonly List<HeardCommand> _heard = [];

    public HeardCommands(IHttpContextAccessor http, string connectionString)
    {
        (_http, _database) = (http, new NpgsqlConnectionStringBuilder(connectionString).Database!);
        _all = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>What was heard since the last time.</summary>
    public IReadOnlyList<HeardCommand> Take()
    {
        lock (_lock)
        {
            HeardCommand[] heard = [.. _heard];
            _heard.Clear();
            return heard;
        }
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore") _listening.Add(value.Subscribe(this, (name, _, _) => name == RelationalEventId.CommandExecuting.Name));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not CommandEventData { Command: NpgsqlCommand { Connection: { } connection } command } || connection.Database != _database || _http.HttpContext is null) return;
        var heard = new HeardCommand(command.CommandText, [.. command.Parameters.Select(p => p.Clone())], new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username!);
        lock (_lock) _heard.Add(heard);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (var listening in _listening) listening.Dispose();
    }
}
