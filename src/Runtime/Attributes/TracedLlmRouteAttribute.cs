using System.Diagnostics.CodeAnalysis;

namespace TracedLlm;

/// <summary>
/// Traces an endpoint as a route of an LLM gateway. Each request gets a root span and <c>litellm_request</c> with outcome and
/// errors. The endpoint may be a lambda, a method group or an MVC action, partial or not.
/// </summary>
/// <remarks>
/// <see cref="TracedLlmApplicationBuilderExtensions.UseTracedLlm"/> finds the attribute in the endpoint's metadata. If the method
/// is partial, the generated half also sets the <see cref="SpanTagAttribute"/>s of the handler on the root span and records
/// exceptions that an inner filter would hide.
/// </remarks>
/// <example>
/// <code>
/// [TracedLlmRoute]
/// public async Task HandleAsync(HttpContext http) { … }
/// app.MapPost("/v1/messages", messages.HandleAsync);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public class TracedLlmRouteAttribute : Attribute
{
    /// <summary>
    /// Traces the endpoint. The library infers the API from the route pattern. If the pattern names no API, the application fails at
    /// start-up.
    /// </summary>
    public TracedLlmRouteAttribute()
    {
    }

    /// <summary>Traces the endpoint as a route of <paramref name="api"/>, independent of its route pattern.</summary>
    /// <param name="api">The API that the endpoint serves.</param>
    public TracedLlmRouteAttribute(LlmApi api) => Api = api;

    /// <summary>The API that the endpoint serves; <see langword="null"/> (the default) if the library infers it from the route pattern.</summary>
    public LlmApi? Api { get; }

    /// <summary>
    /// The request field that contains the gateway's metadata. The default is the field of the route's API: <c>metadata</c>, or
    /// <c>litellm_metadata</c> if <c>metadata</c> belongs to the provider.
    /// </summary>
    public MetadataField MetadataField
    {
        get => StatedMetadataField ?? default;
        init => StatedMetadataField = value;
    }

    /// <summary>
    /// The part of the requests whose traces are sent, from 0 (none) to 1 (all). It replaces <c>TracedLlm:Sampling:Ratio</c> for this
    /// route; requests that match a rule of <c>TracedLlm:Sampling:Keep</c> are sent all the same. The default is the ratio of the gateway.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double SamplingRatio
    {
        get => StatedSamplingRatio ?? 1;
        init => StatedSamplingRatio = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SamplingRatio), value, "SamplingRatio of [TracedLlmRoute] must be from 0 to 1.");
    }

    internal double? StatedSamplingRatio { get; private init; }

    internal MetadataField? StatedMetadataField { get; private init; }

    /// <summary>
    /// Whether the spans of this route carry content. It wins over <see cref="TracedLlmOptions.CaptureContent"/>, which is the default. A
    /// tenant (<see cref="LlmCaller.CaptureContent"/>) and a request can still ask for less.
    /// </summary>
    public bool CaptureContent
    {
        get => StatedCaptureContent ?? false;
        init => StatedCaptureContent = value;
    }

    internal bool? StatedCaptureContent { get; private init; }

    /// <summary>The type for the gateway's own keys; <see langword="null"/> if the route has no such type.</summary>
    [DynamicallyAccessedMembers(GatewayMetadataAttribute.Members)]
    internal virtual Type? MetadataType => null;
}
