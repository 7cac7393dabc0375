namespace TracedLlm.Apis;

/// <summary>What a request's body says.</summary>
internal sealed record RequestFacts
{
    /// <summary>The model asked for; <see langword="null"/> where the body names none, as Azure's and Gemini's do.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a stream was asked for; <see langword="null"/> where the body does not say.</summary>
    public bool? Stream { get; init; }

    /// <summary>The end user: OpenAI's <c>user</c>, Anthropic's <c>metadata.user_id</c>.</summary>
    public string? User { get; init; }

    /// <summary>The field <c>metadata</c> as it stands: an object, or a string that holds one.</summary>
    public Utf8Json Metadata { get; init; }

    /// <summary>The field <c>litellm_metadata</c> as it stands.</summary>
    public Utf8Json LiteLlmMetadata { get; init; }

    /// <summary>The attributes of <c>litellm_request</c>, each name once, in the order of the API's map.</summary>
    public required List<KeyValuePair<string, object?>> Attributes { get; init; }
}
