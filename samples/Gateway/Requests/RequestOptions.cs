namespace TracedLlm.Samples.Gateway;

/// <summary>What a request asks of the gateway, in LiteLLM's fields and headers.</summary>
internal sealed record RequestOptions
{
    public static readonly RequestOptions None = new();

    /// <summary>The number of retries within one model name; <see langword="null"/>: the configuration's.</summary>
    public int? NumRetries { get; init; }

    /// <summary>How long to wait for a provider; <see langword="null"/>: as long as the configuration says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The same for a request whose answer is a stream.</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>The models to try after the request's model has failed; <see langword="null"/>: the configuration's.</summary>
    public IReadOnlyList<RequestedFallback>? Fallbacks { get; init; }

    /// <summary>Whether no other model is tried, whatever the configuration says.</summary>
    public bool DisablesFallbacks { get; init; }

    /// <summary>The use of the cache.</summary>
    public CacheControl Cache { get; init; } = CacheControl.Default;

    /// <summary>The text that the simulated provider answers with, in place of the model's provider.</summary>
    public string? MockResponse { get; init; }

    /// <summary>Whether the simulated provider never answers, in place of the model's provider.</summary>
    public bool MockTimeout { get; init; }

    /// <summary>The provider's address and key that the caller brings.</summary>
    public ClientCredentials? Credentials { get; init; }

    /// <summary>Whether the simulated provider answers.</summary>
    public bool IsMocked => MockResponse is not null || MockTimeout;
}
