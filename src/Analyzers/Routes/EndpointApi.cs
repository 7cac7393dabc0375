using TracedLlm.Facts;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Computes the facts about an endpoint that the runtime finds at start-up.</summary>
internal static class EndpointApi
{
    /// <summary>The field of its gateway metadata; <see langword="null"/> if the code does not show its API.</summary>
    public static MetadataField? MetadataFieldOf(Endpoint endpoint) =>
        endpoint.Attribute.Named(nameof(MetadataField)).Value is int stated ? (MetadataField)stated
        : Stated(endpoint) is { } api ? Array.Find(LlmApiTable.Rows, row => row.Api == api)?.MetadataField
        : endpoint.Template is { } template ? LlmApiLookup.Infer(RouteTemplate.Segments(template), endpoint.HttpMethod)?.MetadataField
        : null;

    /// <summary>The API that the attribute names.</summary>
    public static LlmApi? Stated(Endpoint endpoint) => endpoint.Attribute.First().Value is int api ? (LlmApi)api : null;

    /// <summary>Whether no API can be inferred from the pattern, with any prefix.</summary>
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

    // The missing first segments that a prefix would need so that a longer pattern matches.
    private static IEnumerable<RouteSegment[]> Prefixes(int length) =>
        from row in LlmApiTable.Rows
        let segments = RouteTemplate.Segments(row.Pattern.Text)
        where segments.Length > length
        select segments.Take(segments.Length - length).ToArray();
}
