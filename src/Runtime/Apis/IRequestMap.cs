namespace TracedLlm.Apis;

/// <summary>The map of an API's request. Every map has these fields, in addition to the fields of its API.</summary>
internal interface IRequestMap<TSelf>
    where TSelf : struct, IRequestMap<TSelf>
{
    /// <summary>The model that the caller asks for.</summary>
    string? Model { get; }

    /// <summary>Whether the caller asks for a stream.</summary>
    bool? Stream { get; }

    /// <summary>The end user that the caller names.</summary>
    Utf8Json User { get; }

    /// <summary>The field <c>metadata</c>, which belongs to the gateway or the provider.</summary>
    Utf8Json Metadata { get; }

    /// <summary>The field <c>litellm_metadata</c>, which belongs to the gateway.</summary>
    Utf8Json LiteLlmMetadata { get; }

    /// <summary>The field <c>litellm_session_id</c>, which belongs to the gateway.</summary>
    Utf8Json LiteLlmSessionId { get; }

    /// <summary>The field <c>litellm_trace_id</c>, which belongs to the gateway.</summary>
    Utf8Json LiteLlmTraceId { get; }

    /// <summary>The field <c>safety_identifier</c>: OpenAI's hash of the end user.</summary>
    Utf8Json SafetyIdentifier { get; }

    /// <summary>The field <c>tags</c>, which belongs to the gateway.</summary>
    Utf8Json Tags { get; }

    static abstract TSelf Read(ReadOnlyMemory<byte> json);

    /// <summary>The field that is the most of a long body; the default value if the API has no such field.</summary>
    static virtual Utf8Json FindLongField(in TSelf request) => default;

    void WriteTags(LlmTagWriter tags, bool content);

    /// <summary>Writes the attributes that need more than a declared field: counts, output types, converted content.</summary>
    void Describe(LlmTagWriter tags, bool content);
}
