using System.Diagnostics.CodeAnalysis;

namespace TracedLlm;

/// <summary>
/// Traces an endpoint as <see cref="TracedLlmRouteAttribute"/> does, and also reads the gateway's own keys from the request's
/// metadata.
/// </summary>
/// <remarks>
/// A property with a <see cref="MetadataKeyAttribute.Tag"/> becomes an attribute. If the attribute's name belongs to one span, that
/// span gets the attribute; otherwise every span gets it. <see cref="LlmTrace.Metadata{TMetadata}"/> returns all properties. If
/// <typeparamref name="TMetadata"/> is not a <see cref="GatewayMetadataAttribute"/> type, the application fails at start-up.
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
