namespace TracedLlm.Endings.Tests.Endings;

/// <summary>An ending of a request: the behaviour of caller, gateway, guardrails and providers. The matrix runs it on every route.</summary>
/// <param name="Name">The name of the file with its trees.</param>
internal sealed record Ending(string Name)
{
    /// <summary>The form of the route.</summary>
    public RouteForm RouteForm { get; init; } = RouteForm.Endpoint;

    /// <summary>Whether providers answer with event streams.</summary>
    public bool Streamed { get; init; }

    /// <summary>The refusal by the gateway, if any.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The exception that the gateway throws after the provider's answer instead of an answer to the caller.</summary>
    public Func<Exception>? Throws { get; init; }

    /// <summary>Whether the answer is in the cache.</summary>
    public bool CacheHit { get; init; }

    /// <summary>The guardrails in the order of their runs.</summary>
    public IReadOnlyList<GuardrailStep> Guardrails { get; init; } = [];

    /// <summary>The attempts of the gateway.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [Attempt.Succeeds];

    /// <summary>Whether the second attempt runs concurrently with the first; the gateway cancels the slower attempt.</summary>
    public bool Hedged { get; init; }

    /// <summary>The gateway's use of the last attempt's response.</summary>
    public Relay Relay { get; init; } = Relay.Copied;

    /// <summary>The gateway's reaction if a stream breaks after the caller has begun to read it.</summary>
    public BrokenStream BrokenStream { get; init; } = BrokenStream.Thrown;

    /// <summary>The moment at which the caller disconnects.</summary>
    public CallerDisconnect CallerDisconnect { get; init; } = CallerDisconnect.Never;

    public override string ToString() => Name;
}
