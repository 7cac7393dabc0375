using System.Diagnostics.CodeAnalysis;

namespace TracedLlm;

/// <summary>
/// Marks a type that the library reads from the gateway's metadata in a request. The type also says which span attributes its
/// keys become.
/// </summary>
/// <remarks>
/// The generator writes the second half of the type, as it does for a <see cref="PayloadMapAttribute"/> type. That half reads the
/// properties that have a <see cref="MetadataKeyAttribute"/>. The type and each type that contains it must be partial and
/// visible in their assembly. Absent, wrong and repeated values are treated as <see cref="PayloadMapAttribute"/> says.
/// </remarks>
/// <example>
/// <code>
/// [GatewayMetadata]
/// public sealed partial record TenantMetadata
/// {
///     [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }
/// }
/// // [TracedLlmRoute&lt;TenantMetadata&gt;] on the handler reads it.
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class GatewayMetadataAttribute : Attribute
{
    /// <summary>The members of such a type that trimming must keep: its properties, whose attributes name the keys.</summary>
    internal const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.NonPublicProperties;
}
