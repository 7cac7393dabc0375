namespace TracedLlm.Samples.Gateway;

/// <summary>What <c>cache_params</c> says.</summary>
internal sealed record CacheSettings
{
    public static readonly CacheSettings Default = new();

    /// <summary>How long an answer is kept.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The APIs whose answers are kept; <see langword="null"/>: all that the cache knows.</summary>
    public IReadOnlyList<WireFormat>? Formats { get; init; }

    /// <summary>Whether only requests that ask for the cache (<c>"cache": {"use-cache": true}</c>) use it.</summary>
    public bool IsOnRequest { get; init; }
}
