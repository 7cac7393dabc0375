namespace TracedLlm.Samples.Gateway;

/// <summary>A path that the gateway serves, behind any of the prefixes that clients put in front of it.</summary>
/// <param name="Format">The API that it belongs to.</param>
/// <param name="Methods">Its HTTP methods.</param>
/// <param name="Path">What is appended to a provider's base address.</param>
internal sealed record ServedRoute(WireFormat Format, string[] Methods, string Path)
{
    public const string Model = "model";

    /// <summary>The segment in front of a pass-through's path: whose API it is.</summary>
    public string? Vendor { get; init; }

    /// <summary>Whether <c>metadata</c> is the provider's here, though elsewhere in this API it is the gateway's.</summary>
    public bool HasProvidersMetadata { get; init; }

    public bool ProviderOwnsMetadata => Format.ProviderOwnsMetadata || HasProvidersMetadata;

    /// <summary>Whether the path has the model in it.</summary>
    public bool NamesModel => Path.Contains($"{{{Model}}}", StringComparison.Ordinal);

    /// <summary>Whether it is a WebSocket.</summary>
    public bool IsSession => Path == "realtime";

    public bool NeedsModel => Path == Format.ModelPath;

    /// <summary>Whether its responses are always streams.</summary>
    public bool AlwaysStreams => Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal);

    /// <summary>The patterns to map: with and without a version, and behind Azure's deployments.</summary>
    public IEnumerable<string> Patterns => Vendor is not null ? [$"/{Vendor}/{Path}"]
        : NamesModel ? [$"/v1beta/{Path}", $"/v1/{Path}", $"/{Path}"]
        : Format == WireFormats.Rerank ? [$"/v2/{Path}", .. Versions]
        : Format.ModelPath is null && Format != WireFormats.Images ? Versions
        : [.. Versions, $"/openai/deployments/{{{Model}}}/{Path}", $"/engines/{{{Model}}}/{Path}"];

    private string[] Versions => [$"/v1/{Path}", $"/{Path}"];
}
