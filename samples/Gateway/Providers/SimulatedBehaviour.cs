using System.Collections.Frozen;
using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>The behaviour of a simulated model; the model's name selects it.</summary>
internal sealed record SimulatedBehaviour
{
    public static readonly SimulatedBehaviour Ordinary = new();

    public static readonly FrozenDictionary<string, SimulatedBehaviour> ByName = new Dictionary<string, SimulatedBehaviour>
    {
        ["flaky"] = new() { Status = HttpStatusCode.ServiceUnavailable },
        ["recovering"] = new() { Status = HttpStatusCode.ServiceUnavailable, Recovers = true },
        ["breaking"] = new() { BetweenChunks = TimeSpan.FromMilliseconds(50), BreaksOff = true },
        ["limited"] = new() { Status = HttpStatusCode.TooManyRequests },
        ["refusing"] = new() { Status = HttpStatusCode.BadRequest },
        ["unreachable"] = new() { IsUnreachable = true },
        ["silent"] = new() { Delay = Timeout.InfiniteTimeSpan },
        ["slow"] = new() { Delay = TimeSpan.FromSeconds(2) },
        ["endless"] = new() { BetweenChunks = TimeSpan.FromMilliseconds(20), IsEndless = true },
    }.ToFrozenDictionary();

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Whether every second call succeeds, although the status is an error.</summary>
    public bool Recovers { get; init; }

    /// <summary>Whether a stream breaks off after its third event, as if the connection were lost.</summary>
    public bool BreaksOff { get; init; }

    public bool IsUnreachable { get; init; }

    /// <summary>The time before the answer begins.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The time between two chunks of a stream.</summary>
    public TimeSpan BetweenChunks { get; init; }

    /// <summary>Whether a stream ends only when the caller disconnects.</summary>
    public bool IsEndless { get; init; }
}
