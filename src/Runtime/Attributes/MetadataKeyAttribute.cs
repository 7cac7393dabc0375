namespace TracedLlm;

/// <summary>The metadata key from which the library reads a property of a <see cref="GatewayMetadataAttribute"/> type.</summary>
/// <remarks>
/// The key is one name: a dot in it is a part of the name. The property may have the types of
/// <see cref="PayloadFieldAttribute"/>. A property with several of these attributes takes the first key, in their order, that has
/// a value.
/// </remarks>
/// <param name="key">The key.</param>
/// <example><c>[MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; }</c></example>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class MetadataKeyAttribute(string key) : Attribute
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>
    /// The name of the span attribute that gets the value. The default, <see langword="null"/>, means that the library reads the
    /// property and writes no attribute.
    /// </summary>
    public string? Tag { get; init; }

    /// <summary>
    /// Whether the value is content; <see langword="false"/> by default. Spans get content only while
    /// <see cref="TracedLlmOptions.CaptureContent"/> is on.
    /// </summary>
    public bool Content { get; init; }
}
