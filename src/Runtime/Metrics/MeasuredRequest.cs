using System.Diagnostics;

namespace TracedLlm.Metrics;

/// <summary>What the attributes of a request's metrics are made of.</summary>
internal readonly record struct MeasuredRequest
{
    /// <summary>The operation of its API.</summary>
    public required string Operation { get; init; }

    /// <summary>The provider that was called last.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that the caller asked for, in the caller's words.</summary>
    public string? RequestModel { get; init; }

    /// <summary>What the gateway did with a request for that name.</summary>
    public ValueEvidence Evidence { get; init; }

    /// <summary>The model that answered.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The <c>error.type</c>; <see langword="null"/> if the request has not failed.</summary>
    public string? ErrorType { get; init; }

    /// <summary>How the request ended; <see langword="null"/> while it runs.</summary>
    public string? Outcome { get; init; }

    /// <summary><c>litellm_request</c>, which may have the attributes that the gateway adds.</summary>
    public Activity? Span { get; init; }

    /// <summary>The root, which may have them too.</summary>
    public Activity? Root { get; init; }
}
