namespace TracedLlm.Apis;

/// <summary>The facts that a request's body contains.</summary>
internal sealed record RequestFacts
{
    /// <summary>The model that the caller asks for; <see langword="null"/> if the body has none, as at Azure and Gemini.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the caller asks for a stream; <see langword="null"/> if the body does not say it.</summary>
    public bool? Stream { get; init; }

    /// <summary>The end user: OpenAI's <c>user</c>, Anthropic's <c>metadata.user_id</c>.</summary>
    public string? User { get; init; }

    /// <summary>The field <c>metadata</c>, unchanged: an object, or a string that contains an object.</summary>
    public Utf8Json Metadata { get; init; }

    /// <summary>The field <c>litellm_metadata</c>, unchanged.</summary>
    public Utf8Json LiteLlmMetadata { get; init; }

    /// <summary>The attributes of <c>litellm_request</c>, each name once, in the order of the API's map.</summary>
    public required List<KeyValuePair<string, object?>> Attributes { get; init; }
}
