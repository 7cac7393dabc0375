using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using TracedLlm.Facts;
using TracedLlm.Metadata;

namespace TracedLlm.Endpoints;

/// <summary>A traced endpoint, called with one method: its API and its pattern.</summary>
/// <param name="Facts">What is known of the API.</param>
/// <param name="Template">The route pattern as it was written, <c>http.route</c>; <see langword="null"/> for an endpoint without one.</param>
/// <param name="ModelParameter">The route parameter that is the model; <see langword="null"/> where the request says it elsewhere.</param>
internal sealed record LlmRoute(LlmApiFacts Facts, string? Template, string? ModelParameter = null)
{
    private static readonly ConditionalWeakTable<Endpoint, ConcurrentDictionary<string, LlmRoute>> Known = [];

    public LlmApi Api => Facts.Api;

    /// <summary>The field of the gateway's metadata, where the endpoint states one.</summary>
    public MetadataField? StatedMetadataField { get; init; }

    /// <summary>How the gateway's own keys are read; <see langword="null"/> if it has none.</summary>
    public TypedMetadata? Metadata { get; init; }

    /// <summary>
    /// The route of <paramref name="endpoint"/> as far as this request calls it: a browser's preflight finds the endpoint that
    /// it asks about, and calls no model.
    /// </summary>
    public static LlmRoute? Find(HttpContext context, Endpoint? endpoint) =>
        HttpMethods.IsOptions(context.Request.Method)
        && context.Request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod)
            ? null
            : Find(endpoint, context.Request.Method);

    /// <summary>The route of <paramref name="endpoint"/>, called with its first method, or <see langword="null"/> if it is not traced.</summary>
    /// <exception cref="InvalidOperationException">The endpoint names no API and its pattern allows none to be inferred.</exception>
    public static LlmRoute? Find(Endpoint? endpoint) =>
        Find(endpoint, endpoint?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : null);

    /// <summary>The route of <paramref name="endpoint"/>, called with <paramref name="method"/>, or <see langword="null"/> if it is not traced.</summary>
    /// <exception cref="InvalidOperationException">The endpoint names no API and its pattern allows none to be inferred.</exception>
    public static LlmRoute? Find(Endpoint? endpoint, string? method)
    {
        if (endpoint?.Metadata.GetMetadata<TracedLlmRouteAttribute>() is not { } attribute)
        {
            return null;
        }

        var byMethod = Known.GetValue(endpoint, static _ => new(StringComparer.Ordinal));
        var key = method is null ? "" : HttpMethods.GetCanonicalizedValue(method);
        if (byMethod.TryGetValue(key, out var route))
        {
            return route;
        }

        route = Create(endpoint, attribute, method);

        // A caller may invent methods without end.
        return byMethod.Count < 16 ? byMethod.GetOrAdd(key, route) : route;
    }

    /// <summary>The model that the URL of <paramref name="request"/> names; <see langword="null"/> if it names none.</summary>
    public string? ModelOf(HttpRequest request)
    {
        if (ModelParameter is { } parameter && request.RouteValues.TryGetValue(parameter, out var model))
        {
            return model as string;
        }

        foreach (var name in Facts.ModelQueries)
        {
            if (request.Query[name] is [{ Length: > 0 } asked, ..])
            {
                return asked;
            }
        }

        return null;
    }

    /// <summary>The row by which the body of <paramref name="request"/> is read: what is passed through is in the form of the API that its path ends with.</summary>
    public LlmApiFacts BodyOf(HttpRequest request) =>
        Api == LlmApi.PassThrough && ProviderApi.Find(request.Method, request.Path.Value) is { IsRead: true } provider ? provider : Facts;

    private static LlmRoute Create(Endpoint endpoint, TracedLlmRouteAttribute attribute, string? method)
    {
        var pattern = (endpoint as RouteEndpoint)?.RoutePattern;
        var segments = RoutePatternSegments.Read(pattern);
        var facts = attribute.Api is { } api ? LlmApiLookup.RowFor(api, segments, method) : LlmApiLookup.Infer(segments, method);
        return facts is null
            ? throw new InvalidOperationException(
                $"[TracedLlmRoute] on {endpoint.DisplayName}: no API can be inferred from the pattern '{pattern?.RawText}'. "
                + $"Name it, as in [TracedLlmRoute(LlmApi.{nameof(LlmApi.ChatCompletions)})]; "
                + $"allowed are {string.Join(", ", Enum.GetNames<LlmApi>())}.")
            : new LlmRoute(facts, pattern?.RawText, LlmApiLookup.ModelParameter(facts, segments))
            {
                StatedMetadataField = attribute.StatedMetadataField,
                Metadata = attribute.MetadataType is { } type ? TypedMetadata.FromType(type) : null,
            };
    }
}
