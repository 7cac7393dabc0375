namespace TracedLlm;

/// <summary>One attempt at a provider, in a <see cref="LlmRequestRecord"/>.</summary>
public sealed record LlmAttemptRecord
{
    /// <summary>Its number in the request, from 0.</summary>
    public required int Index { get; init; }

    /// <summary><c>initial</c>, <c>retry</c>, <c>fallback</c> or <c>hedge</c>, or what the gateway stated (<see cref="LiteLlm.AttemptKind"/>).</summary>
    public string? Kind { get; init; }

    /// <summary>The provider (<see cref="GenAi.ProviderName"/>); <see langword="null"/> if the gateway does not state it.</summary>
    public string? Provider { get; init; }

    /// <summary>The model's name at the provider (<see cref="LiteLlm.ProviderModel"/>), else the model in the attempt's request.</summary>
    public string? Model { get; init; }

    /// <summary>The model group (<see cref="LiteLlm.ModelGroup"/>); <see langword="null"/> if the gateway does not state it.</summary>
    public string? ModelGroup { get; init; }

    /// <summary>The deployment (<see cref="LiteLlm.DeploymentId"/>); <see langword="null"/> if the gateway does not state it.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>The status of the provider's response; <see langword="null"/> if there was no response, or no HTTP client that is traced.</summary>
    public int? StatusCode { get; init; }

    /// <summary><c>error.type</c> of the attempt; <see langword="null"/> if it did not fail.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Whether the attempt was cancelled: the caller left, another attempt won, or the gateway dropped the answer.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>When the attempt started.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>From the start to the last byte of the provider's response.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From the start to the first byte or item of the provider's response; <see langword="null"/> if there was none.</summary>
    public TimeSpan? TimeToFirstChunk { get; init; }

    /// <summary>The id of the attempt's span.</summary>
    public required string SpanId { get; init; }
}
