using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace TracedLlm;

/// <summary>A traced endpoint: its API and its pattern.</summary>
/// <param name="Facts">What is known of the API.</param>
/// <param name="Template">The route pattern as it was written, <c>http.route</c>; <see langword="null"/> for an endpoint without one.</param>
internal sealed record LlmRoute(LlmApiFacts Facts, string? Template)
{
    private static readonly ConditionalWeakTable<Endpoint, LlmRoute> Known = [];

    public LlmApi Api => Facts.Api;

    /// <summary>The field of the gateway's metadata, where the endpoint states one.</summary>
    public MetadataField? StatedMetadataField { get; init; }

    /// <summary>How the gateway's own keys are read; <see langword="null"/> if it has none.</summary>
    public TypedMetadata? Metadata { get; init; }

    /// <summary>
    /// The route of <paramref name="endpoint"/> as far as this request calls it: a browser's preflight finds the endpoint that
    /// it asks about, and calls no model.
    /// </summary>
    public static LlmRoute? Of(HttpContext context, Endpoint? endpoint) =>
        HttpMethods.IsOptions(context.Request.Method)
        && context.Request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod)
            ? null
            : Of(endpoint);

    /// <summary>The route of <paramref name="endpoint"/>, or <see langword="null"/> if it is not traced.</summary>
    /// <exception cref="InvalidOperationException">The endpoint names no API and its pattern allows none to be inferred.</exception>
    public static LlmRoute? Of(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<TracedLlmRouteAttribute>() is not { } attribute)
        {
            return null;
        }

        return Known.TryGetValue(endpoint, out var route)
            ? route
            : Known.GetValue(endpoint, _ => Create(endpoint, attribute));
    }

    private static LlmRoute Create(Endpoint endpoint, TracedLlmRouteAttribute attribute)
    {
        var template = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        var facts = attribute.Api is { } api ? LlmApiFacts.Of(api) : LlmApiFacts.Infer(template ?? "");
        return facts is null
            ? throw new InvalidOperationException(
                $"[TracedLlmRoute] on {endpoint.DisplayName}: no API can be inferred from the pattern '{template}'. "
                + $"Name it, as in [TracedLlmRoute(LlmApi.{nameof(LlmApi.ChatCompletions)})]; "
                + $"allowed are {string.Join(", ", Enum.GetNames<LlmApi>())}.")
            : new LlmRoute(facts, template) { StatedMetadataField = attribute.StatedMetadataField, Metadata = attribute.ReadMetadata() };
    }
}
