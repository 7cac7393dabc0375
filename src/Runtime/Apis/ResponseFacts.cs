namespace TracedLlm.Apis;

/// <summary>The facts of a response, after its end.</summary>
internal sealed record ResponseFacts
{
    public string? Id { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The provider's finish reason of each choice; <see langword="null"/> if the response has none.</summary>
    public string[]? FinishReasons { get; init; }

    /// <summary>The counts, in which input and output include their parts, as the GenAI semantic conventions, v1.41.1, define them.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>The <c>error.type</c> of the error that the provider reported; <see langword="null"/> if it reported none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>
    /// Whether a whole body was read, or the stream sent its terminal event (<c>[DONE]</c>, <c>message_stop</c>,
    /// <c>response.completed</c>).
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>The attributes of <c>litellm_request</c>. Each name occurs once; the order is always the same.</summary>
    public required List<KeyValuePair<string, object?>> Attributes { get; init; }
}
