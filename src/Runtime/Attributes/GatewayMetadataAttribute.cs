using System.Diagnostics.CodeAnalysis;

namespace TracedLlm;

/// <summary>
/// Says that a type is read from the gateway's metadata of a request, and which attributes its keys become. A generated half
/// reads it as it does a <see cref="PayloadMapAttribute"/> type.
/// </summary>
/// <remarks>
/// Its properties with <see cref="MetadataKeyAttribute"/> are read. The type, and every type around it, is partial and
/// visible in its assembly. What <see cref="PayloadMapAttribute"/> says of absent, wrong and repeated values holds here.
/// </remarks>
/// <example>
/// <code>
/// [GatewayMetadata]
/// public sealed partial record TenantMetadata
/// {
///     [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class GatewayMetadataAttribute : Attribute
{
    /// <summary>The members of such a type that trimming must keep: the properties, which name their keys.</summary>
    internal const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.NonPublicProperties;
}
