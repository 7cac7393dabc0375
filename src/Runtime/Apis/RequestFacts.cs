namespace TracedLlm.Apis;

/// <summary>The facts that a request's body contains.</summary>
internal sealed record RequestFacts
{
    /// <summary>The model that the caller asks for; <see langword="null"/> if the body has none, as at Azure and Gemini.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the caller asks for a stream; <see langword="null"/> if the body does not say it.</summary>
    public bool? Stream { get; init; }

    /// <summary>The end user in the field <c>user</c>.</summary>
    public Utf8Json User { get; init; }

    /// <summary>The field <c>metadata</c>, unchanged: an object, or a string that contains an object.</summary>
    public Utf8Json Metadata { get; init; }

    /// <summary>The field <c>litellm_metadata</c>, unchanged.</summary>
    public Utf8Json LiteLlmMetadata { get; init; }

    /// <summary>The field <c>litellm_session_id</c>, unchanged.</summary>
    public Utf8Json LiteLlmSessionId { get; init; }

    /// <summary>The field <c>litellm_trace_id</c>, unchanged.</summary>
    public Utf8Json LiteLlmTraceId { get; init; }

    /// <summary>The field <c>safety_identifier</c>, unchanged.</summary>
    public Utf8Json SafetyIdentifier { get; init; }

    /// <summary>The field <c>tags</c>, unchanged.</summary>
    public Utf8Json Tags { get; init; }

    /// <summary>The field that is the most of a long body, such as its messages: who reads the body again need not search for its end.</summary>
    public Utf8Json LongField { get; init; }

    /// <summary>The attributes of <c>litellm_request</c>, each name once, in the order of the API's map.</summary>
    public required List<KeyValuePair<string, object?>> Attributes { get; init; }
}
