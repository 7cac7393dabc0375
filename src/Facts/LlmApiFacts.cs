namespace TracedLlm.Facts;

/// <summary>What is known of one method and pattern of an API: a row of <see cref="LlmApiTable"/>.</summary>
internal sealed record LlmApiFacts
{
    public required LlmApi Api { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "";

    /// <summary>The trailing segments of its route patterns.</summary>
    public RouteSuffix Pattern { get; init; } = RouteSuffix.Nothing;

    /// <summary>Its <c>gen_ai.operation.name</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>LiteLLM's name for it, <c>litellm.call_type</c>.</summary>
    public string CallType { get; init; } = "";

    /// <summary>The kind of work that it asks for.</summary>
    public LlmApiKind Kind { get; init; }

    /// <summary>The request field that carries the gateway's metadata.</summary>
    public MetadataField MetadataField { get; init; }

    /// <summary>Its <c>gen_ai.output.type</c> where it has only one.</summary>
    public string? OutputType { get; init; }

    /// <summary>The parameters of the query that say the model, the first before the others, where neither route nor body does.</summary>
    public string[] ModelQueries { get; init; } = [];

    /// <summary>Whether its bodies are read; they are not where they tell of no model and no usage.</summary>
    public bool IsRead { get; init; }

    /// <summary>A row of this API that generates.</summary>
    public LlmApiFacts Route(string method, string pattern, string callType) =>
        this with { Method = method, Pattern = new(pattern), CallType = callType };

    /// <summary>A row of this API that generates nothing: its bodies are not read for usage.</summary>
    public LlmApiFacts Manage(string method, string pattern, string callType, string operation) =>
        Route(method, pattern, callType).WithoutUsage() with { Operation = operation };

    /// <summary>The same as work that nobody is billed for.</summary>
    public LlmApiFacts WithoutUsage() => this with
    {
        Kind = LlmApiKind.Management,
        OutputType = null,
        IsRead = false,
    };
}
