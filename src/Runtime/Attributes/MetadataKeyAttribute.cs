namespace TracedLlm;

/// <summary>The key of the gateway's metadata that a property of a <see cref="GatewayMetadataAttribute"/> type is read from.</summary>
/// <remarks>
/// The key is taken as it is, dots included. Types are those of <see cref="PayloadFieldAttribute"/>. A property with more
/// than one of these attributes takes the first key, in their order, that has a value.
/// </remarks>
/// <param name="key">The key.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class MetadataKeyAttribute(string key) : Attribute
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>The attribute that carries the value on a span; without it the property is read and not written.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether the value is content, which is written only where capturing it was switched on.</summary>
    public bool Content { get; init; }
}
