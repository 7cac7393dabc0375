namespace TracedLlm.Samples.Gateway;

/// <summary>A path that the gateway serves, under each prefix that clients use.</summary>
/// <param name="Format">The API of the path.</param>
/// <param name="Methods">Its HTTP methods.</param>
/// <param name="Path">The path below a provider's base address.</param>
internal sealed record ServedRoute(WireFormat Format, string[] Methods, string Path)
{
    public const string Model = "model";

    /// <summary>The field that asks for a stream.</summary>
    public const string Stream = "stream";

    /// <summary>The query parameter for the model in Azure's address of a session, <c>/openai/realtime?deployment=NAME</c>.</summary>
    public const string AzureModel = "deployment";

    private const string AnthropicVersion = "anthropic-version";

    /// <summary>The first segment of a pass-through path; it names the provider.</summary>
    public string? Vendor { get; init; }

    /// <summary>Whether the provider owns <c>metadata</c> on this route, although the gateway owns it on the other routes of this API.</summary>
    public bool HasProvidersMetadata { get; init; }

    public bool ProviderOwnsMetadata => Format.ProviderOwnsMetadata || HasProvidersMetadata;

    /// <summary>The form of errors; on a pass-through path it is the provider's.</summary>
    public ErrorForm Errors => Vendor is null ? Format.Errors : Provider.ByPrefix[Provider.ByVendor[Vendor]].Errors;

    /// <summary>This route for <paramref name="http"/>. OpenAI's and Anthropic's files have one path; only Anthropic's clients send a version.</summary>
    public ServedRoute SelectFormat(HttpRequest http) =>
        Format == WireFormats.Files && http.Headers.ContainsKey(AnthropicVersion) ? this with { Format = WireFormats.AnthropicFiles } : this;

    /// <summary>Whether the path contains the model.</summary>
    public bool NamesModel => Path.Contains($"{{{Model}}}", StringComparison.Ordinal);

    /// <summary>Whether the route is a WebSocket.</summary>
    public bool IsSession => Path == "realtime";

    /// <summary>Whether a request must name a model. A list of stored objects, <c>GET</c> on the same path, names no model.</summary>
    public bool NeedsModel => Path == Format.ModelPath && Methods is ["POST"];

    /// <summary>Whether all responses of the route are streams.</summary>
    public bool AlwaysStreams => Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) || Path.EndsWith("-stream", StringComparison.Ordinal);

    /// <summary>
    /// The patterns to map: with a version, without a version and in Azure's form with a deployment. Clients of OpenAI-like providers
    /// (Groq, Azure) put <c>/openai</c> in front.
    /// </summary>
    public IEnumerable<string> Patterns => Vendor is not null ? [$"/{Vendor}/{Path}"]
        : Format.Prefixes is { } prefixes ? prefixes.Select(prefix => prefix + Path)
        : NamesModel ? [$"/v1beta/{Path}", $"/v1/{Path}", $"/{Path}"]
        : Format.ModelPath is null && Format != WireFormats.Images ? Versions
        : [.. Versions, $"/openai/deployments/{{{Model}}}/{Path}", $"/engines/{{{Model}}}/{Path}"];

    private string[] Versions => Provider.ByPrefix["openai"].Serves(Format)
        ? [$"/v1/{Path}", $"/{Path}", $"/openai/v1/{Path}", $"/openai/{Path}"]
        : [$"/v1/{Path}", $"/{Path}"];
}
