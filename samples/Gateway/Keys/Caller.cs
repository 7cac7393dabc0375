namespace TracedLlm.Samples.Gateway;

/// <summary>The caller of a request.</summary>
internal sealed record Caller(string? KeyHash, string? KeyAlias, string? TeamId, string? TeamAlias, string? UserId)
{
    /// <summary>A caller of a gateway without keys.</summary>
    public static readonly Caller Anonymous = new(null, null, null, null, null);

    /// <summary>The tags of the key.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The key as the caller sent it. It must not go on to a provider.</summary>
    public PresentedKey Key { get; init; }

    /// <summary>What the traces say of the caller.</summary>
    public TracedCaller Traced { get; init; } = TracedCaller.None;

    /// <param name="key">The caller's key.</param>
    /// <param name="isRedacted">Whether the traces do not say who calls.</param>
    public static Caller FromKey(ApiKey key, bool isRedacted) => new(key.Hash, key.Alias, key.TeamId, key.TeamAlias, key.UserId)
    {
        Tags = key.Tags,
        Traced = isRedacted ? TracedCaller.None : new(key.Hash, key.Alias, key.TeamId, key.TeamAlias, key.UserId),
    };
}
