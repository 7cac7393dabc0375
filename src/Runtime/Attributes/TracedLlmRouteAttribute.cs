using System.Diagnostics.CodeAnalysis;

namespace TracedLlm;

/// <summary>
/// Traces an endpoint as a route of an LLM gateway: the request's root span, <c>litellm_request</c>, their outcome and
/// errors. Works on lambdas, method groups and MVC actions, partial or not.
/// </summary>
/// <remarks>
/// <see cref="TracedLlmApplicationBuilderExtensions.UseTracedLlm"/> sees the attribute as endpoint metadata. On a partial
/// method the generated half also sets the <see cref="SpanTagAttribute"/>s of the handler on the root span and records
/// exceptions that an inner filter would hide.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public class TracedLlmRouteAttribute : Attribute
{
    /// <summary>Traces the endpoint; its API is inferred from the route pattern. A pattern that names none fails at start-up.</summary>
    public TracedLlmRouteAttribute()
    {
    }

    /// <summary>Traces the endpoint as a route of <paramref name="api"/>, whatever its pattern.</summary>
    /// <param name="api">The API that the endpoint speaks.</param>
    public TracedLlmRouteAttribute(LlmApi api) => Api = api;

    /// <summary>The API that the endpoint speaks; <see langword="null"/> (the default) infers it from the route pattern.</summary>
    public LlmApi? Api { get; }

    /// <summary>
    /// The field of the request that carries the gateway's metadata, where it is another than the API's own; by default that of
    /// the API.
    /// </summary>
    public MetadataField MetadataField
    {
        get => StatedMetadataField ?? default;
        init => StatedMetadataField = value;
    }

    internal MetadataField? StatedMetadataField { get; private init; }

    /// <summary>The type that the gateway's own keys are read into; <see langword="null"/> if there is none.</summary>
    [DynamicallyAccessedMembers(GatewayMetadataAttribute.Members)]
    internal virtual Type? MetadataType => null;
}
