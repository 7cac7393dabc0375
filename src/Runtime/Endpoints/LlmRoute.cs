using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using TracedLlm.Facts;
using TracedLlm.Metadata;

namespace TracedLlm.Endpoints;

/// <summary>A traced endpoint that is called with one HTTP method: its API and its pattern.</summary>
/// <param name="Facts">The row of the API.</param>
/// <param name="Template">The route pattern as it was written, <c>http.route</c>; <see langword="null"/> for an endpoint without a pattern.</param>
/// <param name="ModelParameter">The route parameter that contains the model; <see langword="null"/> if the route has no such parameter.</param>
internal sealed record LlmRoute(LlmApiFacts Facts, string? Template, string? ModelParameter = null)
{
    private static readonly ConditionalWeakTable<Endpoint, ConcurrentDictionary<string, LlmRoute>> Known = [];

    public LlmApi Api => Facts.Api;

    /// <summary>The field of the gateway's metadata, if the endpoint's attribute sets it.</summary>
    public MetadataField? StatedMetadataField { get; init; }

    /// <summary>The part of the requests whose traces are sent, if the endpoint's attribute sets it.</summary>
    public double? SamplingRatio { get; init; }

    /// <summary>Whether spans of the route show content, if the endpoint's attribute says it.</summary>
    public bool? StatedCaptureContent { get; init; }

    /// <summary>The reader of the gateway's own keys; <see langword="null"/> if the route has none.</summary>
    public TypedMetadata? Metadata { get; init; }

    /// <summary>
    /// Whether this request to <paramref name="endpoint"/> is traced. It throws nothing, also if the endpoint's pattern matches no API.
    /// </summary>
    public static bool IsTraced(HttpContext context, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<TracedLlmRouteAttribute>() is not null && !IsPreflight(context);

    /// <summary>
    /// The route of <paramref name="endpoint"/> for this request. A browser's preflight request finds the endpoint that it asks about,
    /// but calls no model, so that it has no route.
    /// </summary>
    public static LlmRoute? Find(HttpContext context, Endpoint? endpoint) =>
        IsPreflight(context) ? null : Find(endpoint, context.Request.Method);

    /// <summary>
    /// The route of <paramref name="endpoint"/>, called with its first HTTP method; <see langword="null"/> if the endpoint is
    /// not traced.
    /// </summary>
    /// <exception cref="InvalidOperationException">The endpoint names no API, and its pattern matches no API.</exception>
    public static LlmRoute? Find(Endpoint? endpoint) =>
        Find(endpoint, endpoint?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : null);

    /// <summary>
    /// The route of <paramref name="endpoint"/>, called with <paramref name="method"/>; <see langword="null"/> if the
    /// endpoint is not traced.
    /// </summary>
    /// <exception cref="InvalidOperationException">The endpoint names no API, and its pattern matches no API.</exception>
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

        // A caller can send any number of invented methods, so that the cache has a limit: 16 is above the methods in use.
        return byMethod.Count < 16 ? byMethod.GetOrAdd(key, route) : route;
    }

    /// <summary>The model that the URL of <paramref name="request"/> names; <see langword="null"/> if the URL names no model.</summary>
    public string? ModelOf(HttpRequest request)
    {
        if (ModelParameter is { } parameter && request.RouteValues.TryGetValue(parameter, out var model))
        {
            return model as string;
        }

        if (Api == LlmApi.PassThrough && ProviderApi.FindModel(request.Method, request.Path.Value) is { } passed)
        {
            return passed;
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

    /// <summary>
    /// The row that decides how the body is read. A pass-through request has a body in the form of the API that its path ends
    /// with.
    /// </summary>
    public LlmApiFacts BodyOf(HttpRequest request) =>
        Api == LlmApi.PassThrough && ProviderApi.Find(request.Method, request.Path.Value) is { IsRead: true } provider ? provider : Facts;

    private static bool IsPreflight(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    private static LlmRoute Create(Endpoint endpoint, TracedLlmRouteAttribute attribute, string? method)
    {
        var pattern = (endpoint as RouteEndpoint)?.RoutePattern;
        var segments = RoutePatternSegments.Read(pattern);
        var facts = attribute.Api is { } api ? LlmApiLookup.RowFor(api, segments, method) : LlmApiLookup.Infer(segments, method);
        return facts is null
            ? throw new InvalidOperationException(
                $"[TracedLlmRoute] on {endpoint.DisplayName}: the pattern '{pattern?.RawText}' names no API. "
                + $"Name the API in the attribute, as in [TracedLlmRoute(LlmApi.{nameof(LlmApi.ChatCompletions)})]. "
                + $"The APIs are {string.Join(", ", Enum.GetNames<LlmApi>())}.")
            : new LlmRoute(facts, pattern?.RawText, LlmApiLookup.ModelParameter(facts, segments))
            {
                StatedMetadataField = attribute.StatedMetadataField,
                SamplingRatio = attribute.StatedSamplingRatio,
                StatedCaptureContent = attribute.StatedCaptureContent,
                Metadata = attribute.MetadataType is { } type ? TypedMetadata.FromType(type) : null,
            };
    }
}
