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

    /// <summary>The option of a request with the behaviour that its caller asks for.</summary>
    public static readonly HttpRequestOptionsKey<SimulatedBehaviour> Requested = new("simulated-behaviour");

    // https://docs.litellm.ai/docs/completion/mock_requests
    private static readonly FrozenDictionary<string, SimulatedBehaviour> MockErrors = new Dictionary<string, SimulatedBehaviour>
    {
        ["litellm.RateLimitError"] = new() { Status = HttpStatusCode.TooManyRequests },
        ["litellm.InternalServerError"] = new() { Status = HttpStatusCode.InternalServerError },
        ["litellm.ContextWindowExceededError"] = new() { Status = HttpStatusCode.BadRequest, ErrorCode = "context_length_exceeded" },
    }.ToFrozenDictionary();

    /// <summary>The behaviour of <c>mock_response</c> and <c>mock_timeout</c>.</summary>
    public static SimulatedBehaviour ForRequest(RequestOptions options) =>
        options.MockTimeout ? ByName["silent"]
        : options.MockResponse is { } text && MockErrors.TryGetValue(text, out var error) ? error
        : new() { Text = options.MockResponse };

    /// <summary>The text of the answer; <see langword="null"/> for a text that repeats the request.</summary>
    public string? Text { get; init; }

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>The code of the error; <see langword="null"/> if it has none.</summary>
    public string? ErrorCode { get; init; }

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
