namespace TracedLlm.Apis;

/// <summary>What a response says, once it has ended.</summary>
internal sealed record ResponseFacts
{
    public string? Id { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>Why each choice ended, in the provider's words; <see langword="null"/> where it did not say.</summary>
    public string[]? FinishReasons { get; init; }

    /// <summary>The counts, inclusive as the GenAI conventions say.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>What kind of error the provider reported, <c>error.type</c>; <see langword="null"/> if none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Whether a stream said that it had ended (<c>[DONE]</c>, <c>message_stop</c>, <c>response.completed</c>), or a whole body was read.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The attributes of <c>litellm_request</c>, each name once, always in the same order.</summary>
    public required List<KeyValuePair<string, object?>> Attributes { get; init; }
}
