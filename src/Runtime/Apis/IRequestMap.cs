namespace TracedLlm.Apis;

/// <summary>The map of an API's request: what every request may say, beside what the API's own fields do.</summary>
internal interface IRequestMap<TSelf>
    where TSelf : struct, IRequestMap<TSelf>
{
    /// <summary>The model asked for.</summary>
    string? Model { get; }

    /// <summary>Whether a stream is asked for.</summary>
    bool? Stream { get; }

    /// <summary>The end user that the caller names.</summary>
    string? User { get; }

    /// <summary><c>metadata</c>, the gateway's or the provider's.</summary>
    Utf8Json Metadata { get; }

    /// <summary><c>litellm_metadata</c>, the gateway's.</summary>
    Utf8Json LiteLlmMetadata { get; }

    static abstract TSelf Read(ReadOnlyMemory<byte> json);

    void WriteTags(LlmTagWriter tags, bool content);

    /// <summary>Writes what takes more than a declared field: counts, output types, converted content.</summary>
    void Describe(LlmTagWriter tags, bool content);
}
