using System.Diagnostics.CodeAnalysis;

namespace TracedLlm;

/// <summary>
/// Traces an endpoint as <see cref="TracedLlmRouteAttribute"/> does, and reads keys of the gateway's own from the request's
/// metadata.
/// </summary>
/// <remarks>
/// Properties with a <see cref="MetadataKeyAttribute.Tag"/> are attributes of every span, or of the span that the attribute's
/// name belongs to; <see cref="LlmTrace.Metadata{TMetadata}"/> returns them all. A type that is no
/// <see cref="GatewayMetadataAttribute"/> type fails at start-up.
/// </remarks>
/// <typeparam name="TMetadata">A <see cref="GatewayMetadataAttribute"/> type.</typeparam>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedLlmRouteAttribute<[DynamicallyAccessedMembers(GatewayMetadataAttribute.Members)] TMetadata> : TracedLlmRouteAttribute
{
    /// <inheritdoc cref="TracedLlmRouteAttribute()"/>
    public TracedLlmRouteAttribute()
    {
    }

    /// <inheritdoc cref="TracedLlmRouteAttribute(LlmApi)"/>
    public TracedLlmRouteAttribute(LlmApi api)
        : base(api)
    {
    }

    [DynamicallyAccessedMembers(GatewayMetadataAttribute.Members)]
    internal override Type MetadataType => typeof(TMetadata);
}
