using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>A kind of provider: its APIs, its address and the header for the key.</summary>
internal sealed record Provider(string Name, params WireFormat[] Formats)
{
    private const string Bearer = "Bearer ";

    /// <summary>The providers by the prefix of a model's name in the configuration, such as <c>openai</c> in <c>openai/gpt-4o</c>.</summary>
    public static readonly FrozenDictionary<string, Provider> ByPrefix = ProviderTable.Rows().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The providers whose own API the gateway passes through, by the first segment of the path.</summary>
    public static readonly FrozenDictionary<string, string> ByVendor = new Dictionary<string, string>
    {
        ["openai"] = "openai",
        ["openai_passthrough"] = "openai",
        ["anthropic"] = "anthropic",
        ["azure"] = "azure",
        ["azure_ai"] = "azure_ai",
        ["bedrock"] = "bedrock",
        ["cohere"] = "cohere",
        ["gemini"] = "gemini",
        ["vertex_ai"] = "vertex_ai",
        ["vertex-ai"] = "vertex_ai",
        ["mistral"] = "mistral",
        ["vllm"] = "hosted_vllm",
        ["assemblyai"] = "assemblyai",
        ["groq"] = "groq",
        ["cursor"] = "cursor",
        ["milvus"] = "milvus",
    }.ToFrozenDictionary();

    public static readonly string KnownPrefixes = string.Join(", ", ByPrefix.Keys.Order(StringComparer.Ordinal));

    public string? DefaultBase { get; init; }

    /// <summary>LiteLLM's environment variables with the base address, for a file without <c>api_base</c>; the first that is set counts.</summary>
    public IReadOnlyList<string> BaseVariables { get; init; } = [];

    /// <summary>LiteLLM's environment variables with the key, for a file without <c>api_key</c>; the first that is set counts.</summary>
    public IReadOnlyList<string> KeyVariables { get; init; } = [];

    /// <summary>The provider's own settings with the base address, besides <c>api_base</c>.</summary>
    public IReadOnlyList<string> BaseSettings { get; init; } = [];

    /// <summary>The base address in a region; <see langword="null"/> if the address does not depend on one.</summary>
    public Func<string, string>? BaseOfRegion { get; init; }

    /// <summary>The versions of the provider's API; <see langword="null"/> if its addresses have none.</summary>
    public ApiVersions? Versions { get; init; }

    /// <summary>Whether a deployment may call a profile of a model in its place (<c>model_id</c>), such as one of Bedrock for each application.</summary>
    public bool HasProfiles { get; init; }

    /// <summary>Whether the address of a model has a project and a location (<see cref="VertexLocation"/>).</summary>
    public bool HasLocations { get; init; }

    /// <summary>The end of the provider's own hosts, which need a key that ends soon, and what to do about it; <see langword="null"/> for other providers.</summary>
    public (string HostEnd, string Reason)? NeedsKey { get; init; }

    /// <summary>What LiteLLM puts in front of a model's name without a slash; <see langword="null"/> if nothing.</summary>
    public string? ModelPrefix { get; init; }

    /// <summary>The first segments of a model's name that only tell LiteLLM which API to call, as <c>converse</c> in <c>bedrock/converse/NAME</c>.</summary>
    public IReadOnlyList<string> IgnoredRoutes { get; init; } = [];

    /// <summary>The first segments of a model's name with which LiteLLM would call another API than the caller's, and the reason why the gateway does not.</summary>
    public IReadOnlyList<(string Route, string Reason)> RefusedRoutes { get; init; } = [];

    /// <summary>The makers whose models the provider has at another API, by the beginning of the models' names, and what to write instead.</summary>
    public IReadOnlyList<(string Start, string Reason)> RefusedModels { get; init; } = [];

    /// <summary>The header for <c>organization</c>; <see langword="null"/> if the provider has no organizations.</summary>
    public string? OrganizationHeader { get; init; }

    /// <summary>The header for the key.</summary>
    public string KeyHeader { get; init; } = "Authorization";

    /// <summary>The prefix of the key in that header.</summary>
    public string KeyPrefix { get; init; } = Bearer;

    /// <summary>The header for the key at some hosts, by the ends of their names. There it has the key alone.</summary>
    public IReadOnlyList<(string HostEnd, string KeyHeader)> KeyHeadersOfHosts { get; init; } = [];

    /// <summary>A header that the provider requires; the gateway sends it if the caller does not.</summary>
    public (string Name, string Value)? Version { get; init; }

    /// <summary>Whether the provider accepts the field <c>stream_options</c>. Mistral, for example, refuses it, and reports the usage anyway.</summary>
    public bool AcceptsStreamOptions { get; init; }

    /// <summary>The form of the provider's errors.</summary>
    public ErrorForm Errors { get; init; } = ErrorForm.OpenAi;

    /// <summary>The name of the provider's own SDK in <c>User-Agent</c>, if that SDK calls the paths of another provider's API.</summary>
    public string? SdkName { get; init; }

    /// <summary>Whether the operator runs the provider; it needs no key.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The end of the base address, in front of the API's path.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>This provider as it is at <paramref name="address"/>.</summary>
    public Provider At(Uri address) =>
        KeyHeadersOfHosts.FirstOrDefault(row => address.Host.EndsWith(row.HostEnd, StringComparison.OrdinalIgnoreCase)).KeyHeader is { } header ? this with { KeyHeader = header, KeyPrefix = "" } : this;

    public bool Serves(WireFormat format) => Formats.Contains(format);

    /// <summary>Whether <paramref name="userAgent"/>, such as <c>AsyncGroq/Python 0.37</c>, is of the provider's own SDK.</summary>
    public bool IsSdk(string userAgent) =>
        SdkName is not null && (userAgent.StartsWith($"{SdkName}/", StringComparison.Ordinal) || userAgent.StartsWith($"Async{SdkName}/", StringComparison.Ordinal));

    /// <summary>The provider's name for <paramref name="model"/>, a name behind the provider's prefix.</summary>
    public string NameOf(string model) => model.IndexOf('/', StringComparison.Ordinal) switch
    {
        < 0 when ModelPrefix is not null => ModelPrefix + model,
        > 0 and var slash when IgnoredRoutes.Contains(model[..slash]) => model[(slash + 1)..],
        _ => model,
    };

    /// <summary>The provider of a model, by the prefix of its name, otherwise by its family, and the name without the prefix.</summary>
    /// <returns>No provider if neither is known.</returns>
    public static (Provider? Provider, string Model) Split(string model) =>
        model.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && ByPrefix.TryGetValue(model[..slash], out var named) ? (named, model[(slash + 1)..])
        : (ModelFamilies.Find(model), model);

    public static string NamesThatServe(WireFormat format) =>
        string.Join(", ", ByPrefix.Values.Where(provider => provider.Serves(format)).Select(provider => provider.Name).Distinct().Order(StringComparer.Ordinal));
}
