namespace TracedLlm.Samples.Gateway;

/// <summary>When a deployment that fails rests, and for how long.</summary>
internal sealed record CooldownSettings
{
    /// <summary>LiteLLM's <c>allowed_fails</c> of an error that <c>allowed_fails_policy</c> does not have.</summary>
    public const int DefaultAllowedFails = 3;

    /// <summary>LiteLLM's default of <see cref="Time"/>.</summary>
    public static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(5);

    /// <summary>Whether no deployment rests.</summary>
    public bool AreDisabled { get; init; }

    /// <summary>How long a deployment rests, if neither it nor its provider says how long.</summary>
    public TimeSpan Time { get; init; } = DefaultTime;

    /// <summary>After more failures than this within a minute a deployment rests; <see langword="null"/>: the share of its failures decides.</summary>
    public int? AllowedFails { get; init; }

    /// <summary>The same for each class of errors.</summary>
    public ErrorCounts? AllowedFailsByError { get; init; }
}
