namespace TracedLlm.Bench.Gateway.Growths;

/// <summary>Something that makes a request larger, or the requests more.</summary>
/// <param name="Kind">The name in options and files.</param>
/// <param name="What">What grows, in words.</param>
/// <param name="Steps">The sizes, each larger than the one before.</param>
internal sealed record Growth(string Kind, string What, IReadOnlyList<GrowthStep> Steps)
{
    /// <summary>The title of table and chart.</summary>
    public string Title => $"processor time added, µs per request, as {What} grow";
}
