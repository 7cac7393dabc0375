using System.Text.Json;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>The ledger of a gateway, as <c>/health/tracing</c> reports it.</summary>
internal sealed record LedgerReport(long Started, long Ended, long Held, long Spooled, IReadOnlyList<BackendCounters> Backends)
{
    /// <summary>Whether every started span has ended and reached its last place.</summary>
    public bool IsSettled => Started == Ended && Held == 0 && Backends.All(backend => backend.InFlight == 0);

    /// <summary>Whether every span that no backend has taken yet is on disk.</summary>
    public bool IsOnDisk => Started == Ended && Held == 0 && Backends.Sum(backend => backend.InFlight) == Spooled;

    /// <summary>The counts of one backend.</summary>
    public BackendCounters this[string backend] => Backends.Single(one => one.Name == backend);

    public static LedgerReport Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var spans = root.GetProperty("spans");
        return new(
            spans.GetProperty("started").GetInt64(),
            spans.GetProperty("ended").GetInt64(),
            spans.GetProperty("held").GetInt64(),
            root.TryGetProperty("spool", out var spool) ? spool.GetProperty("spans").GetInt64() : 0,
            [
                .. root.GetProperty("backends").EnumerateArray().Select(backend => new BackendCounters(
                    backend.GetProperty("name").GetString()!,
                    backend.GetProperty("started").GetInt64(),
                    backend.GetProperty("exported").GetInt64(),
                    backend.GetProperty("sampled_out").GetInt64(),
                    backend.GetProperty("dropped").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt64()),
                    backend.GetProperty("in_flight").GetInt64(),
                    backend.GetProperty("queue_bytes").GetInt64(),
                    backend.GetProperty("last_error").GetString())),
            ]);
    }

    /// <summary>Requires that each backend's counts add up.</summary>
    public void RequireBalance() => Assert.All(
        Backends, backend => Assert.True(backend.Started == backend.Exported + backend.SampledOut + backend.AllDropped + backend.InFlight, backend.ToString()));

    public override string ToString() => $"{Started} started, {Ended} ended, {Held} held, {Spooled} on disk; {string.Join("; ", Backends)}";
}
