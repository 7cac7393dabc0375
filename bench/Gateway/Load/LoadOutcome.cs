namespace TracedLlm.Bench.Gateway.Load;

/// <summary>What became of a request.</summary>
internal enum LoadOutcome
{
    /// <summary>It has another answer, or none.</summary>
    Failed,

    /// <summary>A whole answer of status 200.</summary>
    Answered,

    /// <summary>Status 503 with <c>Retry-After</c>.</summary>
    Refused,
}
