namespace TracedLlm.Samples.Gateway;

/// <summary>An API of callers and providers: the places of its texts and the owner of its metadata. <see cref="WireFormats"/> lists all APIs.</summary>
internal sealed record WireFormat
{
    public required string Name { get; init; }

    /// <summary>The path of the main call, which needs a model; <see langword="null"/> if no call of the API needs a model.</summary>
    public string? ModelPath { get; init; }

    /// <summary>What precedes the API's paths at the gateway, if its clients use other paths than <c>/v1/…</c>.</summary>
    public IReadOnlyList<string>? Prefixes { get; init; }

    /// <summary>The end of the provider's base address for this API, if it differs from the provider's other APIs.</summary>
    public string? BasePath { get; init; }

    /// <summary>Whether an answer is a stream unless the request says otherwise.</summary>
    public bool StreamsByDefault { get; init; }

    /// <summary>The fields that the provider's API takes.</summary>
    public required FieldNames Fields { get; init; }

    /// <summary>The requests inside a request; <see langword="null"/> if the API has none.</summary>
    public InnerRequests? InnerRequests { get; init; }

    /// <summary>Whether the gateway removes its own keys from the provider's <c>metadata</c>, where clients put them because other routes have them there.</summary>
    public bool ReadsTraceKeys { get; init; }

    /// <summary>The places of the texts in a request that guardrails read.</summary>
    public JsonPaths RequestTexts { get; init; } = JsonPaths.None;

    /// <summary>The form fields with texts that guardrails read.</summary>
    public IReadOnlyList<string> FormTexts { get; init; } = [];

    /// <summary>The places of the texts in a response.</summary>
    public JsonPaths ResponseTexts { get; init; } = JsonPaths.None;

    /// <summary>The places of the texts in an event of a streamed response.</summary>
    public JsonPaths StreamTexts { get; init; } = JsonPaths.None;

    /// <summary>The places of the values that identify the text which an event continues.</summary>
    public JsonPaths StreamIndexes { get; init; } = JsonPaths.None;

    /// <summary>The beginning of the names of the API's own headers, which pass in both directions; <see langword="null"/> if it has none.</summary>
    public string? HeaderPrefix { get; init; }

    /// <summary>Whether the provider owns <c>metadata</c>; the gateway forwards it then.</summary>
    public bool ProviderOwnsMetadata { get; init; }

    /// <summary>Whether equal requests have equal answers, so that the cache may keep them.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The form of errors.</summary>
    public ErrorForm Errors { get; init; } = ErrorForm.OpenAi;

    /// <summary>The places of the model's name besides the path, on routes whose path has the model. They have the form <c>models/NAME</c>.</summary>
    public JsonPaths RepeatedModels { get; init; } = JsonPaths.None;

    /// <summary>Whether <c>model</c> in a body is the provider's name for a model, not a name of the gateway.</summary>
    public bool NamesProvidersModels { get; init; }

    /// <summary>Whether TracedLlm has no row for the API. The gateway passes its requests on, and traces them as a pass-through.</summary>
    public bool IsPassedOn { get; init; }

    /// <summary>Whether the gateway forwards bodies other than JSON and forms unread; the other APIs treat such a body as JSON.</summary>
    public bool TakesAnyBody { get; init; }

    /// <summary>Whether a stream has its usage only if the request asks for it with <c>stream_options</c>.</summary>
    public bool HasStreamOptions { get; init; }

    public bool Streams => !StreamTexts.IsEmpty;
}
