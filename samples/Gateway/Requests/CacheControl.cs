namespace TracedLlm.Samples.Gateway;

/// <summary>The use of the cache for one request: https://docs.litellm.ai/docs/proxy/caching_controls.</summary>
internal sealed record CacheControl
{
    public static readonly CacheControl Default = new();

    /// <summary>Whether the cache may answer.</summary>
    public bool Reads { get; init; } = true;

    /// <summary>Whether the answer is kept.</summary>
    public bool Stores { get; init; } = true;

    /// <summary>Whether the request asks for the cache, where it is used on request only.</summary>
    public bool IsAsked { get; init; }

    /// <summary>How long the answer is kept; <see langword="null"/>: as long as others.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How old an answer may be; <see langword="null"/>: any age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The part of the cache; answers of other parts are not found.</summary>
    public string? Namespace { get; init; }
}
