using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>What the runtime will find of an endpoint when it starts.</summary>
internal static class EndpointApi
{
    /// <summary>The field of its gateway metadata; <see langword="null"/> if its API is not known here.</summary>
    public static MetadataField? MetadataFieldOf(Endpoint endpoint) =>
        endpoint.Attribute.Named(nameof(MetadataField)).Value is int stated ? (MetadataField)stated
        : Stated(endpoint) is { } api ? Array.Find(LlmApiTable.Rows, row => row.Api == api)?.MetadataField
        : endpoint.Template is { } template ? LlmApiLookup.Infer(RouteTemplate.Segments(template), endpoint.HttpMethod)?.MetadataField
        : null;

    /// <summary>The API that the attribute names.</summary>
    public static LlmApi? Stated(Endpoint endpoint) => endpoint.Attribute.First().Value is int api ? (LlmApi)api : null;

    /// <summary>Whether no API can be inferred from the pattern, whatever stands in front of it.</summary>
    public static bool CannotBeInferred(Endpoint endpoint)
    {
        if (Stated(endpoint) is not null || endpoint.Template is not { } template)
        {
            return false;
        }

        var segments = RouteTemplate.Segments(template);
        return LlmApiLookup.Infer(segments, endpoint.HttpMethod) is null
            && (endpoint.IsWhole || !Prefixes(segments.Length).Any(prefix => LlmApiLookup.Infer([.. prefix, .. segments], endpoint.HttpMethod) is not null));
    }

    // What a prefix would have to end with for one of the longer patterns to fit.
    private static IEnumerable<RouteSegment[]> Prefixes(int length) =>
        from row in LlmApiTable.Rows
        let segments = RouteTemplate.Segments(row.Pattern.Text)
        where segments.Length > length
        select segments.Take(segments.Length - length).ToArray();
}
