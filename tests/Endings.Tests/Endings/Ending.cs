namespace TracedLlm.Endings.Tests.Endings;

/// <summary>How a request ends: what its caller, its gateway, its guardrails and its providers do. A value, which the matrix runs on every route.</summary>
/// <param name="Name">The name of the file with its trees.</param>
internal sealed record Ending(string Name)
{
    /// <summary>Which form of route serves it.</summary>
    public RouteForm RouteForm { get; init; } = RouteForm.Endpoint;

    /// <summary>Whether providers answer with event streams.</summary>
    public bool Streamed { get; init; }

    /// <summary>What the gateway refuses before it looks at anything.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What is thrown once the provider has answered, in place of an answer to the caller.</summary>
    public Func<Exception>? Throws { get; init; }

    /// <summary>Whether the answer is in the cache.</summary>
    public bool CacheHit { get; init; }

    /// <summary>The guardrails in the order of their runs.</summary>
    public IReadOnlyList<GuardrailStep> Guardrails { get; init; } = [];

    /// <summary>The attempts that the gateway makes, as far as they fail.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [Attempt.Succeeds];

    /// <summary>Whether the second attempt runs beside the first, and the one that is not answered first is given up.</summary>
    public bool Hedged { get; init; }

    /// <summary>What the gateway does with the response of the last attempt.</summary>
    public Relay Relay { get; init; } = Relay.Copied;

    /// <summary>What the gateway does when a stream breaks that its caller has begun to read.</summary>
    public BrokenStream BrokenStream { get; init; } = BrokenStream.Thrown;

    /// <summary>When the caller leaves.</summary>
    public CallerDisconnect CallerDisconnect { get; init; } = CallerDisconnect.Never;

    public override string ToString() => Name;
}
