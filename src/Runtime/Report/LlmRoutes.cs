using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Endpoints;
using TracedLlm.Facts;

namespace TracedLlm.Report;

/// <summary>The endpoints of an application for the report: one entry for each endpoint and HTTP method.</summary>
internal sealed class LlmRoutes(IEnumerable<Endpoint> endpoints)
{
    private readonly List<(Endpoint Endpoint, string? Method)> _calls =
        [.. endpoints.SelectMany(endpoint => MethodsOf(endpoint).Select(method => (endpoint, method)))];

    /// <summary>
    /// The traced entries, grouped by API and by the field of the gateway's metadata: <c>Messages (litellm_metadata): POST
    /// /v1/messages</c>.
    /// </summary>
    public IEnumerable<string> Traced => TracedCalls
        .GroupBy(call => (call.Api, call.Field), call => call.Text)
        .OrderBy(group => group.Key)
        .Select(group => $"{group.Key.Api} ({Name(group.Key.Field)}): {string.Join(", ", group.Distinct())}");

    /// <summary>
    /// One line an API, with its first entry and the number of the others: <c>Messages (litellm_metadata): POST /v1/messages and 3
    /// more</c>.
    /// </summary>
    public IEnumerable<string> Summary => TracedCalls
        .GroupBy(call => call.Api)
        .OrderBy(group => group.Key)
        .Select(group => (group.Key, Fields: group.Select(call => Name(call.Field)).Distinct(), Texts: group.Select(call => call.Text).Distinct().ToList()))
        .Select(api => $"{api.Key} ({string.Join(", ", api.Fields)}): {api.Texts[0]}{(api.Texts.Count > 1 ? FormattableString.Invariant($" and {api.Texts.Count - 1} more") : "")}");

    /// <summary>
    /// The entries without the attribute whose method and pattern match an API: <c>POST /v1/embeddings (Embeddings)</c>.
    /// </summary>
    public IEnumerable<string> Untraced => _calls
        .Where(call => call.Endpoint.Metadata.GetMetadata<TracedLlmRouteAttribute>() is null)
        .Select(call => (Facts: LooksLike(call.Endpoint, call.Method), Text: Text(call.Endpoint, call.Method)))
        .Where(call => call.Facts is not null)
        .Select(call => $"{call.Text} ({call.Facts!.Api})")
        .Distinct();

    private IEnumerable<(LlmApi Api, MetadataField Field, string Text)> TracedCalls => _calls
        .Select(call => (Route: LlmRoute.Find(call.Endpoint, call.Method), Text: Text(call.Endpoint, call.Method)))
        .Where(call => call.Route is not null)
        .Select(call => (call.Route!.Api, call.Route.StatedMetadataField ?? call.Route.Facts.MetadataField, call.Text));

    private static LlmApiFacts? LooksLike(Endpoint endpoint, string? method) =>
        LlmApiLookup.Infer(RoutePatternSegments.Read((endpoint as RouteEndpoint)?.RoutePattern), method) is { } facts
        && (method is null || facts.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            ? facts
            : null;

    // An endpoint without methods accepts all methods.
    private static IEnumerable<string?> MethodsOf(Endpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).DefaultIfEmpty<string?>(null);

    private static string Text(Endpoint endpoint, string? method)
    {
        var pattern = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName;
        return method is null ? $"{pattern}" : $"{method} {pattern}";
    }

    private static string Name(MetadataField field) => field == MetadataField.LiteLlmMetadata ? "litellm_metadata" : "metadata";
}
