namespace TracedLlm.Facts;

/// <summary>The facts about one HTTP method and route pattern of an API: a row of <see cref="LlmApiTable"/>.</summary>
internal sealed record LlmApiFacts
{
    public required LlmApi Api { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "";

    /// <summary>The last segments of the route patterns that this row describes.</summary>
    public RouteSuffix Pattern { get; init; } = RouteSuffix.Nothing;

    /// <summary>The row's <c>gen_ai.operation.name</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>LiteLLM's name for the call, <c>litellm.call_type</c>.</summary>
    public string CallType { get; init; } = "";

    /// <summary>The kind of work that the request asks for.</summary>
    public LlmApiKind Kind { get; init; }

    /// <summary>The request field that carries the gateway's metadata.</summary>
    public MetadataField MetadataField { get; init; }

    /// <summary>The row's <c>gen_ai.output.type</c>, if it has only one.</summary>
    public string? OutputType { get; init; }

    /// <summary>
    /// The query parameters that may name the model, in the order in which the library tries them. The library uses them if neither
    /// the route nor the body names the model.
    /// </summary>
    public string[] ModelQueries { get; init; } = [];

    /// <summary>Whether the library reads the bodies. It does not read bodies that contain neither a model nor usage.</summary>
    public bool IsRead { get; init; }

    /// <summary>A row of this API for a request that generates something.</summary>
    public LlmApiFacts Route(string method, string pattern, string callType) =>
        this with { Method = method, Pattern = new(pattern), CallType = callType };

    /// <summary>A row of this API for a request that generates nothing. The library does not read its bodies for usage.</summary>
    public LlmApiFacts Manage(string method, string pattern, string callType, string operation) =>
        Route(method, pattern, callType).WithoutUsage() with { Operation = operation };

    /// <summary>The same row for work that the provider does not bill.</summary>
    public LlmApiFacts WithoutUsage() => this with
    {
        Kind = LlmApiKind.Management,
        OutputType = null,
        IsRead = false,
    };
}
